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

/** Length of the stretches of time, by which rows are counted: half a year has 52 thousand. */
const STRETCH_MS = 300_000;

/** How many index rows there are of the orders received in each stretch of time. */
export class RowCounts {
  readonly #counts = new Map<string, number>();

  /** Counts a row. */
  add(key: readonly unknown[]): void {
    const name = stretchOf(key);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Whether any stretch has more or fewer than in another count. */
  differs(other: RowCounts): boolean {
    return [...this.#counts].some(([name, count]) => other.#counts.get(name) !== count);
  }

  /** Whether there are as many of a row's stretch as in another count. */
  agrees(other: RowCounts, key: readonly unknown[]): boolean {
    const name = stretchOf(key);
    return this.#counts.get(name) === other.#counts.get(name);
  }
}

function stretchOf(key: readonly unknown[]): string {
  return `${key[0]} ${Math.floor(placeOf(key).receivedAtMs / STRETCH_MS)}`;
}

/**
 * Looks through all index rows, a page at a time. Where there are as many in a stretch of time as belong to its orders, none
 * is stray; only the others, the latest ones mostly, are held against their orders one by one.
 *
 * @param known the rows that were seen to be there and to belong to an order
 * @throws the store can't be read
 */
export async function* strayRows(
  kv: Kv,
  known: RowCounts,
): AsyncGenerator<{ readonly rows: number; readonly faults: readonly RowFault[] }> {
  const there = new RowCounts();
  const isDoubtful = (key: readonly unknown[]) => !there.agrees(known, key);
  for (const prefix of PREFIXES) {
    for await (const page of pagesBelow(kv, prefix)) {
      page.forEach(({ key }) => there.add(key));
      yield { rows: page.length, faults: [] };
    }
  }
  if (!there.differs(known)) return;
  for (const prefix of PREFIXES) {
    for await (const page of pagesBelow(kv, prefix)) {
      yield { rows: 0, faults: await straysOf(kv, page.filter(({ key }) => isDoubtful(key))) };
    }
  }
}

const PREFIXES = [["by"], ["gone"]];

async function straysOf(kv: Kv, rows: readonly StoredRow[]): Promise<RowFault[]> {
  const orders = await getAll(kv, rows.map(({ key }) => doneKey(placeOf(key))));
  const suspects = rows.filter(({ key }, at) => !belongs(key, orders[at]));
  const found = await Promise.all(suspects.map((row) => isStray(kv, row)));
  return suspects.filter((_, at) => found[at]).map(strayFault);
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
