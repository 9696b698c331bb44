import assert from "node:assert/strict";
import { readStatement } from "../../lib/reconciliation/statement.ts";
import type { Columns, ReadStatement } from "../../lib/reconciliation/statement.ts";

const encoder = new TextEncoder();

function read(text: string, chosen: Columns = {}) {
  const statement = readStatement(encoder.encode(text), null, chosen);
  assert.ok(statement.ok, Deno.inspect(statement));
  return statement;
}

function problemOf(statement: ReadStatement) {
  return statement.ok ? null : statement.problem;
}

Deno.test("columns are known by what suppliers call them, amounts and states by their words", () => {
  const { columns, lines } = read(
    "平台订单号,商户订单号,手机号码,面值,充值状态\n" +
      '\tP1,main-196-1,13530017201,"1,100.50",充值成功\n' +
      "P2,197,\t13900000000,¥30元,已退款\nP3,198,1,x,处理中\nP4,199,1,5.0000,怪\n",
  );
  assert.deepEqual(columns, { number: 1, ref: 0, account: 2, amount: 3, state: 4 });
  assert.deepEqual(
    lines.map(({ row, ref, number, account, amount, said }) => [
      row,
      ref,
      number,
      account,
      amount,
      said,
    ]),
    [
      [2, "P1", "main-196-1", "13530017201", 1_100_500n, "succeeded"],
      [3, "P2", "197", "13900000000", 30_000n, "failed"],
      [4, "P3", "198", "1", null, "open"],
      [5, "P4", "199", "1", 5_000n, "unread"],
    ],
  );
});

Deno.test("a statement without states lists what succeeded; codes count only under the protocol's own name", () => {
  assert.equal(read("订单号,金额\n1,2").lines[0]?.said, "succeeded");
  const coded = read("chargeId,retCode\n1,1\n2,2\n3,3\n4,0").lines.map(({ said }) => said);
  assert.deepEqual(coded, ["succeeded", "open", "failed", "unread"]);
  assert.equal(read("订单号,状态\n1,1").lines[0]?.said, "unread");
});

Deno.test("a word that says no is never taken for the word of success in it", () => {
  const words = ["未成功", "不成功", "没有成功", "unsuccessful", "未完成", "没到账", "incomplete"];
  const said = read(`订单号,状态\n${words.map((word) => `1,${word}`).join("\n")}`).lines;
  assert.deepEqual(
    said.map((line) => line.said),
    ["failed", "failed", "failed", "failed", "open", "open", "open"],
  );
});

Deno.test("a code that is the name of something of the language is a code that nobody knows", () => {
  const { lines } = read("chargeId,retCode\n1,toString\n2,__proto__\n3,constructor");
  assert.deepEqual(lines.map(({ said }) => said), ["unread", "unread", "unread"]);
});

Deno.test("a column is taken by choice, and one that is put aside is not used", () => {
  const { columns, lines } = read("甲,乙,金额\nx,196,5", { number: 1, amount: -1 });
  assert.deepEqual([columns, lines[0]?.number, lines[0]?.amount], [{ number: 1 }, "196", null]);
});

Deno.test("GBK is found out, and what is said to be one and is not is refused", () => {
  // 账号,状态 / 1,成功 in GBK.
  const gbk = Uint8Array.fromHex("d5cbbac52cd7b4ccac0a312cb3c9b9a6");
  const found = readStatement(gbk, null, {});
  assert.ok(found.ok);
  assert.deepEqual([found.encoding, found.lines[0]?.said], ["gbk", "succeeded"]);
  assert.equal(problemOf(readStatement(gbk, "utf-8", {})), "encoding");
  assert.equal(problemOf(readStatement(Uint8Array.of(0xff, 0xff), null, {})), "encoding");
});

Deno.test("what is no statement says why", () => {
  const problem = (text: string) => problemOf(readStatement(encoder.encode(text), null, {}));
  assert.equal(problem(""), "empty");
  assert.equal(problem("甲,乙\n1,2"), "noColumns");
  assert.equal(problem('账号\n"1'), "openQuote");
});
