/**
 * Orders as they lie in a store after their life, made by the domain's own moves and written by the store's own code.
 *
 * @module
 */
import { move, receive } from "../../lib/move.ts";
import type { Closed, Received, Undelivered } from "../../lib/order.ts";
import type { OrderFields, OrderSecrets } from "../../lib/order_fields.ts";
import { makeOrder } from "../../lib/platform/order_maker.ts";
import { PacketFramer } from "../../lib/protocol/framing.ts";
import { readOrderPacket, writeOrderPacket } from "../../lib/protocol/order_packet.ts";
import type { Result } from "../../lib/result.ts";
import { changeWrite, newOrderWrite } from "../../lib/store/writes.ts";
import type { SecretBox } from "../../lib/store/secrets.ts";
import type { Write } from "../../lib/store/writer.ts";
import { Zone } from "../../lib/zone.ts";
import { CHANNEL, SERVER } from "./czdock.ts";
import { MD5KEY } from "./packets.ts";

/** Different orders that the stored ones repeat, each with its own number and account. */
const PATTERNS = 500;
const PACKET_BYTES_MAX = 16 * 1024;
/** Every so many orders one failed. */
const FAILED_EVERY = 12;
/** Digits of an account that follow from the order's number. */
const ACCOUNT_DIGITS = 9;

const zone = new Zone("Asia/Shanghai");
/** By the zone that czdock has by default. */
const dayOf = (atMs: number) => zone.dayOf(atMs);

/** What a packet brought. */
export interface Pattern {
  readonly fields: OrderFields;
  readonly secrets: OrderSecrets;
}

/** Reads the patterns, from packets as a server sends them. */
export function readPatterns(): Pattern[] {
  return Array.from({ length: PATTERNS }, (_, at) => {
    const framer = new PacketFramer(PACKET_BYTES_MAX);
    const framed = framer.push(writeOrderPacket(makeOrder(BigInt(at)), MD5KEY));
    if (framed.kind !== "packet") throw new TypeError("a made packet is none");
    const read = readOrderPacket(framed.object, MD5KEY);
    if (read.kind !== "order") throw new TypeError("a made packet is no order");
    return { fields: read.fields, secrets: read.secrets };
  });
}

/** An order as it comes in, by its number. */
export function receivedOrder(
  patterns: readonly Pattern[],
  secretBox: SecretBox,
  number: number,
  atMs: number,
): Received {
  const { fields: pattern, secrets } = patterns[number % patterns.length] as Pattern;
  const chargeId = String(number);
  const account = String(number * 7919 % 10 ** ACCOUNT_DIGITS).padStart(ACCOUNT_DIGITS, "0");
  const fields: OrderFields = {
    ...pattern,
    chargeId,
    chargeAcct: `13${account}`,
    literals: { ...pattern.literals, chargeId },
  };
  const contentDigest = secretBox.digest(fields, secrets);
  const sealed = secretBox.seal(secrets);
  return receive({ server: SERVER, fields, from: "127.0.0.1", contentDigest, sealed }, atMs);
}

/** A received order when it is settled and its result is due at once. */
export function undelivered(received: Received): Undelivered {
  const atMs = received.receivedAtMs;
  const queued = move(received, { kind: "ackSent" }, atMs);
  const processing = move(queued, { kind: "started", channel: CHANNEL }, atMs);
  return move(processing, { kind: "settled", result: resultOf(received, atMs) }, atMs);
}

function resultOf({ fields }: Received, atMs: number): Result {
  const failed = Number(fields.chargeId) % FAILED_EVERY === 0;
  return {
    retCode: failed ? 3 : 1,
    retDetail: failed ? "充值失败" : "充值成功",
    userContent: "",
    retCost: failed ? 0n : fields.chargeCash * 991n / 1000n,
    retBalance: 58_921_980n,
    retCash: failed ? 0n : fields.chargeCash,
    atMs,
    by: `channel:${CHANNEL}`,
  };
}

/** What lies in the store of an order whose result is not delivered. */
export function undeliveredWrite(order: Undelivered, received: Received): Write {
  return wholeLife(received, changeWrite(received, "", order, dayOf));
}

/** What lies in the store of an order that is closed: the order, its index rows, its share of the sums. */
export function closedWrite(order: Undelivered, received: Received): Write {
  const closed: Closed = move(order, { kind: "confirmed" }, order.result.atMs);
  const settled = changeWrite(received, "", order, dayOf);
  const closing = changeWrite(order, "", closed, dayOf);
  return wholeLife(received, { ...closing, additions: settled.additions });
}

/** The last writes of a life and all of its sums, over a store in which nothing came before. */
function wholeLife(received: Received, last: Write): Write {
  const id = { server: received.server, chargeId: received.fields.chargeId };
  const { additions } = newOrderWrite(received, id, new Uint8Array(0), dayOf);
  return { ...last, checks: [], deletes: [], additions: [...additions, ...last.additions] };
}
