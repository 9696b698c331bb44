/**
 * `POST /api/orders/SERVER/CHARGEID/settle`.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { SettleAnswer } from "../../lib/operator.ts";
import { errorOf, IDLE_OPERATOR, webWorld } from "../support/web.ts";
import { inReview, NOW_MS, processing, queued, settled } from "../support/web_orders.ts";

const PATH = "/api/orders/main/196/settle";

Deno.test("a retCode alone settles with the fitting sentence and all or nothing of the money", async () => {
  const defaults = {
    1: { retDetail: "充值成功", retCash: 100_000n },
    2: { retDetail: "结果不确定", retCash: 0n },
    3: { retDetail: "充值失败", retCash: 0n },
  };
  for (const retCode of [1, 2, 3] as const) {
    const { post, asked } = webWorld([processing()]);
    assert.equal((await post(PATH, { retCode })).status, 200);
    assert.deepEqual(asked, [{
      call: "settle",
      id: { server: "main", chargeId: "196" },
      result: { retCode, userContent: "", retCost: 0n, retBalance: 0n, ...defaults[retCode] },
      by: "operator:local",
    }]);
  }
});

Deno.test("a part that succeeded says how much of what, where nothing else is said", async () => {
  const { post, asked } = webWorld([processing()]);
  assert.equal((await post(PATH, { retCode: 1, retCash: "30" })).status, 200);
  assert.equal(asked[0]?.result?.retDetail, "部分成功:100.000 元中成功 30.000 元");
});

Deno.test("everything that is given is kept, and the answer is the order as it is now", async () => {
  const { post, asked, get } = webWorld([inReview()]);
  const answer = await post(PATH, {
    retCode: 1,
    retDetail: "部分成功",
    userContent: "请查收 \u{1F600}",
    retCost: "49.55",
    retBalance: "58921.98",
    retCash: "50",
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(asked[0]?.result, {
    retCode: 1,
    retDetail: "部分成功",
    userContent: "请查收 \u{1F600}",
    retCost: 49_550n,
    retBalance: 58_921_980n,
    retCash: 50_000n,
  });
  assert.deepEqual(answer.json, (await get("/api/orders/main/196")).json);
  const { state, result } = answer.json as { state: unknown; result: { at: unknown } };
  assert.equal(state, "settled");
  assert.equal(result.at, new Date(NOW_MS).toISOString());
});

Deno.test("money is taken as text or number with every digit, never as a float", async () => {
  const money = fc.bigInt({ min: 0n, max: 99_999_999_999n });
  await fc.assert(
    fc.asyncProperty(money, fc.boolean(), async (balance, quoted) => {
      const { post, asked } = webWorld([processing()]);
      const digits = balance.toString().padStart(4, "0");
      const literal = `${digits.slice(0, -3)}.${digits.slice(-3)}`;
      const value = quoted ? `"${literal}"` : literal;
      assert.equal((await post(PATH, `{"retCode":3,"retBalance":${value}}`)).status, 200);
      assert.equal(asked[0]?.result?.retBalance, balance);
    }),
    { numRuns: 50 },
  );
});

Deno.test("a field that can't be taken is 422 by its name, and nothing is settled", async () => {
  const bad: readonly [body: string, field: string][] = [
    ["{}", "retCode"],
    ['{"retCode":0}', "retCode"],
    ['{"retCode":4}', "retCode"],
    ['{"retCode":"1"}', "retCode"],
    ['{"retCode":1.00000000000000000001}', "retCode"],
    ['{"retCode":null}', "retCode"],
    ['{"retCode":[1]}', "retCode"],
    ['{"retCode":1,"retDetail":5}', "retDetail"],
    [`{"retCode":1,"retDetail":"${"长".repeat(201)}"}`, "retDetail"],
    ['{"retCode":1,"userContent":null}', "userContent"],
    [`{"retCode":1,"userContent":"${"长".repeat(201)}"}`, "userContent"],
    ['{"retCode":1,"retCost":-1}', "retCost"],
    ['{"retCode":1,"retCost":"-0.001"}', "retCost"],
    ['{"retCode":1,"retCost":0.0001}', "retCost"],
    ['{"retCode":1,"retCost":1e2}', "retCost"],
    ['{"retCode":1,"retCost":"abc"}', "retCost"],
    ['{"retCode":1,"retCost":""}', "retCost"],
    ['{"retCode":1,"retCost":true}', "retCost"],
    ['{"retCode":1,"retCost":1000000}', "retCost"],
    ['{"retCode":1,"retBalance":null}', "retBalance"],
    ['{"retCode":1,"retBalance":100000000000}', "retBalance"],
    ['{"retCode":1,"retCash":100.001}', "retCash"],
    ['{"retCode":1,"retCash":1234567890123456789}', "retCash"],
    ['{"retCode":1,"retCash":0}', "retCash"],
    ['{"retCode":3,"retCash":0.001}', "retCash"],
    ['{"retCode":1,"retcash":1}', "retcash"],
    ['{"retCode":1,"by":"me"}', "by"],
    ['{"retCode":1,"__proto__":{"retCash":1}}', "__proto__"],
  ];
  for (const [body, field] of bad) {
    const { post, asked } = webWorld([processing()]);
    assert.deepEqual(
      errorOf(await post(PATH, body)),
      { status: 422, code: "invalid", field },
      body,
    );
    assert.deepEqual(asked, [], body);
  }
});

Deno.test("texts of 200 characters and money at its widest are taken", async () => {
  const { post, asked } = webWorld([processing()]);
  const text = "\u{20BB7}".repeat(200);
  const answer = await post(
    PATH,
    `{"retCode":1,"retDetail":"${text}","userContent":"${text}",` +
      `"retCost":999999.999,"retBalance":99999999999.999,"retCash":100.000}`,
  );
  assert.equal(answer.status, 200);
  assert.equal(asked[0]?.result?.retDetail, text);
  assert.equal(asked[0]?.result?.retBalance, 99_999_999_999_999n);
});

Deno.test("an unknown order is 404, a settled one 409, one that nobody may settle 409", async () => {
  const body = { retCode: 3 };
  const cases = [
    [webWorld([]), { status: 404, code: "unknown_order" }],
    [webWorld([settled()]), { status: 409, code: "already_settled" }],
    [webWorld([queued()]), { status: 409, code: "not_settleable" }],
  ] as const;
  for (const [world, expected] of cases) {
    assert.deepEqual(errorOf(await world.post(PATH, body)), expected);
  }
});

Deno.test("the second of two settlements is 409, and the first result stands", async () => {
  const { post, get } = webWorld([processing()]);
  assert.equal((await post(PATH, { retCode: 1 })).status, 200);
  assert.equal((await post(PATH, { retCode: 3 })).status, 409);
  const { result } = (await get("/api/orders/main/196")).json as { result: { retCode: unknown } };
  assert.equal(result.retCode, 1);
});

Deno.test("what the operator answers is what the caller hears", async () => {
  const expected: Record<Exclude<SettleAnswer, "settled">, unknown> = {
    notFound: { status: 404, code: "unknown_order" },
    alreadySettled: { status: 409, code: "already_settled" },
    notSettleable: { status: 409, code: "not_settleable" },
    taken: { status: 409, code: "taken" },
    storeDown: { status: 503, code: "store_down" },
  };
  const answers = ["notFound", "alreadySettled", "notSettleable", "taken", "storeDown"] as const;
  for (const answer of answers) {
    const { post } = webWorld([processing()], {
      operator: {
        ...IDLE_OPERATOR,
        settle: () => Promise.resolve(answer),
        push: () => Promise.resolve("pushed"),
      },
    });
    assert.deepEqual(errorOf(await post(PATH, { retCode: 1 })), expected[answer]);
  }
});
