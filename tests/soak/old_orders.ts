/**
 * Orders of an hour ago, so that retention, of an hour at least, has something to delete during the run. They come as an
 * export, for a store that a newer Deno has written can't be opened by an executable of an older one.
 *
 * @module
 */
import { systemClock } from "../../lib/clock.ts";
import { exportStore } from "../../lib/store/export.ts";
import { openStore } from "../../lib/store/open.ts";
import { Writer } from "../../lib/store/writer.ts";
import { closedWrite, readPatterns, receivedOrder, undelivered } from "../bench/stored_orders.ts";

/** What the configuration says of retention; the shortest there is. */
export const RETENTION = "1h";
const RETENTION_MS = 3_600_000;
/** Orders handed to the writer at a time. */
const AT_A_TIME = 1000;

/**
 * Writes an export of closed orders, and the key that it is to be imported with: half of them are due at once, the others
 * fall due one after the other.
 *
 * @param file `FILE.kv.key` beside it is the key
 * @param spanMs how long from now the last of them is due
 */
export async function exportOldOrders(file: string, count: number, spanMs: number): Promise<void> {
  const nowMs = Date.now();
  const store = await openStore(`${file}.kv`, new Date(nowMs));
  const writer = new Writer(store.kv, systemClock);
  const patterns = readPatterns();
  try {
    for (let done = 0; done < count; done += AT_A_TIME) {
      const numbers = Array.from(
        { length: Math.min(AT_A_TIME, count - done) },
        (_, at) => done + at,
      );
      await Promise.all(numbers.map((number) => {
        const dueInMs = Math.max(0, 2 * number / count - 1) * spanMs;
        const atMs = Math.floor(nowMs - RETENTION_MS + dueInMs);
        const received = receivedOrder(patterns, store.secrets, 1 + number, atMs);
        return writer.commit(closedWrite(undelivered(received), received));
      }));
    }
    const lines = exportStore({
      kv: store.kv,
      keyId: store.secrets.keyId,
      version: "soak",
      atMs: nowMs,
      changes: null,
      unreadable() {},
    });
    using out = Deno.openSync(file, { create: true, write: true, mode: 0o600 });
    for await (const piece of lines) {
      for (let written = 0; written < piece.length;) {
        written += out.writeSync(piece.subarray(written));
      }
    }
  } finally {
    store.close();
  }
}
