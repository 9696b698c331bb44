/**
 * What a supplier does with what it is asked, and how badly it says so. A plan is seeded ({@linkcode HostilePlan}) or
 * written down by a test ({@linkcode ScriptedPlan}).
 *
 * @module
 */
import type { AskedOrder, Refusal, State } from "./books.ts";
import type { Manner } from "./http_server.ts";

/** What becomes of an order that has arrived. */
export type Fate =
  | { readonly end: "refused"; readonly reason: Refusal }
  | {
    readonly end: Exclude<State, "working">;
    /** 0: before the answer. */
    readonly afterMs: number;
    /** Of the amount, what arrives where `end` is `partly`; 0.5 where left out. */
    readonly share?: number;
  };

/** What is answered instead of what should be. */
export type Twist =
  | "none"
  | "empty"
  | "garbage"
  | "unheardOf"
  | "notFound"
  | "badGateway"
  | "redirect"
  | "huge"
  | "wrongCharset"
  /** Another price than the one that is charged. */
  | "otherPrice";

/** How one request fares. */
export interface Turn {
  /** When it reaches the supplier's books: 0 is before the answer, `null` never. Only for a submission. */
  readonly arrivesAfterMs: number | null;
  readonly twist: Twist;
  readonly manner: Manner;
}

/** One notification that is sent after an order's end. */
export interface Telling {
  readonly afterMs: number;
  /** Another state than the true one. */
  readonly state?: State;
  /** Whether its signature is somebody else's. */
  readonly isForged?: boolean;
}

/** What was asked. */
export type Op = "submit" | "query" | "balance";

/** Decides. */
export interface Plan {
  /** Whether the next connection is reset before it is read. */
  spurns(): boolean;
  /** Whether the next request is reset when its first bytes have come. */
  cuts(): boolean;
  fate(order: AskedOrder): Fate;
  /**
   * @param number the order's, the first one's of several; empty where it is about none
   * @param nth how often this was asked of that number before
   * @param ageMs since the order's submission has come; `null` where none has
   * @param account of a submission
   */
  turn(op: Op, number: string, nth: number, ageMs: number | null, account: string | null): Turn;
  tellings(order: AskedOrder): readonly Telling[];
}

/** A request that fares well. */
export const WELL: Turn = { arrivesAfterMs: 0, twist: "none", manner: { kind: "plain" } };
/** An order that is executed before the answer. */
export const DONE: Fate = { end: "done", afterMs: 0 };

/** Everything goes well but for what a test has written down. */
export class ScriptedPlan implements Plan {
  /** The next connections and requests that are reset. */
  spurned = 0;
  cut = 0;
  /** By account; all others are {@linkcode ScriptedPlan.usual}. */
  readonly fates = new Map<string, Fate>();
  usual: Fate = DONE;
  /** How the next requests fare; then well. */
  readonly next: Record<Op, Partial<Turn>[]> = { submit: [], query: [], balance: [] };
  /** How all requests fare that have no line in {@linkcode ScriptedPlan.next}. */
  readonly always: Partial<Record<Op, Partial<Turn>>> = {};
  /** By account; all others are told once, at once. */
  readonly told = new Map<string, readonly Telling[]>();

  spurns(): boolean {
    return this.spurned > 0 && this.spurned-- > 0;
  }

  cuts(): boolean {
    return this.cut > 0 && this.cut-- > 0;
  }

  fate({ account }: AskedOrder): Fate {
    return this.fates.get(account) ?? this.usual;
  }

  turn(op: Op): Turn {
    return { ...WELL, ...this.next[op].shift() ?? this.always[op] };
  }

  tellings({ account }: AskedOrder): readonly Telling[] {
    return this.told.get(account) ?? [{ afterMs: 0 }];
  }
}
