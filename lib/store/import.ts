/**
 * Takes an export into a store. It can be done again after a crash, or after it is through: what is there stays as it is.
 *
 * @module
 */
import type { Order, OrderId } from "../order.ts";
import { idOf, idText, isUndelivered } from "../order.ts";
import { move } from "../move.ts";
import type { Kv } from "./kv.ts";
import { encodeOrder } from "./order_codec.ts";
import type { DayOf } from "./writes.ts";
import { importedIdWrite, importedWrite } from "./writes.ts";
import type { ExportSummary, NumberedLine } from "./read_export.ts";
import { readExport, refused } from "./read_export.ts";
import { readRestored, writeRestored } from "./restored.ts";
import { readRow, readStored } from "./stored_row.ts";
import type { Write, Writer } from "./writer.ts";

/** Lines that are written side by side: two commits of the writer. */
const IMPORT_PAGE_LINES = 100;

/** Where an export is taken to. Nobody else may have the store. */
export interface ImportTarget {
  readonly kv: Kv;
  readonly writer: Writer;
  /** Told of every line that was not there before, once it is. */
  readonly taken?: (line: NumberedLine) => void;
  /** Whose sums an order belongs to. */
  readonly dayOf: DayOf;
}

/** How an export is taken in. */
export interface ImportPlan {
  /**
   * `held`: nothing that is in it goes on by itself, and new orders are held too. `asItWas`: everything goes on, which is
   * right only where nothing happened after the export and nothing else ever goes on with these orders.
   */
  readonly how: "held" | "asItWas";
  /** Whether the store has the key that the passwords are encrypted under; without it they are left out. */
  readonly withKey: boolean;
  /** Whether an id under which the store has another order is passed over; otherwise it is refused. */
  readonly keepExisting: boolean;
  readonly atMs: number;
}

/** What was taken in. */
export interface Imported {
  orders: number;
  gone: number;
  /** Orders and ids that were there before. */
  known: number;
  /** Ids under which the store has another order, which it keeps. */
  readonly others: string[];
  /** Of the orders, those that wait in review. */
  review: number;
  /** Of the orders, those whose result waits to be pushed by hand. */
  parked: number;
}

/**
 * Looks whether a store can take an export: reads it to its end, and compares it with what is there. Changes nothing.
 *
 * @throws {ExportRefused} it is damaged, or an order in it is another one in the store and is not to be passed over
 */
export async function checkImport(
  kv: Kv,
  bytes: AsyncIterable<Uint8Array>,
  { keepExisting }: Pick<ImportPlan, "keepExisting">,
): Promise<ExportSummary> {
  return await readExport(bytes, async (line) => {
    if (!keepExisting && await meet(kv, line) === "another") throw another(line);
  });
}

/**
 * Takes an export in. The store is marked as restored before the first order is there (see `restored.ts`): a crash in
 * between leaves a store that nothing starts on, and the next import goes on.
 *
 * @param head as {@linkcode checkImport} found it
 * @throws {ExportRefused} as `checkImport`, which should have been asked before
 * @throws {StoreDown} the store can't be read or written
 */
export async function importStore(
  target: ImportTarget,
  bytes: AsyncIterable<Uint8Array>,
  plan: ImportPlan,
  { head }: Pick<ExportSummary, "head">,
): Promise<Imported> {
  const { kv } = target;
  const before = await readRestored(kv);
  const restored = {
    backupAtMs: Math.min(Date.parse(head.at), before?.backupAtMs ?? Infinity),
    importedAtMs: plan.atMs,
    holdsNew: plan.how === "held" || (before?.holdsNew ?? false),
  };
  await writeRestored(kv, { phase: "importing", ...restored });
  const { imported } = await takeAll(target, bytes, plan);
  await writeRestored(kv, restored.holdsNew ? { phase: "held", ...restored } : null);
  return imported;
}

/**
 * Takes an export in, whatever else the store is: for one that nothing ever starts on.
 *
 * @throws as {@linkcode importStore} does
 */
export async function takeAll(
  target: ImportTarget,
  bytes: AsyncIterable<Uint8Array>,
  plan: ImportPlan,
): Promise<ExportSummary & { readonly imported: Imported }> {
  const imported: Imported = { orders: 0, gone: 0, known: 0, others: [], review: 0, parked: 0 };
  let page: NumberedLine[] = [];
  const takePage = async () => {
    const lines = page;
    page = [];
    await Promise.all(lines.map((line) => takeIn(target, line, plan, imported)));
  };
  const summary = await readExport(bytes, (line) => {
    page.push(line);
    return page.length < IMPORT_PAGE_LINES ? undefined : takePage();
  });
  await takePage();
  return { ...summary, imported };
}

async function takeIn(
  { kv, writer, dayOf, taken }: ImportTarget,
  line: NumberedLine,
  plan: ImportPlan,
  imported: Imported,
): Promise<void> {
  const [write, kept] = writeOf(line, plan, dayOf);
  if ((await writer.commit(write)).kind === "committed") {
    taken?.(line);
    if (kept === null) imported.gone++;
    else imported.orders++;
    if (kept?.state === "review") imported.review++;
    if (line.kind === "order" && isUndelivered(line.order) && plan.how === "held") {
      imported.parked++;
    }
    return;
  }
  const met = await meet(kv, line);
  if (met === "same") imported.known++;
  else if (met === "another" && plan.keepExisting) imported.others.push(nameOf(line));
  else throw another(line);
}

/** What is written for a line, and the order as it is written. */
function writeOf(
  line: NumberedLine,
  { how, withKey, atMs }: ImportPlan,
  dayOf: DayOf,
): [Write, Order | null] {
  if (line.kind === "gone") return [importedIdWrite(line.gone, line.gone), null];
  const order = how === "held" ? held(line.order, atMs) : line.order;
  const kept = withKey ? order : withoutSecrets(order);
  const bytes = kept === line.order ? line.bytes : encodeOrder(kept);
  return [importedWrite(kept, bytes, dayOf), kept];
}

/** Nothing that goes on by itself. */
function held(order: Order, atMs: number): Order {
  const event = { kind: "restored", reason: REASONS[order.state] } as const;
  if (order.state !== "settled") return move(order, event, atMs);
  return isUndelivered(order) ? move(order, event, atMs) : order;
}

const REASONS: Readonly<Record<Order["state"], string>> = {
  received: "从备份恢复:备份时刚收到,其后可能已执行",
  queued: "从备份恢复:备份时待执行,其后可能已执行",
  processing: "从备份恢复:备份时通道正在处理",
  review: "从备份恢复:备份时待核实",
  settled: "从备份恢复:备份时结果未确认,其后可能已送达",
};

/** Without their key they can't be read. */
function withoutSecrets(order: Order): Order {
  if (order.state === "settled" || order.sealed === null) return order;
  return { ...order, sealed: null };
}

/** What the store has under a line's id. */
async function meet(kv: Kv, line: NumberedLine): Promise<"nothing" | "same" | "another"> {
  const said = line.kind === "gone" ? line.gone : line.order;
  const row = await readRow(kv, idInLine(line));
  if (row === null) return "nothing";
  const { contentDigest, receivedAtMs } = readStored(row);
  const isSame = contentDigest === said.contentDigest && receivedAtMs === said.receivedAtMs;
  return isSame ? "same" : "another";
}

function idInLine(line: NumberedLine): OrderId {
  if (line.kind === "gone") return line.gone;
  return idOf(line.order);
}

function nameOf(line: NumberedLine): string {
  const { server, chargeId } = idInLine(line);
  return idText(server, chargeId);
}

function another(line: NumberedLine): Error {
  return refused(
    line.number,
    `定单 ${nameOf(line)} 在库中是另一单 is another order in the store`,
  );
}
