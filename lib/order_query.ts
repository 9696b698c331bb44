/**
 * What one can ask of the stored orders. Whoever shows orders asks with these, and the store answers them.
 *
 * @module
 */
import type { Money } from "./money.ts";
import type { Order, OrderState } from "./order.ts";
import type { RetCode } from "./result.ts";

/** What an order may stand out by. */
export type OrderFlag = "contradicted" | "needsYou";

/** Which orders; every part that is there must fit. */
export interface OrderFilter {
  readonly state?: OrderState;
  readonly retCode?: RetCode;
  readonly delivery?: "pending" | "confirmed" | "abandoned";
  readonly server?: string;
  readonly channel?: string;
  /** 业务类型. */
  readonly chargeType?: number;
  /** chargeCash, at least. */
  readonly cashMin?: Money;
  /** chargeCash, at most. */
  readonly cashMax?: Money;
  /** `contradicted`: its channel took back its word. `needsYou`: a person has to look at it, see `attention.ts`. */
  readonly flag?: OrderFlag;
  /** A whole chargeId, supplier's number or account, or an account's last four characters. */
  readonly q?: string;
  /** Received at or after. */
  readonly fromMs?: number;
  /** Received before. */
  readonly toMs?: number;
}

/** Characters that a name, an account or a number in a query or path may have. */
export const TERM_CHARACTERS_MAX = 100;

/** Orders on a page where nothing else is asked for, and at most. */
export const PAGE_DEFAULT = 50;
/** See {@linkcode PAGE_DEFAULT}. */
export const PAGE_MAX = 500;

/** Some orders, newest first. */
export interface OrderPage {
  readonly orders: readonly Order[];
  /** Where the next page begins; `null` after the last one. A page may be short, even empty, and still have one. */
  readonly cursor: string | null;
}

/** Counts, a sum of chargeCash and of retCost. */
export interface Tally {
  readonly count: number;
  readonly cash: Money;
  readonly cost: Money;
}

/** The orders of one kind that were settled on a day. */
export interface DaySum {
  /** As `2026-11-23`. */
  readonly day: string;
  readonly retCode: RetCode;
  readonly server: string;
  /** Empty where no channel was asked. */
  readonly channel: string;
  readonly chargeType: number;
  readonly count: number;
  /** Sum of chargeCash. */
  readonly cash: Money;
  /** Sum of retCash: what succeeded. */
  readonly done: Money;
  /** Sum of retCost. */
  readonly cost: Money;
}

/** How things stand, at one look. */
export interface Overview {
  /** Orders by state that are not yet closed; `settled` are those whose delivery is pending. */
  readonly active: Readonly<Record<OrderState, number>>;
  /** Orders received since the store began. */
  readonly received: number;
  /** Orders settled since the store began, by retCode. */
  readonly settled: Readonly<Record<RetCode, number>>;
  /** Orders received today, in the configured time zone. */
  readonly receivedToday: number;
  /** Orders settled today, by retCode. */
  readonly settledToday: Readonly<Record<RetCode, Tally>>;
  /** When the oldest order without a result came in; `null` where there is none. */
  readonly oldestUnsettledAtMs: number | null;
  /** When the oldest order in review came in; `null` where there is none. */
  readonly oldestReviewAtMs: number | null;
  /** By server, when the oldest result that it has not confirmed was settled; without those that have confirmed all. */
  readonly undeliveredSinceMs: ReadonlyMap<string, number>;
}

/** A cursor that is none, and the like: the asker's fault, told in a sentence. */
export class QueryError extends Error {
  override name = "QueryError";
  /** @param field the part of the query that can't be read */
  constructor(readonly field: string, message: string) {
    super(message);
  }
}
