/**
 * The played server's books: what was sent, acked, called back and answered, order by order, and what follows
 * from it. Pure: the moments are handed in.
 *
 * - **lost**: acked with 0, and no callback with a right signature by the end.
 * - **unconfirmed**: acked with 0 and called back, but no `OK` of ours was read by the end.
 * - **double**: two callbacks with different results. Under `strict` also what is repeated.
 * - **repeated**: the same result again, on a connection that began after our `OK` was wholly written. A callback
 *   that was already under way then is neither. czdock may repeat a result when it was killed between reading our
 *   `OK` and storing it ("the server may hear the same result twice, never two results"), so by default this is
 *   `strict` only while no order's connection was refused, reset or closed without an ack in the whole run.
 * - **late**: the first callback came later than `withinMs` after the ack, the time that our listener refused
 *   connections not counted.
 *
 * An `OK` whose connection was reset afterwards has not been read, and does not count as an `OK`.
 *
 * @module
 */
import type { Ack, NoAck } from "./order_sender.ts";
import type { Callback, Entry, LedgerOrder } from "./ledger_entry.ts";
import { isFinished, newEntry, sameEcho } from "./ledger_entry.ts";
import { formatMoney } from "../money.ts";
import { Examples, Reasons } from "./tallies.ts";

/** What the books judge by. */
export interface LedgerRules {
  /** How long after its ack an order's first callback may come, in milliseconds. */
  readonly withinMs: number;
  /** Whether a repeated result is a double; `null`: only while no connection of an order has failed. */
  readonly strict: boolean | null;
}

/** When a callback came. */
export interface CallbackMoment {
  /** The number of the moment when its connection was accepted; numbers grow. */
  readonly begunSeq: number;
  /** When its packet had come whole. */
  readonly atMs: number;
  /** How long our listener has refused connections until now, in milliseconds. */
  readonly refusedMs: number;
}

/** Whether a callback deserves an `OK`: not a wrongly signed one, nor one for an order that is not in the books. */
export type Verdict = "known" | "stranger" | "wrongSign";

/** The books of one run. */
export class Ledger {
  /** Orders that were acked with 0. */
  acked = 0;
  /** Orders acked with 0 whose `OK` was read. */
  confirmed = 0;
  /** Orders sent that still wait for an ack, a callback, or our `OK` to be read. */
  unfinished = 0;
  /** Sendings that got no ack, by reason. */
  readonly unanswered: Reasons = new Reasons();
  /** Acks with another retCode than 0, by retCode and retDetail. */
  readonly refused: Reasons = new Reasons();
  /** Callbacks that could not be read, by reason. */
  readonly unreadable: Reasons = new Reasons();
  /** Acks whose signature is wrong. */
  readonly wrongSignedAcks: Examples = new Examples();
  /** Callbacks whose signature is wrong. */
  readonly wrongSignedCallbacks: Examples = new Examples();
  /** Acks and callbacks that did not bring retRsn or cardId back as they were sent ("必须原值返回"). */
  readonly altered: Examples = new Examples();
  /** Callbacks with another result than an earlier one for the same order. */
  readonly differing: Examples = new Examples();
  /** See the module's words on repeated. */
  readonly repeated: Examples = new Examples();
  /** See the module's words on late. */
  readonly late: Examples = new Examples();
  /** Callbacks with a right signature for orders that this run did not send. */
  readonly strangers: Examples = new Examples();
  /** Connections that ended before a whole callback had come. */
  cutShort = 0;
  /** Connections reset after a whole ack. */
  ackResets = 0;
  /** The first sending; `null` before it. */
  firstSentAtMs: number | null = null;
  /** The last ack with 0 and the last `OK`. */
  lastAckedAtMs = 0;
  /** See {@linkcode lastAckedAtMs}. */
  lastConfirmedAtMs = 0;
  readonly #rules: LedgerRules;
  readonly #entries = new Map<string, Entry>();

  /** Empty books. */
  constructor(rules: LedgerRules) {
    this.#rules = rules;
  }

  /** The order is being sent, for the first time or again. */
  sent(order: LedgerOrder, atMs: number): void {
    this.firstSentAtMs ??= atMs;
    const known = this.#entries.get(order.chargeId);
    if (known !== undefined) {
      known.sendings++;
      return;
    }
    this.#entries.set(order.chargeId, newEntry(order, atMs));
    this.unfinished++;
  }

  /** A sending got no ack. */
  noAck(reason: NoAck): void {
    this.unanswered.add(reason);
  }

  /** The order will not be sent again though no ack came. */
  gaveUp(chargeId: string): void {
    const entry = this.#entries.get(chargeId);
    if (entry === undefined || entry.ackRetCode !== null) return;
    this.#change(entry, () => {
      entry.ackRetCode = "none";
    });
  }

  /** The order's ack came. Only its first counts. `refusedMs`: see {@linkcode CallbackMoment}. */
  ackCame(chargeId: string, ack: Ack, atMs: number, refusedMs: number): void {
    const entry = this.#entries.get(chargeId);
    if (entry === undefined || entry.ackRetCode !== null) return;
    this.#change(entry, () => {
      entry.ackedAtMs = atMs;
      entry.refusedMsAtAck = refusedMs;
      entry.ackRetCode = ack.signed && ack.chargeId === chargeId ? ack.retCode : "wrongSign";
      if (entry.ackRetCode === 0) {
        this.acked++;
        this.lastAckedAtMs = atMs;
      } else if (entry.ackRetCode === "wrongSign") {
        this.wrongSignedAcks.add(chargeId);
        this.refused.add(`${ack.retCode} ${ack.retDetail} (签名错误 wrong sign)`);
      } else this.refused.add(`${ack.retCode} ${ack.retDetail}`);
      if (!sameEcho(entry.order, ack)) this.altered.add(chargeId);
    });
  }

  /** A callback came. */
  callbackCame(callback: Callback, moment: CallbackMoment): Verdict {
    const { chargeId } = callback;
    if (!callback.signed) {
      this.wrongSignedCallbacks.add(chargeId);
      return "wrongSign";
    }
    const entry = this.#entries.get(chargeId);
    if (entry === undefined) {
      this.strangers.add(chargeId);
      return "stranger";
    }
    if (callback.retCode < 1 || callback.retCode > 3) {
      this.unreadable.add(`retCode ${callback.retCode}`);
    }
    if (!sameEcho(entry.order, callback)) this.altered.add(chargeId);
    entry.callbacks++;
    const result = resultText(callback);
    if (entry.result === null) this.#firstCallback(entry, callback, result, moment);
    else if (entry.result !== result) {
      entry.differs = true;
      this.differing.add(chargeId);
    } else if (entry.okSeq !== null && moment.begunSeq > entry.okSeq) this.repeated.add(chargeId);
    return "known";
  }

  /** Our `OK` to the order's callback is wholly written. `seq` comes from the numbers of {@linkcode CallbackMoment}. */
  okWritten(chargeId: string, seq: number, atMs: number): void {
    const entry = this.#entries.get(chargeId);
    if (entry === undefined || entry.okSeq !== null) return;
    this.#change(entry, () => {
      entry.okSeq = seq;
      entry.okAtMs = atMs;
      this.lastConfirmedAtMs = atMs;
    });
  }

  /** The `OK` written at `seq` was not read: its connection was reset. */
  okUnheard(chargeId: string, seq: number): void {
    const entry = this.#entries.get(chargeId);
    if (entry === undefined || entry.okSeq !== seq) return;
    this.#change(entry, () => {
      entry.okSeq = null;
      entry.okAtMs = null;
    });
  }

  /** What the books hold of an order. */
  entry(chargeId: string): Readonly<Entry> | undefined {
    return this.#entries.get(chargeId);
  }

  /** All orders, in the order of their first sending. */
  entries(): Iterable<Readonly<Entry>> {
    return this.#entries.values();
  }

  /** Whether repeated results count as doubles: as the rules say, or because czdock was never seen to be away. */
  get strict(): boolean {
    const { refused, reset, closed } = this.unanswered.counts;
    return this.#rules.strict ?? !(refused || reset || closed);
  }

  #firstCallback(entry: Entry, callback: Callback, result: string, moment: CallbackMoment): void {
    entry.result = result;
    entry.retCode = callback.retCode;
    entry.retCash = formatMoney(callback.retCash);
    entry.calledBackAtMs = moment.atMs;
    if (entry.ackedAtMs === null) return;
    const refusedMs = moment.refusedMs - entry.refusedMsAtAck;
    if (moment.atMs - entry.ackedAtMs - refusedMs > this.#rules.withinMs) {
      this.late.add(entry.order.chargeId);
    }
  }

  #change(entry: Entry, change: () => void): void {
    const before = isFinished(entry);
    const confirmedBefore = entry.ackRetCode === 0 && entry.okSeq !== null;
    change();
    this.unfinished += Number(before) - Number(isFinished(entry));
    const confirmedNow = entry.ackRetCode === 0 && entry.okSeq !== null;
    this.confirmed += Number(confirmedNow) - Number(confirmedBefore);
  }
}

/** Everything that a result tells the server, as one text to compare. */
function resultText(callback: Callback): string {
  const { retCode, retCash, retCost, retBalance, retDetail, userContent } = callback;
  const texts = JSON.stringify([retDetail, userContent]);
  return [retCode, retCash, retCost, retBalance, texts].join("|");
}
