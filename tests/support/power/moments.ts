/**
 * The moments of a traced life at which czdock has promised something to the world, and what the store must hold by then,
 * whatever happens to the power.
 *
 * @module
 */
import type { Order } from "../../../lib/order.ts";
import { decodeOrder } from "../../../lib/store/order_codec.ts";
import type { FilesAt } from "./synced_files.ts";
import type { SystemCall } from "./system_calls.ts";
import { textOf } from "./system_calls.ts";

/** Something that czdock is about to say. */
export interface Promised {
  readonly what: "accepts" | "executes" | "tells";
  readonly chargeId: string;
  readonly retCode: number;
}

/** A promise, and the files at that moment. */
export interface Moment extends Promised {
  readonly files: FilesAt;
}

const ACK = /^\{"action":"CZ","chargeId":"?(\d+)"?,.*?"retCode":0,/;
const CALLBACK = /^\{"action":"CZ","chargeId":"?(\d+)"?,.*?"retCode":([123]),.*"retCost":/;

/** What is promised by a call; `null` where nothing is. @param isJournal whether a path is a supplier's journal */
export function promisedBy(
  { name, on, bytes }: SystemCall,
  isJournal: (path: string) => boolean,
): Promised | null {
  if (!/^(write|writev|sendto|sendmsg)$/.test(name)) return null;
  if (isJournal(on)) {
    const { chargeId } = JSON.parse(textOf(bytes)) as { chargeId: string };
    return { what: "executes", chargeId, retCode: 0 };
  }
  if (!on.startsWith("TCP")) return null;
  const text = textOf(bytes);
  const [, called, retCode] = CALLBACK.exec(text) ?? [];
  if (called !== undefined) return { what: "tells", chargeId: called, retCode: Number(retCode) };
  const [, acked] = ACK.exec(text) ?? [];
  return acked === undefined ? null : { what: "accepts", chargeId: acked, retCode: 0 };
}

/** What is wrong with a store that a power cut at that moment has left; `null` where it keeps the promise. */
export function broken(
  { what, chargeId, retCode }: Promised,
  orders: ReadonlyMap<string, Order>,
): string | null {
  const order = orders.get(chargeId);
  if (order === undefined) return `${what} ${chargeId}, and a power cut loses it`;
  const isKept = {
    accepts: true,
    executes: order.state !== "received" && order.state !== "queued",
    tells: order.state === "settled" && order.result.retCode === retCode,
  }[what];
  return isKept ? null : `${what} ${chargeId} ${retCode}, and a power cut leaves it ${order.state}`;
}

/** Every order of a real store, by its number. */
export async function ordersIn(path: string): Promise<Map<string, Order>> {
  const orders = new Map<string, Order>();
  const kv = await Deno.openKv(path);
  try {
    for (const prefix of [["active"], ["done"]]) {
      for await (const { value } of kv.list({ prefix })) {
        const order = decodeOrder(value);
        orders.set(order.fields.chargeId, order);
      }
    }
  } finally {
    kv.close();
  }
  return orders;
}
