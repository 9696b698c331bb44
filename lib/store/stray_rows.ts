/**
 * Index rows that belong to no order.
 *
 * @module
 */
import { idText, isClosed } from "../order.ts";
import { isStored } from "./stored_row.ts";
import type { StoredRow } from "./stored_row.ts";
import { pagesBelow } from "./export.ts";
import { activeKey, doneKey, goneKey, indexKeys, placeOf } from "./keys.ts";
import type { KeyPart, Kv, Row } from "./kv.ts";
import { getAll } from "./kv.ts";
import { decodeStored } from "./order_codec.ts";
import type { RowFault } from "./survey_lines.ts";

/** Looks through all index rows, a page at a time. @throws the store can't be read */
export async function* strayRows(
  kv: Kv,
): AsyncGenerator<{ readonly rows: number; readonly faults: readonly RowFault[] }> {
  for (const prefix of [["by"], ["gone"]]) {
    for await (const page of pagesBelow(kv, prefix)) {
      const orders = await getAll(kv, page.map(({ key }) => doneKey(placeOf(key))));
      const suspects = page.filter(({ key }, at) => !belongs(key, orders[at]));
      const found = await Promise.all(suspects.map((row) => isStray(kv, row)));
      const strays = suspects.filter((_, at) => found[at]);
      yield { rows: page.length, faults: strays.map(strayFault) };
    }
  }
}

function strayFault({ key }: StoredRow): RowFault {
  const { server, chargeId } = placeOf(key);
  return { kind: "stray", about: idText(server, chargeId), key: key as KeyPart[] };
}

/** Whether it is one at a single instant: the page is older than the look at its orders. */
async function isStray(kv: Kv, { key }: StoredRow): Promise<boolean> {
  const id = placeOf(key);
  const [row, active, done] = await kv.getMany([key as KeyPart[], activeKey(id), doneKey(id)]);
  if (row === undefined || !isStored(row)) return false;
  return !belongs(key, active) && !belongs(key, done);
}

/**
 * Whether an index row is that of an order. One that is pushed again stands under `active` meanwhile and keeps those of its
 * rows that are still so.
 */
function belongs(key: readonly unknown[], row: Row | undefined): boolean {
  if (row === undefined || !isStored(row)) return false;
  try {
    const stored = decodeStored(row.value);
    const place = placeOf(key);
    const keys = stored.state === "gone"
      ? [goneKey(place, stored.receivedAtMs)]
      : stored.state === "settled" && (isClosed(stored) || row.key[0] === "active")
      ? indexKeys(stored)
      : [];
    const name = JSON.stringify(key);
    return keys.some((one) => JSON.stringify(one) === name);
  } catch {
    // Told of where it stands.
    return true;
  }
}
