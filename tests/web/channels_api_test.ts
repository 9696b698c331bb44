/**
 * `POST /api/channels/NAME/pause` and `…/resume`, `POST /api/reload`, `POST /api/orders/SERVER/CHARGEID/inquire`.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Reloaded } from "../../lib/status.ts";
import type { Operator } from "../../lib/operator.ts";
import { channelStatus, errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";
import { NOW_MS, processing } from "../support/web_orders.ts";

const PAUSE = "/api/channels/acme/pause";
const RESUME = "/api/channels/acme/resume";
const INQUIRE = "/api/orders/main/196/inquire";
const RELOAD = "/api/reload";

/** The app with an operator that answers as given, and what it was asked. */
function operatorWorld(
  answers: Partial<Operator> = {},
  options: Parameters<typeof webWorld>[1] = {},
) {
  const calls: (readonly unknown[])[] = [];
  const operator: Partial<Operator> = {
    pause(...args) {
      calls.push(["pause", ...args]);
      return answers.pause?.(...args) ?? Promise.resolve("done");
    },
    resume(...args) {
      calls.push(["resume", ...args]);
      return answers.resume?.(...args) ?? Promise.resolve("done");
    },
    inquire(...args) {
      calls.push(["inquire", ...args]);
      return answers.inquire?.(...args) ?? Promise.resolve("asked");
    },
    reload(...args) {
      calls.push(["reload", ...args]);
      return answers.reload?.(...args) ?? Promise.resolve({ kind: "reloaded", warnings: [] });
    },
  };
  const paused = { by: "operator:local", atMs: NOW_MS, reason: "对账" };
  const channels = () => [channelStatus({ name: "acme", isOpen: false, paused })];
  return { ...webWorld([processing()], { operator, channels, ...options }), calls };
}

Deno.test("a pause has its reason and its author, and is answered by the channel", async () => {
  const { post, calls, audited } = operatorWorld();
  const { status, json } = await post(PAUSE, { reason: " 对账 " });
  assert.equal(status, 200);
  const { name, isOpen, paused } = json as Record<string, unknown>;
  assert.deepEqual([name, isOpen], ["acme", false]);
  assert.deepEqual(paused, {
    by: "operator:local",
    at: new Date(NOW_MS).toISOString(),
    reason: "对账",
  });
  assert.equal((await post(RESUME)).status, 200);
  assert.deepEqual(calls, [
    ["pause", "acme", "对账", "operator:local"],
    ["resume", "acme", "operator:local"],
  ]);
  const from = { by: "operator:local", from: "unknown", channel: "acme" };
  assert.deepEqual(audited.lines.map(({ event, fields }) => [event, fields]), [
    ["pause", { ...from, reason: "对账", outcome: "done" }],
    ["resume", { ...from, outcome: "done" }],
  ]);
});

Deno.test("a pause without a reason, and fields that a call does not have, are 422", async () => {
  const bad: [path: string, body: string, field: string][] = [
    ...["{}", '{"reason":""}', '{"reason":"  "}', '{"reason":1}', '{"reason":null}'].map(
      (body): [string, string, string] => [PAUSE, body, "reason"],
    ),
    [PAUSE, `{"reason":"${"长".repeat(201)}"}`, "reason"],
    [PAUSE, '{"reason":"a","until":"18:00"}', "until"],
    [RESUME, '{"reason":"a"}', "reason"],
    [INQUIRE, '{"force":true}', "force"],
    [RELOAD, '{"file":"b.yaml"}', "file"],
  ];
  for (const [path, body, field] of bad) {
    const { post, calls } = operatorWorld();
    const expected = { status: 422, code: "invalid", field };
    assert.deepEqual(errorOf(await post(path, body)), expected, `${path} ${body}`);
    assert.deepEqual(calls, []);
  }
  const { post, calls } = operatorWorld();
  assert.equal((await post(PAUSE, { reason: "长".repeat(200) })).status, 200);
  assert.equal(calls.length, 1);
});

Deno.test("a channel that is not there is 404, a store that is down 503", async () => {
  for (
    const [answer, expected] of [
      ["unknown", { status: 404, code: "unknown_channel" }],
      ["storeDown", { status: 503, code: "store_down" }],
    ] as const
  ) {
    const { post, audited } = operatorWorld({
      pause: () => Promise.resolve(answer),
      resume: () => Promise.resolve(answer),
    });
    assert.deepEqual(errorOf(await post(PAUSE, { reason: "a" })), expected);
    assert.deepEqual(errorOf(await post(RESUME)), expected);
    assert.deepEqual(audited.lines.map(({ fields }) => fields.outcome), [answer, answer]);
  }
});

Deno.test("an order's channel is asked, or it is said why it can't be", async () => {
  const asked = operatorWorld();
  const answer = await asked.post(INQUIRE);
  assert.equal(answer.status, 200);
  assert.equal((answer.json as { chargeId: unknown }).chargeId, "196");
  const id = { server: "main", chargeId: "196" };
  assert.deepEqual(asked.calls, [["inquire", id, "operator:local"]]);
  assert.equal(asked.audited.lines[0]?.fields.outcome, "asked");
  for (
    const [said, expected] of [
      ["notFound", { status: 404, code: "unknown_order" }],
      ["nothingToAsk", { status: 409, code: "nothing_to_ask" }],
    ] as const
  ) {
    const { post } = operatorWorld({ inquire: () => Promise.resolve(said) });
    assert.deepEqual(errorOf(await post(INQUIRE)), expected);
  }
  const unknown = await asked.post("/api/orders/main/197/inquire");
  assert.deepEqual(errorOf(unknown), { status: 404, code: "unknown_order" });
  assert.equal(asked.calls.length, 1);
});

Deno.test("a reload answers its warnings, or the faults that kept it from being in force", async () => {
  const reloadAs = (reloaded: Reloaded) =>
    operatorWorld({ reload: () => Promise.resolve(reloaded) }).post(RELOAD);
  const fine = await reloadAs({ kind: "reloaded", warnings: ["config.yaml:8:5: …"] });
  assert.deepEqual([fine.status, fine.json], [200, { warnings: ["config.yaml:8:5: …"] }]);
  const faults = Array.from({ length: 150 }, (_, at) => `config.yaml:${at + 1}:1: …`);
  const rejected = await reloadAs({ kind: "rejected", faults });
  assert.deepEqual(errorOf(rejected), { status: 422, code: "bad_config" });
  const { error } = rejected.json as { error: { faults: unknown } };
  assert.deepEqual(error.faults, faults.slice(0, 100));
});

Deno.test("each call needs its right", async () => {
  const { post, calls } = operatorWorld({}, { config: WITH_TOKENS });
  const as = (token: string) => ({ Authorization: `Bearer ${token}` });
  const rows: [path: string, body: unknown, may: string[]][] = [
    [PAUSE, { reason: "a" }, ["settle-token", "admin-token"]],
    [RESUME, {}, ["settle-token", "admin-token"]],
    [INQUIRE, {}, ["settle-token", "admin-token"]],
    [RELOAD, {}, ["admin-token"]],
  ];
  let allowed = 0;
  for (const [path, body, may] of rows) {
    assert.equal((await post(path, body)).status, 401);
    assert.equal((await post(path, body, as("no-such-token"))).status, 401);
    for (const token of ["read-token", "settle-token", "push-token", "admin-token"]) {
      const { status } = await post(path, body, as(token));
      assert.equal(status, may.includes(token) ? 200 : 403, `${path} ${token}`);
      if (status === 200) allowed++;
      assert.equal(calls.length, allowed);
    }
  }
});

Deno.test("another method is 405", async () => {
  const { get, calls } = operatorWorld();
  for (const path of [PAUSE, RESUME, INQUIRE, RELOAD]) {
    assert.deepEqual(errorOf(await get(path)), { status: 405, code: "method_not_allowed" });
  }
  assert.deepEqual(calls, []);
});
