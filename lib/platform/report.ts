/**
 * What a run of the played server came to.
 *
 * @module
 */
import type { Ledger } from "./ledger.ts";
import type { Examples } from "./tallies.ts";
import { EXAMPLES_MAX, percentile } from "./tallies.ts";
import type { Platform } from "./platform.ts";

/** How often something happened, with the first orders it happened to. */
export interface Found {
  /** How often. */
  readonly count: number;
  /** The first orders it happened to, at most {@linkcode EXAMPLES_MAX}. */
  readonly chargeIds: readonly string[];
}

/** Durations in milliseconds: half of the orders took no longer than `p50`, 99 of 100 no longer than `p99`. */
export interface Durations {
  /** The median, in milliseconds. */
  readonly p50: number;
  /** In milliseconds. */
  readonly p99: number;
}

/** The whole of it; `--json` prints this. */
export interface Summary {
  /** Whether everything is as it must be: see {@linkcode summarize}. */
  readonly fine: boolean;
  /** Orders wanted. */
  readonly count: number;
  /** Orders sent at least once. */
  readonly sent: number;
  /** Orders acked with 0. */
  readonly acked: number;
  /** Orders acked with 0 and confirmed by an `OK` that was read. */
  readonly confirmed: number;
  /** Acks with another retCode, by retCode and retDetail. */
  readonly refused: Readonly<Record<string, number>>;
  /** Acked with 0 and never called back. {@linkcode Ledger} defines this and the following. */
  readonly lost: Found;
  /** Called back, but no `OK` of ours was read. */
  readonly unconfirmed: Found;
  /** Two different results, and with `strict` what is repeated. */
  readonly double: Found;
  /** The same result on a connection begun after our `OK`. */
  readonly repeated: Found;
  /** Whether repeated results count as doubles. */
  readonly strict: boolean;
  /** First callbacks that came too long after the ack. */
  readonly late: Found;
  /** Acks whose signature does not verify. */
  readonly wrongSignedAcks: Found;
  /** Callbacks whose signature does not verify. */
  readonly wrongSignedCallbacks: Found;
  /** Answers that did not bring retRsn or cardId back as sent. */
  readonly altered: Found;
  /** Callbacks for orders that this run did not send. */
  readonly strangers: Found;
  /** Callbacks that could not be read, by reason. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Callback connections that ended before a whole packet. */
  readonly cutShort: number;
  /** Sendings that got no ack, by reason. */
  readonly unanswered: Readonly<Record<string, number>>;
  /** Connections reset after a whole ack. */
  readonly ackResets: number;
  /** Orders by the retCode of their first callback. */
  readonly results: Readonly<Record<string, number>>;
  /** Callbacks that met each fault, and how long connections were refused (`refusedMs`). */
  readonly faults: Readonly<Record<string, number>>;
  /** Orders acked with 0 a second, from the first sending to the last ack. */
  readonly acksPerSecond: number;
  /** Orders confirmed a second, from the first sending to the last `OK`. */
  readonly confirmedPerSecond: number;
  /** From an order's first sending to its ack. */
  readonly ackMs: Durations;
  /** From an order's first sending to our `OK`. */
  readonly lifeMs: Durations;
}

/**
 * Sums the books up. Fine is: every one of `count` orders acked with 0 and confirmed; none lost, double or late; no
 * wrong signature, altered value or unreadable packet.
 */
export function summarize(platform: Platform, count: number): Summary {
  const { ledger } = platform;
  const { sent, lost, unconfirmed, results, ackMs, lifeMs } = livesIn(ledger);
  const double = doubleIn(ledger);
  const faulty = lost.length + unconfirmed.length + double.count + ledger.late.count +
    ledger.wrongSignedAcks.count + ledger.wrongSignedCallbacks.count + ledger.altered.count +
    ledger.unreadable.total;
  return {
    fine: faulty === 0 && ledger.acked === count && ledger.confirmed === count,
    count,
    sent,
    acked: ledger.acked,
    confirmed: ledger.confirmed,
    refused: ledger.refused.counts,
    lost: foundIn(lost),
    unconfirmed: foundIn(unconfirmed),
    double,
    repeated: found(ledger.repeated),
    strict: ledger.strict,
    late: found(ledger.late),
    wrongSignedAcks: found(ledger.wrongSignedAcks),
    wrongSignedCallbacks: found(ledger.wrongSignedCallbacks),
    altered: found(ledger.altered),
    strangers: found(ledger.strangers),
    unreadable: ledger.unreadable.counts,
    cutShort: ledger.cutShort,
    unanswered: ledger.unanswered.counts,
    ackResets: ledger.ackResets,
    results,
    faults: { refusedMs: Math.round(platform.refusedMs), ...platform.faultsPlayed },
    acksPerSecond: perSecond(ledger.acked, ledger, ledger.lastAckedAtMs),
    confirmedPerSecond: perSecond(ledger.confirmed, ledger, ledger.lastConfirmedAtMs),
    ackMs: durations(ackMs),
    lifeMs: durations(lifeMs),
  };
}

/** What became of each order, in one pass. */
function livesIn(ledger: Ledger) {
  const lost: string[] = [];
  const unconfirmed: string[] = [];
  const results: Record<string, number> = {};
  const ackMs: number[] = [];
  const lifeMs: number[] = [];
  let sent = 0;
  for (const entry of ledger.entries()) {
    sent++;
    if (entry.retCode !== null) results[entry.retCode] = (results[entry.retCode] ?? 0) + 1;
    if (entry.ackRetCode !== 0) continue;
    if (entry.ackedAtMs !== null) ackMs.push(entry.ackedAtMs - entry.sentAtMs);
    if (entry.okAtMs !== null) lifeMs.push(entry.okAtMs - entry.sentAtMs);
    else (entry.callbacks > 0 ? unconfirmed : lost).push(entry.order.chargeId);
  }
  return { sent, lost, unconfirmed, results, ackMs, lifeMs };
}

function doubleIn({ strict, differing, repeated }: Ledger): Found {
  const doubles = strict ? [differing, repeated] : [differing];
  return {
    count: doubles.reduce((sum, { count }) => sum + count, 0),
    chargeIds: doubles.flatMap(({ chargeIds }) => chargeIds).slice(0, EXAMPLES_MAX),
  };
}

function foundIn(chargeIds: readonly string[]): Found {
  return { count: chargeIds.length, chargeIds: chargeIds.slice(0, EXAMPLES_MAX) };
}

function found({ count, chargeIds }: Examples): Found {
  return { count, chargeIds };
}

function durations(values: readonly number[]): Durations {
  const sorted = Float64Array.from(values).sort();
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

function perSecond(count: number, { firstSentAtMs }: Ledger, lastAtMs: number): number {
  if (firstSentAtMs === null || count === 0) return 0;
  // A run shorter than the clock's millisecond still took some time.
  return Math.round(count * 1000 / Math.max(1, lastAtMs - firstSentAtMs));
}
