/**
 * Compares a supplier's statement with our orders, pair by pair.
 *
 * @module
 */
import type { Money } from "../money.ts";
import type { Order } from "../order.ts";
import type { Line, Said } from "./statement.ts";

/** What of our orders a statement's amounts are: the face value, or what the supplier takes for it. */
export type AmountIs = "cash" | "cost";

/** An order of ours, as far as a comparison needs it. */
export interface Ours {
  readonly server: string;
  readonly chargeId: string;
  readonly ref: string | null;
  readonly account: string;
  /** What a full success is: chargeCash. */
  readonly cash: Money;
  /** What succeeded of it, and what it cost; `null` while there is no result. */
  readonly done: Money | null;
  readonly cost: Money | null;
  /** `open`: it has no result, or an uncertain one. */
  readonly said: Exclude<Said, "unread">;
}

/**
 * What a pair, or what has no partner, comes to. `twice`: the statement has the order more than once. `state` and `amount`:
 * the two differ in that. `oursOnly`: done, or perhaps done, by our books, and not in the statement.
 */
export type Verdict = "matched" | "twice" | "state" | "amount" | "oursOnly" | "theirsOnly";

/** Verdicts, the gravest first. */
export const VERDICTS: readonly Verdict[] = [
  "twice",
  "state",
  "theirsOnly",
  "oursOnly",
  "amount",
  "matched",
];

/** An order, a line, or both. */
export interface Pair {
  readonly verdict: Verdict;
  readonly ours: Ours | null;
  readonly theirs: Line | null;
}

/** What our name for an attempt has behind that for the order. */
const ATTEMPT = /-\d{1,6}$/;

/** An order as a comparison needs it. */
export function oursOf(order: Order): Ours {
  const { server, fields } = order;
  const result = order.state === "settled" ? order.result : null;
  const said = { 1: "succeeded", 2: "open", 3: "failed" } as const;
  return {
    server,
    chargeId: fields.chargeId,
    ref: order.supplierRef,
    account: fields.chargeAcct,
    cash: fields.chargeCash,
    done: result?.retCash ?? null,
    cost: result?.retCost ?? null,
    said: result === null ? "open" : said[result.retCode],
  };
}

/**
 * Pairs orders and lines: by our number, alone or in our name for the attempt (`SERVER-NUMBER-ATTEMPT`), by the supplier's
 * number, and, where a line has neither, by account and amount. Every order and every line is in exactly one pair, but for
 * failed orders that the statement leaves out: those agree with it.
 */
export function compare(
  ours: readonly Ours[],
  lines: readonly Line[],
  amountIs: AmountIs,
): Pair[] {
  const book = new Book(ours, amountIs);
  const pairs = lines.toSorted(surestFirst).map((theirs): Pair => {
    const found = book.find(theirs);
    if (found === null) return { verdict: "theirsOnly", ours: null, theirs };
    return { verdict: verdictOf(found, theirs, amountIs), ours: found.ours, theirs };
  });
  const left = book.left().filter(({ said }) => said !== "failed");
  return [
    ...pairs.sort((a, b) => (a.theirs?.row ?? 0) - (b.theirs?.row ?? 0)),
    ...left.map((one): Pair => ({ verdict: "oursOnly", ours: one, theirs: null })),
  ];
}

/** What an order is to a statement: what succeeded, or what it cost; before a result what was asked for. */
export function amountOf(ours: Ours, amountIs: AmountIs): Money {
  if (amountIs === "cost") return ours.cost ?? 0n;
  return ours.said === "succeeded" ? ours.done ?? ours.cash : ours.cash;
}

interface Found {
  readonly ours: Ours;
  /** The line that was about it before this one. */
  readonly before: Line | null;
}

function verdictOf({ ours, before }: Found, theirs: Line, amountIs: AmountIs): Verdict {
  if (before !== null) {
    const isOtherAttempt = theirs.said === "failed" && theirs.number !== before.number;
    return isOtherAttempt ? "matched" : "twice";
  }
  if (ours.said !== theirs.said) return "state";
  // What failed cost nothing, whatever the amount was to be.
  if (ours.said === "failed" || theirs.amount === null) return "matched";
  return theirs.amount === amountOf(ours, amountIs) ? "matched" : "amount";
}

/**
 * A line that names its order comes before one that an account and an amount must do for, which could take that order away.
 * An order whose first attempt failed has a line for each: the one that counts comes first.
 */
function surestFirst(a: Line, b: Line): number {
  return Number(isNamed(b)) - Number(isNamed(a)) ||
    Number(b.said === "succeeded") - Number(a.said === "succeeded");
}

function isNamed({ number, ref }: Line): boolean {
  return number !== "" || ref !== "";
}

/** Our orders, by everything that a line may name them by. */
class Book {
  readonly #byNumber = new Map<string, Ours[]>();
  readonly #byRef = new Map<string, Ours[]>();
  /** By account and amount; those that a line was about are taken out when it is their turn. */
  readonly #byAccount = new Map<string, Ours[]>();
  readonly #paired = new Map<Ours, Line>();

  constructor(private readonly ours: readonly Ours[], amountIs: AmountIs) {
    for (const one of ours) {
      put(this.#byNumber, one.chargeId, one);
      put(this.#byNumber, `${one.server}-${one.chargeId}`, one);
      put(this.#byAccount, `${one.account} ${amountOf(one, amountIs)}`, one);
      if (one.ref !== null) put(this.#byRef, one.ref, one);
    }
  }

  /** The order that a line is about. */
  find(line: Line): Found | null {
    if (!isNamed(line)) {
      const one = this.#nextOf(`${line.account} ${line.amount}`);
      return one === undefined ? null : this.#pair(one, line);
    }
    const named = [
      ...this.#byNumber.get(line.number) ?? [],
      ...this.#byNumber.get(line.number.replace(ATTEMPT, "")) ?? [],
      ...this.#byRef.get(line.ref) ?? [],
    ];
    // Two servers may have the same number.
    const mine = named.filter(({ account }) => line.account === "" || account === line.account);
    const best = mine.find((one) => !this.#paired.has(one)) ?? mine[0] ?? named[0];
    return best === undefined ? null : this.#pair(best, line);
  }

  /** An account is topped up again and again, so a line is only about an order that no other line was about. */
  #nextOf(accountAndAmount: string): Ours | undefined {
    const those = this.#byAccount.get(accountAndAmount);
    for (;;) {
      const one = those?.shift();
      if (one === undefined || !this.#paired.has(one)) return one;
    }
  }

  left(): Ours[] {
    return this.ours.filter((one) => !this.#paired.has(one));
  }

  #pair(ours: Ours, line: Line): Found {
    const before = this.#paired.get(ours) ?? null;
    if (before === null) this.#paired.set(ours, line);
    return { ours, before };
  }
}

function put(map: Map<string, Ours[]>, key: string, one: Ours): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [one]);
  else known.push(one);
}
