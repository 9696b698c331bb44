/**
 * Forgetting: a closed order is dropped once its retention is over, and only its id is remembered, so that it is never
 * executed a second time; much later the id is forgotten too.
 *
 * @module
 */
import { errorText } from "../log.ts";
import { idText, isClosed } from "../order.ts";
import type { DamageReport } from "./damage_report.ts";
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
import { encodeRememberedId } from "./order_codec.ts";
import { ServerNames } from "./server_names.ts";
import { DamagedRow, readStored } from "./stored_row.ts";
import type { Write, Writer } from "./writer.ts";

/**
 * Orders that one sweep forgets at most, and ids: as many as fit in one commit (`CHECKS_MAX`), for a new order waits behind all
 * commits of a sweep.
 */
export const SWEEP_ORDERS_MAX = 100;

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
 * @param unreadable is told of a damaged row, which stays where it is
 * @throws the store can't be read or written
 */
export async function sweep(
  kv: Kv,
  writer: Writer,
  { retentionMs, idRetentionMs }: Retention,
  nowMs: number,
  unreadable: DamageReport = () => {},
): Promise<Swept> {
  const orders = await oldestRows(kv, nowMs - retentionMs);
  const ids = await firstRows(kv, GONE_PREFIX, nowMs - idRetentionMs);
  const writes = await Promise.all([
    ...orders.map((row) => forgetOrder(kv, row, unreadable)),
    ...ids.map((row) => forgetId(kv, row, unreadable)),
  ]);
  await Promise.all(writes.map((write) => writer.commit(write)));
  const more = orders.length === SWEEP_ORDERS_MAX || ids.length === SWEEP_ORDERS_MAX;
  return { orders: orders.length, ids: ids.length, more };
}

/** The first closed orders of all servers. */
async function oldestRows(kv: Kv, beforeMs: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of await new ServerNames(kv).names()) {
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

async function forgetOrder(
  kv: Kv,
  indexRow: Row,
  unreadable: DamageReport,
): Promise<Write> {
  const place = placeOf(indexRow.key);
  const about = idText(place.server, place.chargeId);
  const key = doneKey(place);
  const row = await kv.get(key);
  const { versionstamp } = row;
  const stored = readable(row, unreadable);
  // Pushed again by an operator: it stands under `active` and gets its index rows anew when it closes. A damaged one stays
  // where it is, so that its id is never taken for a new one; without its index row it stands in nobody's way.
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

/** What a row holds; `null` for nothing, and for what can't be read. */
function readable(
  row: Row,
  unreadable: DamageReport,
): ReturnType<typeof readStored> | null {
  try {
    return row.value === null ? null : readStored(row);
  } catch (error) {
    if (!(error instanceof DamagedRow)) throw error;
    unreadable(row.key, errorText(error));
    return null;
  }
}

async function forgetId(kv: Kv, indexRow: Row, unreadable: DamageReport): Promise<Write> {
  const place = placeOf(indexRow.key);
  const key = doneKey(place);
  const row = await kv.get(key);
  const { versionstamp } = row;
  const forgettable = readable(row, unreadable)?.state === "gone";
  return {
    about: idText(place.server, place.chargeId),
    checks: [{ key, versionstamp }],
    sets: [],
    deletes: [goneKey(place, place.receivedAtMs), ...(forgettable ? [key] : [])],
    additions: [],
  };
}
