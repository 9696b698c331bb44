/**
 * An order in memory, and the turn-taking of its changes.
 *
 * @module
 */
import type { Order } from "../order.ts";
import type { Row } from "./kv.ts";

/** An order that is not closed, as memory has it. */
export interface Entry {
  order: Order;
  versionstamp: string;
  /** The change under way; changes of one order run one after the other. */
  turn: Promise<unknown> | null;
  /** A commit failed without telling whether it was stored: read the order again first. */
  stale: boolean;
}

/** A row that holds something. */
export interface StoredRow extends Row {
  readonly versionstamp: string;
}

/** Whether a row holds something. */
export function isStored(row: Row): row is StoredRow {
  return row.value !== null && row.versionstamp !== null;
}

/** Runs `work` once the changes of the entry that came before are through. */
export async function inTurn<T>(entry: Entry, work: () => Promise<T>): Promise<T> {
  while (entry.turn !== null) await entry.turn;
  const turn = work();
  // Whoever waits for this turn waits for its end, not for its outcome.
  entry.turn = turn.then(() => {}, () => {});
  try {
    return await turn;
  } finally {
    entry.turn = null;
  }
}

/** Whether a row holds an order that is not closed. */
export function isActiveRow(row: Row): boolean {
  return row.key[0] === "active";
}

/** Whether a stored value is these bytes. */
export function sameBytes(a: unknown, b: Uint8Array): boolean {
  return a instanceof Uint8Array && a.length === b.length && a.every((byte, at) => byte === b[at]);
}
