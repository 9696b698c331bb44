/**
 * Reconciles a supplier's statement with our orders of a channel and a day.
 *
 * @module
 */
import type { Money } from "../money.ts";
import type { OrdersReader } from "../operator.ts";
import type { Order } from "../order.ts";
import { idText } from "../order.ts";
import { PAGE_MAX, TERM_CHARACTERS_MAX } from "../order_query.ts";
import { amountOf, compare, oursOf, VERDICTS } from "./compare.ts";
import type { AmountIs, Ours, Pair, Verdict } from "./compare.ts";
import { readStatement } from "./statement.ts";
import type { Columns, Encoding, Line, ReadStatement } from "./statement.ts";

/** Orders of ours that are compared. */
export const OURS_MAX = 100_000;
/** Lines about no order of the day that are looked for among all orders. */
const LOOKUPS_MAX = 500;
/** Orders that a look for one number takes. */
const FOUND_MAX = 5;

/** Our orders. */
export type Books = Pick<OrdersReader, "get" | "list">;

/** What is to be compared, and how the statement is to be read. */
export interface Question {
  readonly channel: string;
  /** The day's first millisecond, and the first one behind it. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly encoding: Encoding | null;
  readonly columns: Columns;
  readonly amountIs: AmountIs;
}

/** What belongs to a verdict. */
export interface VerdictSum {
  readonly verdict: Verdict;
  readonly count: number;
  readonly ours: Money;
  readonly theirs: Money;
}

/** What a comparison came to. */
export interface Reconciled {
  readonly statement: Extract<ReadStatement, { ok: true }>;
  /** The gravest first. */
  readonly pairs: readonly Pair[];
  readonly sums: readonly VerdictSum[];
  /** Lines that are about orders of another day. */
  readonly otherDay: number;
}

/** {@linkcode Reconciled}, or why it can't be. */
export type Reconciliation =
  | { readonly kind: "reconciled"; readonly reconciled: Reconciled }
  | { readonly kind: "unread"; readonly why: Extract<ReadStatement, { ok: false }> }
  | { readonly kind: "tooManyOrders" };

/** Compares. Changes nothing. */
export async function reconcile(
  orders: Books,
  bytes: Uint8Array,
  question: Question,
): Promise<Reconciliation> {
  const statement = readStatement(bytes, question.encoding, question.columns);
  if (!statement.ok) return { kind: "unread", why: statement };
  const ours = await ofTheDay(orders, question);
  if (ours === null) return { kind: "tooManyOrders" };
  const { amountIs, channel } = question;
  const first = compare(ours, statement.lines, amountIs);
  const unknown = first.flatMap(({ verdict, theirs }) =>
    verdict === "theirsOnly" && theirs !== null ? [theirs] : []
  );
  const others = await ofOtherDays(orders, channel, unknown);
  const known = new Set(ours.map(nameOf));
  const more = others.filter((one) => !known.has(nameOf(one)));
  const isOther = new Set(more);
  const pairs = more.length === 0 ? first : compare([...ours, ...more], statement.lines, amountIs)
    // That the statement lacks an order of another day says nothing.
    .filter((pair) => pair.theirs !== null || pair.ours === null || !isOther.has(pair.ours));
  const otherDay = pairs.filter((pair) => pair.ours !== null && isOther.has(pair.ours)).length;
  const sorted = pairs.toSorted((a, b) => rank(a) - rank(b));
  const reconciled = { statement, pairs: sorted, sums: sumsOf(pairs, amountIs), otherDay };
  return { kind: "reconciled", reconciled };
}

/** The channel's orders that came in on the day; `null` where there are too many. */
async function ofTheDay(
  orders: Books,
  { channel, fromMs, toMs }: Question,
): Promise<Ours[] | null> {
  const ours: Ours[] = [];
  let cursor: string | null = null;
  do {
    const page: { orders: readonly Order[]; cursor: string | null } = await orders.list(
      { channel, fromMs, toMs },
      PAGE_MAX,
      cursor,
    );
    ours.push(...page.orders.map(oursOf));
    if (ours.length > OURS_MAX) return null;
    cursor = page.cursor;
  } while (cursor !== null);
  return ours;
}

/** Orders of the channel that the lines name, whenever they came in: a statement's day seldom ends with ours. */
async function ofOtherDays(
  orders: Books,
  channel: string,
  lines: readonly Line[],
): Promise<Ours[]> {
  const found = new Map<string, Ours>();
  const take = (order: Order | null) => {
    if (order === null || !("channel" in order) || order.channel !== channel) return;
    const one = oursOf(order);
    found.set(nameOf(one), one);
  };
  const named = lines.filter(({ number, ref }) => number !== "" || ref !== "");
  for (const { number, ref } of named.slice(0, LOOKUPS_MAX)) {
    const [, server = "", chargeId = ""] = /^(.+)-(\d+)-\d{1,6}$/.exec(number) ?? [];
    if (server !== "" && server.length <= TERM_CHARACTERS_MAX) {
      take(await orders.get(server, chargeId));
      continue;
    }
    const q = number || ref;
    if (q.length > TERM_CHARACTERS_MAX) continue;
    const { orders: some } = await orders.list({ q, channel }, FOUND_MAX, null);
    for (const order of some) {
      // Not by an account that only happens to look like the number.
      if (order.fields.chargeId === q || order.supplierRef === q) take(order);
    }
  }
  return [...found.values()];
}

function sumsOf(pairs: readonly Pair[], amountIs: AmountIs): VerdictSum[] {
  return VERDICTS.map((verdict) => {
    const these = pairs.filter((pair) => pair.verdict === verdict);
    const ours = these.reduce(
      (sum, { ours }) => sum + (ours === null ? 0n : amountOf(ours, amountIs)),
      0n,
    );
    const theirs = these.reduce((sum, { theirs }) => sum + (theirs?.amount ?? 0n), 0n);
    return { verdict, count: these.length, ours, theirs };
  });
}

function rank({ verdict }: Pair): number {
  return VERDICTS.indexOf(verdict);
}

function nameOf({ server, chargeId }: Ours): string {
  return idText(server, chargeId);
}
