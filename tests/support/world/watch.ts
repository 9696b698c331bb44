/**
 * What passes the engine's edge goes into the books, and what must not pass there is a fault.
 *
 * @module
 */
import type { ServerConfig } from "../../../lib/config.ts";
import type { Target } from "../../../lib/net.ts";
import type { Order } from "../../../lib/order.ts";
import { idText, isUndelivered } from "../../../lib/order.ts";
import { activeKey, doneKey } from "../../../lib/store/keys.ts";
import { decodeOrder } from "../../../lib/store/order_codec.ts";
import type { MemoryDisk } from "../memory_kv.ts";
import { diskKey } from "../memory_kv.ts";
import type { Books } from "./books.ts";
import type { EdgeWatch } from "./edge.ts";
import type { Life } from "./life.ts";

/** The order with a key, as it stands on the disk; `null` where there is none. */
export function orderOn(disk: MemoryDisk, key: string): Order | null {
  const [server = "", chargeId = ""] = key.split("/");
  const id = { server, chargeId };
  const row = disk.rows.get(diskKey(activeKey(id))) ?? disk.rows.get(diskKey(doneKey(id)));
  return row === undefined ? null : decodeOrder(row.value);
}

/** Watches one life of the engine. @param addresses the servers by the addresses that they send from and listen at */
export function watchEdge(
  books: Books,
  disk: MemoryDisk,
  addresses: ReadonlyMap<string, ServerConfig>,
  life: Life,
): EdgeWatch {
  const keyOf = (address: string, chargeId: string) =>
    idText(addresses.get(address)?.name ?? address, chargeId);
  const bookOf = (to: Target, chargeId: string) => books.orders.get(keyOf(to.hostname, chargeId));
  /** When each number was refused last in this life. */
  const refusedAt = new Map<string, number>();
  return {
    ackWritten(from, { chargeId, retCode }, openedAt, writtenAt) {
      const key = keyOf(from, chargeId);
      if (retCode === 3) refusedAt.set(key, writtenAt);
      if (retCode === 0 && openedAt < (refusedAt.get(key) ?? 0)) {
        books.fault(
          key,
          "was accepted on a connection that was open when it was refused on another",
        );
      }
      books.note(key, `life ${life.number} has written its ack ${retCode}`);
      const book = books.orders.get(key);
      if (retCode !== 0) return;
      if (orderOn(disk, key) === null) books.fault(key, "was acked 0 before it was stored");
      if (book !== undefined) book.ackIsOut = true;
    },
    callbackWritten(to, { chargeId, retCode }) {
      const key = keyOf(to.hostname, chargeId);
      books.note(key, `life ${life.number} pushes ${retCode} to ${to.hostname}:${to.port}`);
      const book = bookOf(to, chargeId);
      if (book === undefined) return books.fault(key, "is pushed, and nobody ordered it");
      if (book.okHeardInLife === life.number && book.repushesUnderWay === 0) {
        books.fault(key, "is pushed after its OK was heard");
      }
      const stored = orderOn(disk, key);
      if (stored === null || !isUndelivered(stored)) {
        books.fault(key, "is pushed, and the disk has no undelivered result");
      }
    },
    okRead(to, chargeId) {
      const book = bookOf(to, chargeId);
      if (book === undefined) return;
      books.note(book.key, `life ${life.number} hears its OK`);
      book.okHeardInLife = life.number;
    },
  };
}
