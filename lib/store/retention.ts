/**
 * Forgetting: a closed order is dropped once its retention is over, and only its id is remembered, so that it is never
 * executed a second time; much later the id is forgotten too.
 *
 * @module
 */
import { idText, isClosed } from "../order.ts";
import {
  comparePlaces,
  doneKey,
  GONE_PREFIX,
  goneKey,
  indexKeys,
  indexPrefix,
  indexRange,
  placeOf,
} from "./keys.ts";
import type { Key, KeyPart, Kv, Row } from "./kv.ts";
import { decodeStored, encodeRememberedId } from "./order_codec.ts";
import { serverNames } from "./server_names.ts";
import type { Part, Writer } from "./writer.ts";

/** Orders that one sweep forgets at most, so that it never stands in the way of new ones. */
export const SWEEP_ORDERS_MAX = 500;

/** What a sweep did. */
export interface Swept {
  /** Orders of which only the id is left now. */
  readonly orders: number;
  /** Ids forgotten for good. */
  readonly ids: number;
  /** Whether there is more to do at once. */
  readonly more: boolean;
}

/** How long orders and ids are kept, counted from their receipt, in milliseconds. */
export interface Retention {
  readonly retentionMs: number;
  readonly idRetentionMs: number;
}

/**
 * Forgets what is due, oldest first. A crash in between leaves some for the next sweep.
 *
 * @throws the store can't be read or written
 */
export async function sweep(
  kv: Kv,
  writer: Writer,
  { retentionMs, idRetentionMs }: Retention,
  nowMs: number,
): Promise<Swept> {
  const orders = await oldestRows(kv, nowMs - retentionMs);
  const ids = await firstRows(kv, GONE_PREFIX, nowMs - idRetentionMs);
  const parts = await Promise.all([
    ...orders.map((row) => forgetOrder(kv, row)),
    ...ids.map((row) => forgetId(kv, row)),
  ]);
  await Promise.all(parts.map((part) => writer.commit(part)));
  const more = orders.length === SWEEP_ORDERS_MAX || ids.length === SWEEP_ORDERS_MAX;
  return { orders: orders.length, ids: ids.length, more };
}

/** The first closed orders of all servers. */
async function oldestRows(kv: Kv, beforeMs: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of await serverNames(kv)) {
    rows.push(...await firstRows(kv, indexPrefix("server", name), beforeMs));
  }
  return rows.sort((a, b) => comparePlaces(placeOf(a.key), placeOf(b.key)))
    .slice(0, SWEEP_ORDERS_MAX);
}

async function firstRows(kv: Kv, prefix: Key, beforeMs: number): Promise<Row[]> {
  if (beforeMs <= 0) return [];
  const rows: Row[] = [];
  const options = { limit: SWEEP_ORDERS_MAX };
  for await (const row of kv.list(indexRange(prefix, 0, beforeMs, null), options)) rows.push(row);
  return rows;
}

async function forgetOrder(kv: Kv, indexRow: Row): Promise<Part> {
  const place = placeOf(indexRow.key);
  const about = idText(place.server, place.chargeId);
  const key = doneKey(place);
  const { value, versionstamp } = await kv.get(key);
  const stored = value === null ? null : decodeStored(value);
  // Pushed again by an operator: it stands under `active` and gets its index rows anew when it closes.
  if (stored === null || stored.state === "gone" || !isClosed(stored)) {
    return {
      about,
      checks: [{ key, versionstamp }],
      sets: [],
      deletes: [indexRow.key as KeyPart[]],
      additions: [],
    };
  }
  return {
    about,
    checks: [{ key, versionstamp }],
    sets: [
      { key, value: encodeRememberedId(stored) },
      { key: goneKey(place, place.receivedAtMs), value: 0 },
    ],
    deletes: indexKeys(stored),
    additions: [],
  };
}

async function forgetId(kv: Kv, indexRow: Row): Promise<Part> {
  const place = placeOf(indexRow.key);
  const key = doneKey(place);
  const { value, versionstamp } = await kv.get(key);
  const forgettable = value !== null && decodeStored(value).state === "gone";
  return {
    about: idText(place.server, place.chargeId),
    checks: [{ key, versionstamp }],
    sets: [],
    deletes: [goneKey(place, place.receivedAtMs), ...(forgettable ? [key] : [])],
    additions: [],
  };
}
