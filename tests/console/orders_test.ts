import assert from "node:assert/strict";
import { ApiFailed } from "../../lib/console/api.ts";
import { readFlags } from "../../lib/console/flags.ts";
import { orders, ORDERS_FLAGS } from "../../lib/console/orders.ts";
import { orderJson } from "../../lib/api/order_json.ts";
import { inReview, settled } from "../support/web_orders.ts";

const ORDER = orderJson(settled({ chargeId: "196" }), "127.0.0.1:50899");
const HELD = orderJson(inReview({ chargeId: "197" }), "127.0.0.1:50899");

/** Runs the command over answers by path; what it wrote, and what it asked. */
async function run(args: string[], answer: (path: string) => unknown = () => ORDER, input = "") {
  const told = readFlags(args, ORDERS_FLAGS);
  assert.ok(told.kind === "told");
  const asked: unknown[] = [], out: string[] = [], err: string[] = [];
  const outcome = await orders(told.rest, told.flags, {
    json(method, path, body) {
      asked.push(body === undefined ? [method, path] : [method, path, body]);
      const said = answer(path);
      return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
    },
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    async *lines() {
      yield* input.split("\n");
    },
  });
  return { outcome, asked, out, err };
}

Deno.test("a listing asks for what the flags say and shows a line an order", async () => {
  const { outcome, asked, out } = await run(
    ["list", "--state", "review", "--q", "a b", "--limit", "7"],
    () => ({ orders: [ORDER, HELD], cursor: null }),
  );
  assert.equal(outcome, "done");
  assert.deepEqual(asked, [["GET", "/api/orders?state=review&q=a+b&limit=7"]]);
  assert.match(out[0] ?? "", /^\d{4}-.*Z {2}main\/196 +settled +1 /);
  assert.match(out[1] ?? "", /main\/197 +review +- /);
});

Deno.test("a listing walks the pages until it has as many as it wants, or all", async () => {
  const pages = (path: string) => {
    const at = Number(new URLSearchParams(path.split("?")[1]).get("cursor") ?? 0);
    return { orders: [ORDER, ORDER], cursor: at < 3 ? String(at + 1) : null };
  };
  assert.equal((await run(["list", "--limit", "4"], pages)).out.length, 4);
  const all = await run(["list", "--all", "--ids"], pages);
  assert.deepEqual(all.out, Array(8).fill("main/196"));
  assert.deepEqual(all.asked[1], ["GET", "/api/orders?limit=500&cursor=1"]);
  const json = await run(
    ["list", "--json", "--limit", "1"],
    () => ({ orders: [HELD], cursor: "1" }),
  );
  assert.deepEqual(json.out.map((line) => JSON.parse(line)), [HELD]);
});

Deno.test("an order is shown with everything that is known of it", async () => {
  const { out, asked } = await run(["show", "main/196"]);
  assert.deepEqual(asked, [["GET", "/api/orders/main/196"]]);
  assert.ok(out.includes("chargeId: 196"));
  assert.ok(out.includes("result.retCode: 1"));
  assert.ok(out.some((line) => /Z {2}received/.test(line)));
});

Deno.test("orders are settled with the fields that are given, one after the other", async () => {
  const args = ["settle", "main/196", "main/197", "--retCode", "1", "--retCash", "50.000"];
  const { outcome, asked, out } = await run(args);
  assert.equal(outcome, "done");
  const body = { retCode: 1, retCash: "50.000" };
  assert.deepEqual(asked, [
    ["POST", "/api/orders/main/196/settle", body],
    ["POST", "/api/orders/main/197/settle", body],
  ]);
  assert.equal(out.length, 2);
});

Deno.test("an order that is refused does not keep the others from being pushed", async () => {
  const { outcome, asked, out, err } = await run(
    ["push", "-"],
    (path) => path.includes("/196/") ? new ApiFailed(409, "not settled") : ORDER,
    "main/196\r\n\nmain/197\n",
  );
  assert.equal(outcome, "failed");
  assert.deepEqual(asked, [
    ["POST", "/api/orders/main/196/push", {}],
    ["POST", "/api/orders/main/197/push", {}],
  ]);
  assert.deepEqual([out.length, err], [1, ["main/196: not settled"]]);
});

Deno.test("where nobody can be asked, it ends at once", async () => {
  for (const status of [0, 401]) {
    const failing = run(["push", "main/1", "main/2"], () => new ApiFailed(status, "no"));
    await assert.rejects(failing, ApiFailed);
  }
});

Deno.test("wrong arguments are told of before anything is asked", async () => {
  for (
    const args of [
      [],
      ["drop", "main/1"],
      ["show"],
      ["show", "196"],
      ["push", "main/1", "a/b/c"],
      ["push", "main/1", "main/x"],
      ["constructor", "main/1"],
      ["settle", "main/1"],
      ["show", "main/1", "--retCode", "1"],
      ["list", "main/1"],
      ["list", "--limit", "0"],
    ]
  ) {
    const { outcome, asked } = await run(args);
    assert.equal(typeof outcome, "object", args.join(" "));
    assert.deepEqual(asked, []);
  }
});

Deno.test("what others wrote does not move the terminal's cursor", async () => {
  const { out } = await run(["show", "main/1"], () => ({ ...HELD, reason: "\x1b[2Jgone\r\n" }));
  assert.ok(out.every((line) => !/\p{Cc}/u.test(line)));
});
