/**
 * Suppliers' own books, and whether they tell the same as the store: every execution belongs to one order, which was settled
 * accordingly, and none was executed twice, by whichever of them.
 *
 * @module
 */
import type { Money } from "../money.ts";
import { formatMoney, parseMoney } from "../money.ts";
import type { Order, Settled, Unsettled } from "../order.ts";
import { idText } from "../order.ts";
import type { BookRow } from "./book_lines.ts";
import { bookRows, refused } from "./book_lines.ts";
import type { Fault, Findings } from "./finding.ts";
import { judging } from "./finding.ts";

/** What was done for an order. */
interface Done {
  channel: string;
  cash: Money;
  times: number;
}

/** What a book is read with. */
export interface SupplierBookSource {
  /** The channel whose supplier it is. */
  readonly channel: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** When it was written: what happened later may be missing. */
  readonly atMs: number;
}

/** The books of one or more suppliers, some 120 bytes an execution. */
export class SupplierBooks {
  /** What has succeeded by the compared orders' results, and by the books. */
  readonly sums = { orders: 0, settled: 0n, done: 0n };
  /** Executions of orders that nobody could settle in time, and what they cost. */
  readonly uncertain = { orders: 0, done: 0n };
  /** Executions of orders of which only the id is left. */
  goneCount = 0;
  readonly #done = new Map<string, Done>();
  /** When the book of each channel was written. */
  readonly #writtenAtMs = new Map<string, number>();

  /**
   * Adds a book.
   *
   * @param server whose orders those are that are named by their `chargeId` alone
   * @throws {BookRefused} it is none
   */
  async read({ channel, bytes, atMs }: SupplierBookSource, server: string): Promise<void> {
    this.#writtenAtMs.set(channel, atMs);
    for await (const { row, number } of bookRows(bytes, ["reference", "chargeId"])) {
      const cash = parseMoney(row("cash"));
      if (cash === null) throw refused(number, `cash: ${row("cash")}`);
      // Nothing has arrived anywhere.
      if (cash <= 0n) continue;
      const about = aboutOf(row, server, number);
      const known = this.#done.get(about);
      if (known === undefined) this.#done.set(about, { channel, cash, times: 1 });
      else {
        known.times++;
        known.cash += cash;
      }
    }
  }

  /** Compares an order of the store. */
  order(about: string, order: Order, findings: Findings): void {
    const done = this.#done.get(about);
    this.#done.delete(about);
    const faults = order.state === "settled"
      ? this.#settledFaults(done, order)
      : unsettledFaults(done, order);
    for (const fault of [...timesFaults(done), ...faults]) findings.add(about, fault);
  }

  /** The order is not compared: it is outside of the time that was asked for. */
  passOver(about: string): void {
    this.#done.delete(about);
  }

  /** Only the order's id is left. */
  gone(about: string): void {
    if (this.#done.delete(about)) this.goneCount++;
  }

  /** What is left in the books is not in the store. */
  end(findings: Findings): void {
    for (const [about, done] of this.#done) {
      findings.add(about, {
        rule: "supplier: unknown",
        zh: `通道 ${done.channel} 的供货商执行了 ${formatMoney(done.cash)},库中没有这个定单;`,
        en: `was executed by the supplier of ${done.channel}, and is not stored`,
      });
    }
    const { settled, done } = this.sums;
    if (settled === done) return;
    findings.add(null, {
      rule: "supplier: sums",
      zh: `与供货商的合计不符: 供货商 ${formatMoney(done)},成功金额 ${formatMoney(settled)};`,
      en: "the sums of the suppliers are not ours",
    });
  }

  #settledFaults(done: Done | undefined, order: Settled): Fault[] {
    const { channel, result: { retCode, retCash, atMs } } = order;
    const writtenAtMs = this.#writtenAtMs.get(channel ?? "") ?? -Infinity;
    if (retCode === 2) {
      this.uncertain.orders += done === undefined ? 0 : 1;
      this.uncertain.done += done?.cash ?? 0n;
      return [];
    }
    // Neither has it a book, nor does one tell of it.
    if (done === undefined && (retCode === 3 || atMs > writtenAtMs)) return [];
    this.sums.orders += retCode === 1 ? 1 : 0;
    this.sums.settled += retCode === 1 ? retCash : 0n;
    this.sums.done += done?.cash ?? 0n;
    const { faults, must } = judging("supplier: ");
    must(
      done !== undefined,
      "not executed",
      `结果是成功,通道 ${channel} 的供货商却没有执行;`,
      `has succeeded, and the supplier of ${channel} has not executed it`,
    );
    if (done === undefined) return faults;
    must(
      retCode === 1,
      "failed",
      `结果是失败,通道 ${done.channel} 的供货商却执行了 ${formatMoney(done.cash)};`,
      `has failed, and the supplier of ${done.channel} has executed it`,
    );
    must(
      retCode !== 1 || done.channel === channel,
      "channel",
      `结果来自通道 ${channel},执行的却是 ${done.channel} 的供货商;`,
      `has its result from ${channel}, and the supplier of ${done.channel} has executed it`,
    );
    must(
      retCode !== 1 || done.cash === retCash,
      "cash",
      `retCash 是 ${formatMoney(retCash)},供货商却是 ${formatMoney(done.cash)};`,
      "its retCash is not what the supplier has executed",
    );
    return faults;
  }
}

function timesFaults(done: Done | undefined): Fault[] {
  if (done === undefined) return [];
  const { times, cash, channel } = done;
  const { faults, must } = judging("supplier: ");
  must(
    times === 1,
    "twice",
    `执行了 ${times} 次,共 ${formatMoney(cash)} (${channel});`,
    `was executed ${times} times`,
  );
  return faults;
}

/** What was executed may still be at its channel or in review; it is not to be given to a channel, as if nothing had been done. */
function unsettledFaults(done: Done | undefined, order: Unsettled): Fault[] {
  if (done === undefined) return [];
  const { state, passedOver } = order;
  const { faults, must } = judging("supplier: ");
  must(
    state !== "received" && state !== "queued" && !passedOver.includes(done.channel),
    "denied",
    `通道 ${done.channel} 没有执行过 (${state}),它的供货商却执行了 ${formatMoney(done.cash)};`,
    `is ${state} as if ${done.channel} had done nothing, and its supplier has executed it`,
  );
  return faults;
}

function aboutOf(row: BookRow, server: string, number: number): string {
  const chargeId = row("chargeId");
  if (/^\d+$/.test(chargeId)) return idText(row("server") || server, chargeId);
  const reference = row("reference");
  const [, from, id] = /^(.+)[^\d](\d{1,40})[^\d]\d{1,6}$/s.exec(reference) ?? [];
  if (from === undefined || id === undefined) throw refused(number, `reference: ${reference}`);
  return idText(from, id);
}
