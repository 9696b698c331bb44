/**
 * The played server's book as `czdock audit --server-book` reads it: a line an order, comma separated, or JSON lines where
 * the file's name ends in `.ndjson`. See docs/audit.md.
 *
 * @module
 */
import type { Entry } from "./ledger_entry.ts";
import type { Ledger } from "./ledger.ts";

const COLUMNS = ["chargeId", "chargeCash", "ack", "retCode", "retCash", "results", "ok"] as const;

/** The lines of the book, without their ends. Amounts have three decimals; what did not happen is empty. */
export function* bookLines(ledger: Ledger, file: string): Generator<string> {
  const isJson = file.endsWith(".ndjson");
  if (!isJson) yield COLUMNS.join(",");
  for (const entry of ledger.entries()) {
    const row = rowOf(entry);
    // Digits and points alone: no cell needs quotes.
    yield isJson ? JSON.stringify(row) : COLUMNS.map((column) => row[column]).join(",");
  }
}

function rowOf(entry: Readonly<Entry>): Readonly<Record<(typeof COLUMNS)[number], string>> {
  const { order: { chargeId, chargeCash }, ackRetCode, retCode, retCash, differs, okSeq } = entry;
  return {
    chargeId,
    chargeCash,
    ack: typeof ackRetCode === "number" ? String(ackRetCode) : "",
    retCode: retCode === null ? "" : String(retCode),
    retCash: retCash ?? "",
    results: retCode === null ? "0" : differs ? "2" : "1",
    ok: okSeq === null ? "0" : "1",
  };
}
