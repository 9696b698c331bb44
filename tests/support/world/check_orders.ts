/**
 * The check of each order at a world's end: what the platform was told, what was executed and what the store says must
 * be one story.
 *
 * @module
 */
import type { Order, Settled, TimelineEntry } from "../../../lib/order.ts";
import { TIMELINE_FIRST_KEPT, TIMELINE_LAST_KEPT } from "../../../lib/timeline.ts";
import type { OrderBook } from "./books.ts";
import type { Execution } from "./ledger.ts";

type Kind = TimelineEntry["kind"];

const DELIVERING: readonly Kind[] = [
  "pushFailed",
  "confirmed",
  "abandoned",
  "repushed",
  "contradicted",
];

/** What may follow what in a timeline. */
const FOLLOWS: Readonly<Record<Kind, readonly Kind[]>> = {
  received: ["acked", "ackLost", "doubted"],
  acked: ["started", "settled"],
  started: ["settled", "unclear", "untouched", "answered", "claimed"],
  claimed: ["settled", "unclear", "released"],
  released: ["settled", "claimed"],
  answered: ["settled", "unclear", "untouched", "answered"],
  untouched: ["started", "settled"],
  unclear: ["settled", "answered"],
  doubted: ["settled"],
  restored: ["settled", "repushed", "contradicted"],
  ackLost: DELIVERING,
  settled: DELIVERING,
  pushFailed: DELIVERING,
  confirmed: ["repushed", "contradicted"],
  abandoned: ["repushed", "contradicted"],
  repushed: DELIVERING,
  contradicted: DELIVERING,
};

/** What is wrong with an order at the end, each as a sentence; `order` is what the store has of it. */
export function faultsOf(
  book: OrderBook,
  order: Order | undefined,
  executions: readonly Execution[],
): string[] {
  const { acks, callbacks } = book;
  const [executed] = executions;
  const faults: string[] = [];
  const must = (right: boolean, fault: string) => right || faults.push(fault);
  must(executions.length <= 1, `was executed ${executions.length} times`);
  must(!(book.refusedAlone && executed), "was refused, and executed all the same");
  must(!executed || book.ackIsOut, "was executed, and nobody was told that it was accepted");
  if (order === undefined) {
    must(!acks.includes(0), "was acked, and is not stored");
    must(!executed, "was executed, and is not stored");
    must(callbacks.length === 0, "was called back, and is not stored");
    return faults;
  }
  if (order.state !== "settled") return [...faults, `is ${order.state} at the end`];
  faults.push(...resultFaults(book, order, executed), ...timelineFaults(order));
  return faults;
}

function resultFaults(
  { callbacks, oksSaid, ackIsOut }: OrderBook,
  { result, delivery, timeline }: Settled,
  executed: Execution | undefined,
): string[] {
  const faults: string[] = [];
  const must = (right: boolean, fault: string) => right || faults.push(fault);
  const { retCode, retCash } = result;
  must(retCode !== 1 || executed !== undefined, "has result 1, and was not executed");
  must(retCode !== 3 || executed === undefined, "has result 3, and was executed");
  must(retCode !== 1 || retCash === executed?.cash, `has retCash ${retCash}, not what was done`);
  must(retCode === 1 || retCash === 0n, `has result ${retCode} with retCash ${retCash}`);
  const contradicted = timeline.some(({ kind }) => kind === "contradicted");
  must(!contradicted || retCode === 2, `has result ${retCode}, and a true answer contradicts it`);
  must(retCode !== 1 || ackIsOut, "has result 1, and its ack was never out");
  must(delivery.state === "confirmed", `is undelivered: ${delivery.state}`);
  must(callbacks.length > 0, "is confirmed, and the platform never got its result");
  must(callbacks.length === 0 || oksSaid > 0, "is confirmed, and the platform never said OK");
  for (const heard of callbacks) {
    const same = heard.retCode === retCode && heard.retCash === retCash;
    must(same, `was called back with ${heard.text}, and its result is ${retCode} ${retCash}`);
  }
  return faults;
}

function timelineFaults({ timeline }: Settled): string[] {
  const faults: string[] = [];
  const kinds = timeline.map(({ kind }) => kind).join(" ");
  const trimmed = timeline.length === TIMELINE_FIRST_KEPT + TIMELINE_LAST_KEPT;
  timeline.forEach((entry, at) => {
    const before = timeline[at - 1];
    if (before === undefined) {
      if (entry.kind !== "received") faults.push(`its timeline begins with ${entry.kind}`);
      return;
    }
    if (entry.atMs < before.atMs) faults.push(`its timeline goes back in time: ${kinds}`);
    // Something is missing before it, or between it and the contradiction that is kept.
    if (trimmed && (at === TIMELINE_FIRST_KEPT || at === TIMELINE_FIRST_KEPT + 1)) return;
    if (!FOLLOWS[before.kind].includes(entry.kind)) {
      faults.push(`its timeline has ${entry.kind} after ${before.kind}: ${kinds}`);
    }
  });
  return faults;
}
