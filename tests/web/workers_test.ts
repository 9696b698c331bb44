/**
 * `POST /api/channels/NAME/claim`, `POST /api/orders/SERVER/CHARGEID/extend` and `…/release`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { move } from "../../lib/move.ts";
import type { Processing } from "../../lib/order.ts";
import type { ClaimAnswer, Workers } from "../../lib/operator.ts";
import { errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";
import { NOW_MS, processing } from "../support/web_orders.ts";

const CLAIM = "/api/channels/jobs/claim";
const EXTEND = "/api/orders/main/196/extend";
const RELEASE = "/api/orders/main/196/release";
const SECRETS = { cardPassword: "card-secret", agentPass: "agent-secret" };

/** A sample order that a program has claimed until a minute from now. */
function claimed(): Processing {
  const event = { kind: "claimed", by: "token:erp", untilMs: NOW_MS + 60_000 } as const;
  return move(processing(), event, NOW_MS);
}

/** The app with workers that answer as given, and what they were asked. */
function workersWorld(
  answers: Partial<Workers> = {},
  options: Parameters<typeof webWorld>[1] = {},
) {
  const asked: (readonly unknown[])[] = [];
  const workers: Workers = {
    claim(...args) {
      asked.push(["claim", ...args]);
      return answers.claim?.(...args) ?? Promise.resolve({ kind: "claimed", orders: [] });
    },
    extend(...args) {
      asked.push(["extend", ...args]);
      return answers.extend?.(...args) ?? Promise.resolve("done");
    },
    release(...args) {
      asked.push(["release", ...args]);
      return answers.release?.(...args) ?? Promise.resolve("done");
    },
  };
  return { ...webWorld([claimed()], { workers, ...options }), calls: asked };
}

Deno.test("a claim answers each order with the end of its lease and its passwords", async () => {
  const orders = [{ order: claimed(), secrets: SECRETS }];
  const { post, calls, audited } = workersWorld({
    claim: () => Promise.resolve({ kind: "claimed", orders }),
  });
  const { status, json, headers } = await post(CLAIM, { max: 3, lease: "2m" });
  assert.equal(status, 200);
  const [order] = (json as { orders: Record<string, unknown>[] }).orders;
  assert.equal(order?.chargeId, "196");
  assert.equal(order?.state, "processing");
  assert.equal(order?.chargeCash, "100.000");
  assert.equal(order?.leaseUntil, new Date(NOW_MS + 60_000).toISOString());
  assert.equal(order?.cardPassword, "card-secret");
  assert.deepEqual(order?.claim, {
    by: "token:erp",
    at: new Date(NOW_MS).toISOString(),
    leaseUntil: new Date(NOW_MS + 60_000).toISOString(),
  });
  assert.equal(order?.agentPass, "agent-secret");
  assert.equal(headers.get("Cache-Control"), "no-store");
  assert.deepEqual(calls, [["claim", "jobs", 3, 120_000, "operator:local"]]);
  assert.deepEqual(audited.lines.map(({ event, fields }) => [event, fields]), [
    ["claim", { by: "operator:local", from: "unknown", channel: "jobs", orders: 1 }],
  ]);
});

Deno.test("what a claim leaves out has its default, and a claim of nothing leaves no audit line", async () => {
  for (const body of [undefined, "", {}]) {
    const { post, calls, audited } = workersWorld();
    const answer = await post(CLAIM, body);
    assert.deepEqual([answer.status, answer.json], [200, { orders: [] }]);
    assert.deepEqual(calls, [["claim", "jobs", 10, null, "operator:local"]]);
    assert.deepEqual(audited.lines, []);
  }
});

Deno.test("a field that can't be taken is 422 by its name, and nothing is claimed or extended", async () => {
  const bad: [path: string, body: string, field: string][] = [
    ...["0", "101", "1.5", "-1", '"10"', "null", "1e1", "[]"]
      .map((max): [string, string, string] => [CLAIM, `{"max":${max}}`, "max"]),
    ...["120", '"120"', '"4s"', '"4999ms"', '"25h"', '""', "null", '"2min"', "{}"].flatMap(
      (lease): [string, string, string][] => [
        [CLAIM, `{"lease":${lease}}`, "lease"],
        [EXTEND, `{"lease":${lease}}`, "lease"],
      ],
    ),
    [CLAIM, '{"count":1}', "count"],
    [EXTEND, '{"max":1}', "max"],
    [RELEASE, '{"lease":"2m"}', "lease"],
  ];
  for (const [path, body, field] of bad) {
    const { post, calls } = workersWorld();
    const expected = { status: 422, code: "invalid", field };
    assert.deepEqual(errorOf(await post(path, body)), expected, `${path} ${body}`);
    assert.deepEqual(calls, []);
  }
});

Deno.test("the shortest and the longest lease are taken", async () => {
  const { post, calls } = workersWorld();
  for (const lease of ["5s", "5000ms", "24h", "1d"]) await post(EXTEND, { lease });
  await post(CLAIM, { max: 1 });
  await post(CLAIM, { max: 100 });
  const id = { server: "main", chargeId: "196" };
  assert.deepEqual(calls, [
    ["extend", id, 5000, "operator:local"],
    ["extend", id, 5000, "operator:local"],
    ["extend", id, 86_400_000, "operator:local"],
    ["extend", id, 86_400_000, "operator:local"],
    ["claim", "jobs", 1, null, "operator:local"],
    ["claim", "jobs", 100, null, "operator:local"],
  ]);
});

Deno.test("what the workers answer to a claim is what the program hears", async () => {
  const expected = {
    unknown: { status: 404, code: "unknown_channel" },
    notWorker: { status: 409, code: "not_worker" },
    storeDown: { status: 503, code: "store_down" },
  };
  for (const kind of ["unknown", "notWorker", "storeDown"] as const) {
    const { post } = workersWorld({ claim: () => Promise.resolve({ kind }) });
    assert.deepEqual(errorOf(await post(CLAIM)), expected[kind]);
  }
});

Deno.test("what the workers answer to an extension or a release is what the program hears", async () => {
  const expected: Record<Exclude<ClaimAnswer, "done">, unknown> = {
    notFound: { status: 404, code: "unknown_order" },
    taken: { status: 409, code: "taken" },
    notClaimable: { status: 409, code: "not_claimable" },
    storeDown: { status: 503, code: "store_down" },
  };
  for (const answer of ["notFound", "taken", "notClaimable", "storeDown"] as const) {
    const { post, audited } = workersWorld({
      extend: () => Promise.resolve(answer),
      release: () => Promise.resolve(answer),
    });
    assert.deepEqual(errorOf(await post(EXTEND)), expected[answer]);
    assert.deepEqual(errorOf(await post(RELEASE)), expected[answer]);
    assert.deepEqual(audited.lines.map(({ event, fields }) => [event, fields.outcome]), [
      ["extend", answer],
      ["release", answer],
    ]);
  }
});

Deno.test("an extended or released order is answered as it is, without its passwords", async () => {
  const { post, calls } = workersWorld();
  for (const path of [EXTEND, RELEASE]) {
    const { status, json } = await post(path, path === EXTEND ? { lease: "5m" } : {});
    assert.equal(status, 200);
    assert.equal((json as { chargeId: unknown }).chargeId, "196");
    assert.ok(!("cardPassword" in (json as object)));
  }
  const id = { server: "main", chargeId: "196" };
  assert.deepEqual(calls, [
    ["extend", id, 300_000, "operator:local"],
    ["release", id, "operator:local"],
  ]);
});

Deno.test("an order that is not there is 404 before anybody is asked", async () => {
  const { post, calls } = workersWorld();
  for (const call of ["extend", "release"]) {
    const answer = await post(`/api/orders/main/${"9".repeat(300)}/${call}`);
    assert.deepEqual(errorOf(answer), { status: 404, code: "unknown_order" });
    const other = await post(`/api/orders/main/197/${call}`);
    assert.deepEqual(errorOf(other), { status: 404, code: "unknown_order" });
  }
  assert.deepEqual(calls, []);
});

Deno.test("only who may settle works on orders, under his own name", async () => {
  const { post, calls } = workersWorld({}, { config: WITH_TOKENS });
  const as = (token: string) => ({ Authorization: `Bearer ${token}` });
  for (const path of [CLAIM, EXTEND, RELEASE]) {
    assert.equal((await post(path)).status, 401);
    for (const token of ["read-token", "push-token"]) {
      assert.deepEqual(errorOf(await post(path, undefined, as(token))), {
        status: 403,
        code: "forbidden",
      });
    }
  }
  assert.equal(calls.length, 0);
  for (const path of [CLAIM, EXTEND, RELEASE]) {
    assert.equal((await post(path, undefined, as("settle-token"))).status, 200);
    assert.equal((await post(path, undefined, as("admin-token"))).status, 200);
  }
  assert.deepEqual(
    calls.map((call) => call.at(-1)),
    ["token:erp", "token:boss", "token:erp", "token:boss", "token:erp", "token:boss"],
  );
});

Deno.test("another method is 405 and told which there is, and a form is 415", async () => {
  const { app, get, post, calls } = workersWorld();
  for (const path of [CLAIM, EXTEND, RELEASE]) {
    const answer = await get(path);
    assert.deepEqual(errorOf(answer), { status: 405, code: "method_not_allowed" });
    assert.equal(answer.headers.get("Allow"), "POST");
    const form = await post(path, "max=1", { "Content-Type": "application/x-www-form-urlencoded" });
    assert.deepEqual(errorOf(form), { status: 415, code: "unsupported_media_type" });
    const crossed = await app.request(path, {
      method: "POST",
      headers: { Origin: "https://evil.example" },
    });
    assert.equal(crossed.status, 403);
    await crossed.body?.cancel();
  }
  assert.deepEqual(calls, []);
});
