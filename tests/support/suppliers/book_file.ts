/**
 * A fake supplier's book as `czdock audit --supplier-book` reads it: a JSON line an execution.
 *
 * @module
 */
import { formatMoney } from "../../../lib/money.ts";
import type { Execution } from "./books.ts";

/** The line of an execution, with its end. */
export function bookLine({ number, cashMilli }: Pick<Execution, "number" | "cashMilli">): string {
  return `${JSON.stringify({ reference: number, cash: formatMoney(BigInt(cashMilli)) })}\n`;
}
