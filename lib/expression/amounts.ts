/**
 * Amounts in expressions: texts in yuan, never a float.
 *
 * @module
 */
import { formatMoney, type Money, parseMoney } from "../money.ts";

/** Decimals of a factor, at most. */
const FACTOR_DECIMALS_MAX = 9;

/** An amount as suppliers write it: zeros behind the third decimal are no matter. `null` where it is none. */
export function readAmount(text: string): Money | null {
  return parseMoney(text.replace(/^(-?\d+\.\d{3})0+$/, "$1"));
}

function amountOf(text: string): Money {
  const amount = readAmount(text);
  if (amount === null) throw new RangeError("不是金额 not an amount in yuan");
  return amount;
}

/** With three decimals: `98.500`. @throws {RangeError} it is no amount */
export function amount(text: string): string {
  return formatMoney(amountOf(text));
}

/** As short as it can be: `100`, `98.5`. @throws {RangeError} it is no amount */
export function yuan(text: string): string {
  return amount(text).replace(/\.?0+$/, "");
}

/** With so many decimals, 0 to 3. @throws {RangeError} it is no amount, or has more decimals than that */
export function yuanWith(text: string, decimals: bigint): string {
  if (decimals < 0n || decimals > 3n) throw new RangeError("小数位 0–3 decimals must be 0 to 3");
  const digits = Number(decimals);
  const long = amount(text);
  const dropped = long.slice(long.length - 3 + digits);
  if (/[1-9]/.test(dropped)) throw new RangeError(`${long} 的小数太多 has too many decimals`);
  return long.slice(0, long.length - 3 + digits).replace(/\.$/, "");
}

/** Whole yuan: `100`. @throws {RangeError} it is not whole */
export function whole(text: string): string {
  return yuanWith(text, 0n);
}

/** Hundredths of a yuan: `10000`. @throws {RangeError} it is not whole fen */
export function fen(text: string): string {
  const thousandths = amountOf(text);
  if (thousandths % 10n !== 0n) throw new RangeError(`${text} 不是整分 is not a whole fen`);
  return (thousandths / 10n).toString();
}

/** Yuan of hundredths of a yuan: `98.500` of `9850`. @throws {RangeError} it is not whole fen */
export function fromFen(text: string): string {
  if (!/^-?\d{1,15}$/.test(text)) throw new RangeError("不是整分 not a whole number of fen");
  return formatMoney(BigInt(text) * 10n);
}

/** An amount times a factor, rounded half up to thousandths. @throws {RangeError} either is not what it should be */
export function times(text: string, factor: string): string {
  const [, whole = "", decimals = ""] = /^(\d{1,9})(?:\.(\d+))?$/.exec(factor) ?? [];
  if (whole === "" || decimals.length > FACTOR_DECIMALS_MAX) {
    throw new RangeError("不是倍数 not a factor, as 0.985");
  }
  const scale = 10n ** BigInt(decimals.length);
  const product = amountOf(text) * BigInt(whole + decimals);
  const half = product < 0n ? -scale / 2n : scale / 2n;
  return formatMoney((product + half) / scale);
}
