/**
 * Exports of stores in memory, for tests.
 *
 * @module
 */
import { exportStore } from "../../lib/store/export.ts";
import type { Imported, ImportPlan } from "../../lib/store/import.ts";
import { checkImport, importStore } from "../../lib/store/import.ts";
import type { Kv } from "../../lib/store/kv.ts";
import type { OrderListener } from "../../lib/store/outcomes.ts";
import type { NumberedLine } from "../../lib/store/read_export.ts";
import { readExport } from "../../lib/store/read_export.ts";
import { sweep } from "../../lib/store/retention.ts";
import { Writer } from "../../lib/store/writer.ts";
import { move } from "../../lib/move.ts";
import type { Order } from "../../lib/order.ts";
import { hastyClock } from "./hasty_clock.ts";
import type { StoreWorld } from "./store.ts";
import {
  abandonedAt,
  acked,
  closeOrder,
  confirmedAt,
  dayOf,
  newOrder,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "./store.ts";

/** When the exports of tests are made. */
export const EXPORTED_AT_MS = Date.UTC(2026, 10, 26);

/** The bytes of a store's export, a piece for each page. */
export function exporting(
  kv: Kv,
  changes: { onChange(listener: OrderListener): () => void } | null = null,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  return exportStore({
    kv,
    keyId: "the-key",
    version: "1.2.3",
    atMs: EXPORTED_AT_MS,
    changes,
    unreadable: (key) => {
      throw new Error(`cannot read ${key.join(" ")}`);
    },
  });
}

/** A store's export, whole. */
export async function exported(kv: Kv): Promise<Uint8Array<ArrayBuffer>> {
  return await bytesOf(exporting(kv));
}

/** All pieces as one. */
export async function bytesOf(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(ReadableStream.from(chunks)).arrayBuffer());
}

/** Bytes in pieces of a length that fits no line. */
export async function* pieces(
  bytes: Uint8Array<ArrayBuffer>,
  length = 777,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** The lines of an export. */
export async function linesIn(bytes: Uint8Array<ArrayBuffer>): Promise<NumberedLine[]> {
  const lines: NumberedLine[] = [];
  await readExport(pieces(bytes), (line) => void lines.push(line));
  return lines;
}

/** Takes an export in, as `czdock import` does. */
export async function imported(
  kv: Kv,
  bytes: Uint8Array<ArrayBuffer>,
  plan: Partial<ImportPlan> = {},
): Promise<Imported> {
  const full: ImportPlan = {
    how: "held",
    withKey: true,
    keepExisting: false,
    atMs: EXPORTED_AT_MS + 1000,
    ...plan,
  };
  const summary = await checkImport(kv, pieces(bytes), full);
  const target = { kv, writer: new Writer(kv, hastyClock), dayOf };
  return await importStore(target, pieces(bytes), full, summary);
}

/** The move to review. */
export const unclear = (holdUntilMs: number) => (order: Order) =>
  order.state === "processing"
    ? move(order, { kind: "unclear", reason: "timeout", holdUntilMs }, order.receivedAtMs)
    : null;

/** A store with an order in every state under its name, an abandoned one, and a remembered id. */
export async function everyState(): Promise<StoreWorld> {
  const world = await storeWorld();
  const { kv, writer, orders, clock } = world;
  const atMs = clock.nowMs();
  await closeOrder(orders, newOrder("10", atMs - 1000));
  const retention = { retentionMs: 500, idRetentionMs: 1_000_000 };
  await sweep(kv, writer, retention, atMs);
  const started = [acked, startedAt("acme")];
  await take(orders, newOrder("1", atMs));
  await take(orders, newOrder("2", atMs + 1), acked);
  await take(orders, newOrder("3", atMs + 2, { sealed: "c2VhbGVk" }), ...started);
  await take(orders, newOrder("4", atMs + 3), ...started, unclear(atMs + 60_000));
  await take(orders, newOrder("5", atMs + 4), ...started, settledAs({}, atMs + 9));
  await closeOrder(orders, newOrder("6", atMs + 5));
  await take(
    orders,
    newOrder("7", atMs + 6),
    ...started,
    settledAs({ retCode: 3, retCash: 0n }, atMs + 9),
    abandonedAt(atMs + 10),
  );
  await take(orders, newOrder("8", atMs + 7, { server: "other" }), ...started, settledAs({}, 1));
  await take(orders, newOrder("9", atMs + 8), ...started, settledAs({}, 1), confirmedAt(2));
  return world;
}
