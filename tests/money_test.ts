import assert from "node:assert/strict";
import fc from "fast-check";
import { formatMoney, MONEY_WHOLE_DIGITS_MAX, parseMoney } from "../lib/money.ts";

Deno.test("an amount is read in thousandths of a yuan, however many decimals were written", () => {
  assert.equal(parseMoney("100"), 100_000n);
  assert.equal(parseMoney("100.0"), 100_000n);
  assert.equal(parseMoney("100.000"), 100_000n);
  assert.equal(parseMoney("0.05"), 50n);
  assert.equal(parseMoney("-0.5"), -500n);
  assert.equal(parseMoney("0"), 0n);
});

Deno.test("an amount is written with exactly three decimals", () => {
  assert.equal(formatMoney(99_100n), "99.100");
  assert.equal(formatMoney(58_921_980n), "58921.980");
  assert.equal(formatMoney(7n), "0.007");
  assert.equal(formatMoney(-7n), "-0.007");
  assert.equal(formatMoney(0n), "0.000");
});

Deno.test("a text that is no amount of at most three decimals is refused", () => {
  const refused = [
    "",
    ".",
    "1.",
    ".5",
    "1.0000",
    "1e2",
    "+1",
    "--1",
    " 1",
    "1 ",
    "1,000",
    "NaN",
    "0x1",
    "\uff11",
    "1\n",
  ];
  for (const text of refused) {
    assert.equal(parseMoney(text), null, text);
  }
});

Deno.test("an amount has at most its bound of whole digits", () => {
  const most = "9".repeat(MONEY_WHOLE_DIGITS_MAX);
  assert.equal(parseMoney(most), BigInt(most) * 1000n);
  assert.equal(parseMoney("1" + "0".repeat(MONEY_WHOLE_DIGITS_MAX)), null);
});

Deno.test("every amount within the bound survives being written and read", () => {
  const bound = 10n ** BigInt(MONEY_WHOLE_DIGITS_MAX + 3) - 1n;
  fc.assert(fc.property(fc.bigInt({ min: -bound, max: bound }), (money) => {
    assert.equal(parseMoney(formatMoney(money)), money);
  }));
});
