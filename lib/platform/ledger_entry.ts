/**
 * What the played server's books hold of one order.
 *
 * @module
 */
import type { ReadCallback } from "../protocol/callback.ts";

/** A callback that could be read. */
export type Callback = Extract<ReadCallback, { kind: "callback" }>;

/** What the books must know of an order: its number, and what must go back as it came. */
export interface LedgerOrder {
  /** The digits of 定单流水号. */
  readonly chargeId: string;
  /** The digits of 充值卡ID. */
  readonly cardId: string;
  /** 定单标识码. */
  readonly retRsn: string;
  /** 充值金额, as it was sent. */
  readonly chargeCash: string;
}

/** One order's line. About 350 bytes, however often it is sent or called back. */
export interface Entry {
  /** Which order, and what must go back with it. */
  readonly order: LedgerOrder;
  /** When it was sent first. */
  readonly sentAtMs: number;
  /** How often it was sent. */
  sendings: number;
  /** When its first ack came. */
  ackedAtMs: number | null;
  /** The first ack's retCode; `wrongSign` where its signature or number is wrong, `none` where it was given up. */
  ackRetCode: number | "wrongSign" | "none" | null;
  /** How long our listener had refused connections when the ack came, in milliseconds. */
  refusedMsAtAck: number;
  /** Callbacks with a right signature. */
  callbacks: number;
  /** When the first of them came. */
  calledBackAtMs: number | null;
  /** The first callback's retCode and everything else it said of the result, as one text. */
  retCode: number | null;
  /** See {@linkcode retCode}. */
  result: string | null;
  /** The first callback's retCash, with its three decimals. */
  retCash: string | null;
  /** Whether a later callback told another result. */
  differs: boolean;
  /** The number of the moment when our first `OK` that was read was wholly written, and when that was. */
  okSeq: number | null;
  /** See {@linkcode okSeq}. */
  okAtMs: number | null;
}

/** The line of an order that is sent for the first time. */
export function newEntry(order: LedgerOrder, atMs: number): Entry {
  const { chargeId, cardId, retRsn, chargeCash } = order;
  return {
    order: { chargeId, cardId, retRsn, chargeCash },
    sentAtMs: atMs,
    sendings: 1,
    ackedAtMs: null,
    ackRetCode: null,
    refusedMsAtAck: 0,
    callbacks: 0,
    calledBackAtMs: null,
    retCode: null,
    result: null,
    retCash: null,
    differs: false,
    okSeq: null,
    okAtMs: null,
  };
}

/** Whether nothing more is due: given up, acked with something else than 0, or acked, called back, and our `OK` read. */
export function isFinished(entry: Readonly<Entry>): boolean {
  if (entry.ackRetCode === null) return false;
  return entry.ackRetCode !== 0 || entry.okSeq !== null;
}

/** Whether retRsn and cardId came back as they went ("必须原值返回"); a cardId of 0, in any digits, may be left out. */
export function sameEcho(
  order: Pick<LedgerOrder, "retRsn" | "cardId">,
  echo: { readonly retRsn: string; readonly cardId: string | null },
): boolean {
  if (echo.retRsn !== order.retRsn) return false;
  return echo.cardId === null ? /^0+$/.test(order.cardId) : echo.cardId === order.cardId;
}
