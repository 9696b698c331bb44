import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../lib/reconciliation/compare.ts";
import type { Ours, Pair } from "../../lib/reconciliation/compare.ts";
import type { Line } from "../../lib/reconciliation/statement.ts";

function ours(chargeId: string, more: Partial<Ours> = {}): Ours {
  return {
    server: "main",
    chargeId,
    ref: null,
    account: "13530017201",
    cash: 100_000n,
    done: 100_000n,
    cost: 99_100n,
    said: "succeeded",
    ...more,
  };
}

function line(row: number, number: string, more: Partial<Line> = {}): Line {
  return {
    row,
    number,
    ref: "",
    account: "13530017201",
    amount: 100_000n,
    said: "succeeded",
    saidText: "",
    ...more,
  };
}

function told(pairs: readonly Pair[]): string[] {
  return pairs.map(({ verdict, ours, theirs }) =>
    `${verdict} ${ours?.chargeId ?? "-"} ${theirs?.row ?? "-"}`
  );
}

Deno.test("an order is known by its number, by our name for an attempt, and by the supplier's number", () => {
  const books = [ours("1"), ours("2"), ours("3", { ref: "P3" })];
  const lines = [line(2, "1"), line(3, "main-2-1"), line(4, "", { ref: "P3" })];
  assert.deepEqual(told(compare(books, lines, "cash")), [
    "matched 1 2",
    "matched 2 3",
    "matched 3 4",
  ]);
});

Deno.test("what differs in state or amount, and what only one side has, is told apart", () => {
  const books = [
    ours("1"),
    ours("2"),
    ours("3", { said: "open", done: null, cost: null }),
    ours("4"),
    ours("5", { said: "failed", done: 0n, cost: 0n }),
    ours("6", { said: "failed", done: 0n, cost: 0n }),
  ];
  const lines = [
    line(2, "1", { said: "failed" }),
    line(3, "2", { amount: 50_000n }),
    line(4, "3"),
    line(5, "6", { said: "failed" }),
    line(6, "77"),
  ];
  assert.deepEqual(told(compare(books, lines, "cash")), [
    "state 1 2",
    "amount 2 3",
    "state 3 4",
    "matched 6 5",
    "theirsOnly - 6",
    "oursOnly 4 -",
  ]);
});

Deno.test("amounts are compared as face value or as cost; a part that succeeded is what succeeded", () => {
  const books = [ours("1", { done: 30_000n })];
  assert.deepEqual(told(compare(books, [line(2, "1", { amount: 30_000n })], "cash")), [
    "matched 1 2",
  ]);
  assert.deepEqual(told(compare(books, [line(2, "1", { amount: 99_100n })], "cost")), [
    "matched 1 2",
  ]);
  assert.deepEqual(told(compare(books, [line(2, "1", { amount: null })], "cost")), ["matched 1 2"]);
});

Deno.test("an order that the statement has twice is told, a failed attempt beside the one that succeeded is not", () => {
  assert.deepEqual(told(compare([ours("1")], [line(2, "1"), line(3, "1")], "cash")), [
    "matched 1 2",
    "twice 1 3",
  ]);
  const attempts = [line(2, "main-1-1", { said: "failed" }), line(3, "main-1-2")];
  assert.deepEqual(told(compare([ours("1")], attempts, "cash")), ["matched 1 2", "matched 1 3"]);
  const taken = [line(2, "main-1-1"), line(3, "main-1-1", { said: "failed" })];
  assert.deepEqual(told(compare([ours("1")], taken, "cash")), ["matched 1 2", "twice 1 3"]);
});

Deno.test("two servers' orders of one number are told apart by the account", () => {
  const books = [ours("1", { account: "A" }), ours("1", { server: "other", account: "B" })];
  const pairs = compare(books, [line(2, "1", { account: "B" })], "cash");
  assert.equal(pairs[0]?.ours?.server, "other");
  assert.deepEqual(told(pairs), ["matched 1 2", "oursOnly 1 -"]);
});

Deno.test("without any number an account's orders are paired by their amounts, each once", () => {
  const books = [ours("1"), ours("2", { done: 50_000n })];
  const lines = [
    line(2, "", { amount: 50_000n }),
    line(3, ""),
    line(4, ""),
  ];
  assert.deepEqual(told(compare(books, lines, "cash")), [
    "matched 2 2",
    "matched 1 3",
    "theirsOnly - 4",
  ]);
});

Deno.test("a line without any number is about an order that no other line names, wherever that one stands", () => {
  const lines = [line(2, ""), line(3, "1"), line(4, "", { ref: "P3" }), line(5, "")];
  const books = [ours("1"), ours("2"), ours("3", { ref: "P3" })];
  assert.deepEqual(told(compare(books, lines, "cash")), [
    "matched 2 2",
    "matched 1 3",
    "matched 3 4",
    "theirsOnly - 5",
  ]);
});

const someOurs = fc.array(
  fc.record({
    chargeId: fc.nat(8).map(String),
    server: fc.constantFrom("main", "other"),
    account: fc.constantFrom("A", "B"),
    done: fc.constantFrom(1n, 2n),
    said: fc.constantFrom("succeeded", "failed", "open"),
  }),
  { maxLength: 12 },
).map((all) => {
  const byId = new Map(all.map((one) => [`${one.server}/${one.chargeId}`, one]));
  return [...byId.values()].map(({ chargeId, ...more }) => ours(chargeId, { ...more, cash: 2n }));
});
const someLines = fc.array(
  fc.record({
    number: fc.constantFrom("", "0", "1", "2", "main-1-1", "main-1-2", "other-2-1"),
    account: fc.constantFrom("", "A", "B"),
    amount: fc.constantFrom(null, 1n, 2n),
    said: fc.constantFrom("succeeded", "failed", "open", "unread"),
  }),
  { maxLength: 12 },
).map((all) => all.map(({ number, ...more }, at) => line(at + 2, number, more)));

Deno.test("every line is told of once, and every order at least once unless it failed", () => {
  fc.assert(fc.property(someOurs, someLines, (ours, lines) => {
    const pairs = compare(ours, lines, "cash");
    const rows = pairs.flatMap(({ theirs }) => theirs === null ? [] : [theirs.row]);
    assert.deepEqual(rows, lines.map(({ row }) => row));
    const firsts = pairs.filter(({ verdict, ours }) => ours !== null && verdict !== "twice");
    for (const one of ours) {
      const count = pairs.filter((pair) => pair.ours === one).length;
      assert.ok(count >= 1 || one.said === "failed");
      assert.equal(
        firsts.filter((p) => p.ours === one && p.verdict === "oursOnly").length <= 1,
        true,
      );
    }
  }));
});

Deno.test("a statement that says what our books say agrees in all, in whatever order its lines come", () => {
  fc.assert(fc.property(someOurs, fc.gen(), (ours, gen) => {
    const lines = ours.map((one, at) =>
      line(at + 2, `${one.server}-${one.chargeId}-1`, {
        account: one.account,
        amount: one.said === "succeeded" ? one.done : one.cash,
        said: one.said,
      })
    );
    const shuffled = lines.map((line) => [gen(fc.nat), line] as const)
      .sort(([a], [b]) => a - b).map(([, line]) => line);
    const verdicts = new Set(compare(ours, shuffled, "cash").map(({ verdict }) => verdict));
    verdicts.delete("matched");
    assert.deepEqual([...verdicts], []);
  }));
});
