/**
 * The kept sums against the sums over the orders, to the thousandth. Sums outlive the orders that they count, and they move
 * while the store is read, so what is compared is what must hold all the same:
 *
 * - A sum never counts fewer than there are orders, and its value at the end of the reading is the most there can be.
 * - Where nothing of a sum has been dropped since, its value at the beginning is the least. A sum that did not move
 *   meanwhile is thus compared exactly.
 * - All that was received, less what is there, is what was dropped; and so is all that was settled, less what is there.
 *
 * @module
 */
import { formatMoney } from "../money.ts";
import type { Order } from "../order.ts";
import type { Fault } from "./finding.ts";
import { judging } from "./finding.ts";

/** A kept sum. `key` as the store has it, without the `sum` before it. */
export interface KeptSum {
  readonly when: "before" | "after";
  readonly key: readonly (string | number)[];
  readonly value: bigint;
}

/** What can be known of what was dropped. */
export interface TotalsContext {
  /** The day of an instant, in the zone of the sums. */
  readonly dayOf: (atMs: number) => string;
  /** Ids of orders received on this day and before may be forgotten by now. */
  readonly forgottenUpToDay: string;
}

type Sums = Map<string, bigint>;
type KeyPart = string | number;

const RET_CODES = [1, 2, 3];
const MEASURES = ["count", "cash", "done", "cost"];

/** Adds up, and compares. */
export class Totals {
  readonly #kept: Record<KeptSum["when"], Sums> = { before: new Map(), after: new Map() };
  readonly #counted: Sums = new Map();
  /** Remembered ids, by day and server of their receipt. */
  readonly #gone: Sums = new Map();
  #goneCount = 0n;

  constructor(private readonly context: TotalsContext) {}

  /** A kept sum. */
  sum({ when, key, value }: KeptSum): void {
    add(this.#kept[when], key, value);
    // The days together, to compare with the sum over all time.
    const [what, , kind, code] = key;
    if (what !== "day" || key.at(-1) !== "count") return;
    if (kind === "received") add(this.#kept[when], ["days", "received"], value);
    else add(this.#kept[when], ["days", "settled", code ?? ""], value);
  }

  /** An order, once. */
  order(order: Order): void {
    const { server, fields: { chargeCash, chargeType }, receivedAtMs } = order;
    const { dayOf } = this.context;
    const received = ["day", dayOf(receivedAtMs), "received", server];
    add(this.#counted, ["all", "received"], 1n);
    add(this.#counted, [...received, "count"], 1n);
    add(this.#counted, [...received, "cash"], chargeCash);
    if (order.state !== "settled") return;
    const { retCode, retCash, retCost, atMs } = order.result;
    const settled = ["day", dayOf(atMs), "settled", retCode, server, order.channel ?? ""];
    const values = { count: 1n, cash: chargeCash, done: retCash, cost: retCost };
    add(this.#counted, ["all", "settled", retCode], 1n);
    for (const [measure, value] of Object.entries(values)) {
      add(this.#counted, [...settled, chargeType, measure], value);
    }
  }

  /** A remembered id, once. */
  gone(server: string, receivedAtMs: number): void {
    this.#goneCount++;
    add(this.#gone, ["day", this.context.dayOf(receivedAtMs), "received", server], 1n);
  }

  /** What does not agree. */
  faults(): Fault[] {
    return [
      ...this.#droppedFaults(),
      ...this.#daysFaults(),
      ...this.#receivedFaults(),
      ...this.#settledFaults(),
    ];
  }

  #of(sums: Sums, key: readonly KeyPart[]): bigint {
    return sums.get(nameOf(key)) ?? 0n;
  }

  /** What was dropped, by the orders received and by the orders settled: the same number. */
  #dropped(): { least: bigint; most: bigint } {
    const { before, after } = this.#kept;
    const settled = (sums: Sums) =>
      RET_CODES.reduce((sum, code) => sum + this.#of(sums, ["all", "settled", code]), 0n);
    const received = (sums: Sums) => this.#of(sums, ["all", "received"]);
    const stored = received(this.#counted), done = settled(this.#counted);
    return {
      least: largest(received(before) - stored, settled(before) - done),
      most: smallest(received(after) - stored, settled(after) - done),
    };
  }

  /** What was received and is not there was dropped, and its id is remembered. */
  #droppedFaults(): Fault[] {
    const { faults, must } = judging();
    const { least, most } = this.#dropped();
    must(
      least <= most,
      "totals",
      `收到与有结果的累计之差不是在库定单数: 差 ${least - most};`,
      `the orders received less those settled are not the orders in the store, by ${least - most}`,
    );
    must(
      most >= 0n,
      "totals",
      `在库定单比累计多 ${-most};`,
      `there are ${-most} more orders than were ever received`,
    );
    // A backup brings its remembered ids along without their sums, so there may be more of them.
    const isForgotten = this.#firstDay() <= this.context.forgottenUpToDay;
    const missing = least - this.#goneCount;
    must(
      missing <= 0n || isForgotten,
      "totals",
      `累计收到的定单有 ${missing} 单既不在库,也不在记住的流水号中;`,
      `${missing} orders that were received are neither stored nor remembered`,
    );
    return faults;
  }

  /** The days together are all time. */
  #daysFaults(): Fault[] {
    const { faults, must } = judging();
    const { before, after } = this.#kept;
    for (const key of [["received"], ...RET_CODES.map((code) => ["settled", code])]) {
      const all = ["all", ...key], days = ["days", ...key];
      must(
        this.#of(before, days) <= this.#of(after, all) &&
          this.#of(before, all) <= this.#of(after, days),
        "days",
        `各日之和与累计不符 (${key.join(" ")}): ${this.#of(after, days)}, ${this.#of(after, all)};`,
        "the sum over the days is not the total",
      );
    }
    return faults;
  }

  #receivedFaults(): Fault[] {
    const faults: Fault[] = [];
    for (const group of this.#groups("received")) {
      const [, day = ""] = group;
      const gone = this.#of(this.#gone, group);
      const isForgotten = String(day) <= this.context.forgottenUpToDay;
      const isWhole = gone === 0n && !isForgotten;
      for (const measure of ["count", "cash"]) {
        const least = isWhole ? 0n : measure === "count" && !isForgotten ? gone : null;
        faults.push(...this.#compare([...group, measure], least));
      }
    }
    return faults;
  }

  #settledFaults(): Fault[] {
    const { before, after } = this.#kept;
    const faults: Fault[] = [];
    const { most } = this.#dropped();
    for (const group of this.#groups("settled")) {
      const count = [...group, "count"];
      const isStill = this.#of(before, count) === this.#of(after, count);
      const isWhole = (isStill && this.#of(this.#counted, count) === this.#of(after, count)) ||
        (most <= 0n && this.#goneCount === 0n);
      for (const measure of MEASURES) {
        faults.push(...this.#compare([...group, measure], isWhole ? 0n : null));
      }
    }
    return faults;
  }

  /** @param dropped what the sum may count besides the orders that are there; `null` where nobody knows */
  #compare(key: readonly KeyPart[], dropped: bigint | null): Fault[] {
    const { faults, must } = judging();
    const counted = this.#of(this.#counted, key);
    const least = this.#of(this.#kept.before, key), most = this.#of(this.#kept.after, key);
    const text = (value: bigint) => key.at(-1) === "count" ? value.toString() : formatMoney(value);
    const kept = counted > most ? most : least;
    must(
      counted <= most && (dropped === null || counted + dropped >= least),
      "sums",
      `累加数 ${key.join(" ")} 是 ${text(kept)},定单之和是 ${text(counted)};`,
      "the kept sum is not the sum over the orders",
    );
    return faults;
  }

  /** The kinds of one day that there is a sum of, or an order. */
  #groups(what: "received" | "settled"): KeyPart[][] {
    const names = new Set<string>();
    for (const sums of [this.#counted, this.#kept.after]) {
      for (const name of sums.keys()) {
        const key: KeyPart[] = JSON.parse(name);
        if (key[0] === "day" && key[2] === what) names.add(nameOf(key.slice(0, -1)));
      }
    }
    return [...names].map((name) => JSON.parse(name));
  }

  #firstDay(): string {
    let first = "9999-12-31";
    for (const name of this.#kept.after.keys()) {
      const [what, day]: KeyPart[] = JSON.parse(name);
      if (what === "day" && String(day) < first) first = String(day);
    }
    return first;
  }
}

function nameOf(key: readonly KeyPart[]): string {
  return JSON.stringify(key);
}

function add(sums: Sums, key: readonly KeyPart[], by: bigint): void {
  const name = nameOf(key);
  sums.set(name, (sums.get(name) ?? 0n) + by);
}

function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function smallest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
