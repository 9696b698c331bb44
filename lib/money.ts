/**
 * Money is thousandths of a yuan in a bigint, never a float: 1 yuan is `1000n`.
 *
 * Protocol, part three: "金额: 以元为单位,精确小数点后三位,例如 100.000".
 * @module
 */

/** An amount in thousandths of a yuan. */
export type Money = bigint;

/** Digits before the point that any amount may have; enough for every field of the protocol. */
export const MONEY_WHOLE_DIGITS_MAX = 15;

const MONEY_LITERAL = new RegExp(
  `^(-?)(\\d{1,${MONEY_WHOLE_DIGITS_MAX}})(?:\\.(\\d{1,3}))?$`,
);

/**
 * Reads an amount as people and packets write it: `100`, `100.0`, `100.000`, `-0.5`.
 *
 * @returns thousandths of a yuan, or `null` where the text is no amount with at most three decimals
 */
export function parseMoney(text: string): Money | null {
  const parts = MONEY_LITERAL.exec(text);
  if (parts === null) return null;
  const [, minus, whole, decimals = ""] = parts;
  const thousandths = BigInt(whole + decimals.padEnd(3, "0"));
  return minus === "-" ? -thousandths : thousandths;
}

/** Writes an amount with exactly three decimals, as the protocol wants it: `100.000`. */
export function formatMoney(money: Money): string {
  const digits = (money < 0n ? -money : money).toString().padStart(4, "0");
  const sign = money < 0n ? "-" : "";
  return `${sign}${digits.slice(0, -3)}.${digits.slice(-3)}`;
}
