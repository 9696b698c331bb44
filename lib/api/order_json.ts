/**
 * An order as the API shows it. Every field is named here one by one: what is not named, such as the sealed secrets,
 * can't get out.
 *
 * @module
 */
import { formatMoney } from "../money.ts";
import type { Claim, Order } from "../order.ts";
import type { OrderFields } from "../order_fields.ts";
import type { Result } from "../result.ts";

/** An instant in ISO 8601, UTC, with milliseconds. */
export type Instant = string;

/** A result in JSON; money as text with three decimals. */
export type ResultJson = Pick<Result, "retCode" | "retDetail" | "userContent" | "by"> & {
  /** 定单实际成本, such as `99.100`. */
  readonly retCost: string;
  /** 代理账户余额, such as `58921.980`. */
  readonly retBalance: string;
  /** 实际成功金额, such as `100.000`. */
  readonly retCash: string;
  /** When it was settled. */
  readonly at: Instant;
};

/** A delivery in JSON; `none` before there is a result. */
export interface DeliveryJson {
  /** `none` before there is a result. */
  readonly state: "none" | "pending" | "confirmed" | "abandoned";
  /** Pushes so far. */
  readonly attempts: number;
  /** When the next push is due; only while pending. */
  readonly nextAt: Instant | null;
  /** When the server said `OK`. */
  readonly confirmedAt: Instant | null;
  /** `host:port` that the callback goes to. */
  readonly target: string;
  /** Why the last push failed; `null` where none has, or since the server said `OK`. */
  readonly lastError: string | null;
}

/** The fields of the protocol that go out as they are. */
export type PlainFields = Pick<
  OrderFields,
  | "action"
  | "chargeAcct"
  | "chargeType"
  | "amount"
  | "nbrArea"
  | "var1"
  | "var2"
  | "var3"
  | "var4"
  | "productSn"
  | "cardSn"
  | "agentAcct"
  | "cardId"
  | "retRsn"
>;

/** An order in JSON. */
export type OrderJson = PlainFields & {
  readonly server: string;
  readonly chargeId: string;
  readonly state: Order["state"];
  readonly chargeCash: string;
  readonly faceValue: string;
  readonly channel: string | null;
  /** The number that a supplier gave it. */
  readonly supplierRef: string | null;
  readonly receivedAt: Instant;
  readonly result: ResultJson | null;
  readonly delivery: DeliveryJson;
  readonly timeline: readonly { at: Instant; kind: string; note: string | null }[];
  /** Only while somebody has taken it on: who, since when, and until when a program's lease lasts. */
  readonly claim?: {
    readonly by: string;
    readonly at: Instant;
    readonly leaseUntil: Instant | null;
  };
  /** Only in `review`: why nobody knows what became of it. */
  readonly reason?: string;
  /** Only in `review`: when 2 is pushed if nobody answers before. */
  readonly holdUntil?: Instant;
};

/** An order in JSON. @param target where its callback goes, as `host:port` */
export function orderJson(order: Order, target: string): OrderJson {
  const { fields } = order;
  return {
    server: order.server,
    chargeId: fields.chargeId,
    state: order.state,
    action: fields.action,
    chargeAcct: fields.chargeAcct,
    chargeCash: formatMoney(fields.chargeCash),
    chargeType: fields.chargeType,
    amount: fields.amount,
    faceValue: formatMoney(fields.faceValue),
    nbrArea: fields.nbrArea,
    var1: fields.var1,
    var2: fields.var2,
    var3: fields.var3,
    var4: fields.var4,
    productSn: fields.productSn,
    cardSn: fields.cardSn,
    agentAcct: fields.agentAcct,
    cardId: fields.cardId,
    retRsn: fields.retRsn,
    channel: "channel" in order ? order.channel : null,
    supplierRef: order.supplierRef,
    receivedAt: instant(order.receivedAtMs),
    ...(order.state === "processing" && order.claim !== null
      ? { claim: claimJson(order.claim) }
      : {}),
    ...(order.state === "review"
      ? { reason: order.reason, holdUntil: instant(order.holdUntilMs) }
      : {}),
    result: order.state === "settled" ? resultJson(order.result) : null,
    delivery: deliveryJson(order, target),
    timeline: order.timeline.map(({ atMs, kind, note = null }) => ({
      at: instant(atMs),
      kind,
      note,
    })),
  };
}

/** An instant in ISO 8601, UTC. @param atMs milliseconds since 1970-01-01 UTC */
export function instant(atMs: number): Instant {
  return new Date(atMs).toISOString();
}

/** As {@linkcode instant}, where there may be none. */
export function instantOrNull(atMs: number | null): Instant | null {
  return atMs === null ? null : instant(atMs);
}

function claimJson({ by, atMs, untilMs }: Claim) {
  return { by, at: instant(atMs), leaseUntil: instantOrNull(untilMs) };
}

function resultJson(result: Result): ResultJson {
  return {
    retCode: result.retCode,
    retDetail: result.retDetail,
    userContent: result.userContent,
    retCost: formatMoney(result.retCost),
    retBalance: formatMoney(result.retBalance),
    retCash: formatMoney(result.retCash),
    at: instant(result.atMs),
    by: result.by,
  };
}

function deliveryJson(order: Order, target: string): DeliveryJson {
  const none = { attempts: 0, nextAt: null, confirmedAt: null, target, lastError: null };
  if (order.state !== "settled") return { state: "none", ...none };
  const { delivery } = order;
  const { state, attempts } = delivery;
  const begun = { state, ...none, attempts };
  switch (delivery.state) {
    case "pending":
      return { ...begun, nextAt: instant(delivery.nextAtMs), lastError: delivery.lastError };
    case "confirmed":
      return { ...begun, confirmedAt: instant(delivery.confirmedAtMs) };
    case "abandoned":
      return { ...begun, lastError: delivery.lastError };
  }
}
