/**
 * What is answered to what came: the table "Answering" of the protocol notes, row by row.
 *
 * 3 is only said where the order is certain never to be executed, for the server may refund on it. So every 3 first makes
 * sure that no order of that number is stored.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { ServerConfig } from "../config.ts";
import type { Log } from "../log.ts";
import { shortAccount } from "../log.ts";
import type { OrderId, Received } from "../order.ts";
import { idText } from "../order.ts";
import { receive } from "../move.ts";
import type { OrderFields, OrderSecrets } from "../order_fields.ts";
import { ACCEPTED, writeAck } from "../protocol/ack.ts";
import type { Framed } from "../protocol/framing.ts";
import { idOfLiteral } from "../protocol/id_literal.ts";
import type { Echo } from "../protocol/order_packet.ts";
import { readOrderPacket } from "../protocol/order_packet.ts";
import type { RefusedNumbers, Ticket } from "./refused_numbers.ts";

/** Keeps orders. */
export interface OrderKeeper {
  /** Orders without a result. */
  readonly unsettled: number;
  accept(order: Received): Promise<
    | { kind: "accepted" }
    | { kind: "known"; contentDigest: string }
    | { kind: "refused"; reason: string }
    | { kind: "doubtful"; reason: string }
  >;
  /** Rejects when the store can't be read. */
  knownDigest(id: OrderId): Promise<string | null>;
}

/** Who sent a packet. */
export interface Peer {
  readonly server: ServerConfig;
  /** Its address. */
  readonly from: string;
  readonly ticket: Ticket;
}

/** What the reception works with. */
export interface ReceptionParts {
  readonly orders: OrderKeeper;
  readonly refusedNumbers: RefusedNumbers;
  /** Orders without a result above which new ones are refused. */
  readonly unsettledMax: number;
  readonly seal: (secrets: OrderSecrets) => string | null;
  readonly digest: (fields: OrderFields, secrets: OrderSecrets) => string;
  /** Told of an order of which nobody can say whether it is stored: the server was answered 2. */
  readonly doubt: (order: Received, reason: string) => void;
  /** Whether an order of that number may be known to others: answered 2 like this, or lost with the store before this one. */
  readonly inDoubt: (id: OrderId) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** What goes back. */
export interface Reply {
  /** The ack; `null` closes the connection without one. */
  readonly ack: Uint8Array | null;
  /** The order that was stored just now and may go on once the ack is out. */
  readonly accepted: OrderId | null;
}

/**
 * UTF-8 bytes of JSON that an order's fields outside the protocol may take. They are stored with it, and an order that grew
 * past what one value of the store holds could never be moved again.
 */
export const UNKNOWN_FIELDS_BYTES_MAX = 16_384;

const BUSY = "系统繁忙,定单未接收";
const REFUSED_BEFORE = "同一定单刚被拒绝,定单未接收";
const NOT_STORED = "定单库拒绝写入,定单未接收";
const UNTOLD = "定单库状态不明";

type RetCode = 0 | 2 | 3;

/** What is known of a number that is to be answered 3. */
type Known =
  /** Certainly no order has it, and no connection that is open now will store one: 3 may be said. */
  | { readonly kind: "free" }
  | { readonly kind: "taken"; readonly contentDigest: string }
  /** It can't be told, so it can't be ruled out. */
  | { readonly kind: "untold" };

/** An order that a server wants executed, and what an answer to it is made of. */
interface Asked {
  readonly peer: Peer;
  readonly id: OrderId;
  readonly echo: Echo;
  readonly contentDigest: string;
}

/** Why it is refused, unless it is known by then. */
interface WhyNot {
  readonly retDetail: string;
  /** Tells the log. */
  readonly tell: () => void;
}

const NO_REPLY: Reply = { ack: null, accepted: null };

/** Answers packets. */
export class Reception {
  constructor(private readonly parts: ReceptionParts) {}

  /** Answers what a server's connection brought. */
  async answer(peer: Peer, framed: Exclude<Framed, { kind: "more" }>): Promise<Reply> {
    const { server, from } = peer;
    if (framed.kind === "broken") return await this.#answerBroken(peer, framed);
    const read = readOrderPacket(framed.object, server.md5key);
    switch (read.kind) {
      case "wrongSign":
        this.parts.log.warn("wrong signature", { server: server.name, from });
        return await this.#refuse(peer, read.echo, "签名错误", null);
      case "invalid": {
        const { field, problem } = read;
        this.parts.log.warn("order refused", { server: server.name, field, problem });
        return await this.#refuse(peer, read.echo, `${field}: ${problem}`, server.md5key);
      }
      case "order":
        return await this.#answerOrder(peer, read.fields, read.secrets);
    }
  }

  async #answerBroken(
    peer: Peer,
    { reason, chargeIdLiteral }: Extract<Framed, { kind: "broken" }>,
  ): Promise<Reply> {
    this.parts.log.warn("packet not readable", { server: peer.server.name, reason });
    if (reason === "tooLong" || chargeIdLiteral === null) return NO_REPLY;
    const chargeId = idOfLiteral(chargeIdLiteral);
    const echo = { chargeId, chargeIdLiteral, cardIdLiteral: null, retRsn: "" };
    const detail = reason === "notGbk" ? "报文不是GBK编码" : "报文不是JSON";
    return await this.#refuse(peer, echo, detail, null);
  }

  async #answerOrder(
    peer: Peer,
    fields: OrderFields,
    secrets: OrderSecrets,
  ): Promise<Reply> {
    const { server, from } = peer;
    const { clock, log, seal, digest } = this.parts;
    const id = { server: server.name, chargeId: fields.chargeId };
    const echo: Echo = {
      chargeId: fields.chargeId,
      chargeIdLiteral: fields.literals.chargeId,
      cardIdLiteral: fields.literals.cardId,
      retRsn: fields.retRsn,
    };
    if (bytesOf(fields.unknown) > UNKNOWN_FIELDS_BYTES_MAX) {
      log.warn("order refused, its unknown fields are too long", id);
      return await this.#refuse(peer, echo, "未知字段过长", server.md5key);
    }
    const contentDigest = digest(fields, secrets);
    const asked: Asked = { peer, id, echo, contentDigest };
    const why = this.#whyNot(asked);
    if (why !== null) return await this.#refuseOrder(asked, why);
    const sealed = seal(secrets);
    const order = receive(
      { server: server.name, fields, from, contentDigest, sealed },
      clock.nowMs(),
    );
    return await this.#keep(asked, order);
  }

  /** Why an order is not even handed to the store; `null` where it is. */
  #whyNot({ peer: { ticket }, id }: Asked): WhyNot | null {
    const { orders, refusedNumbers, unsettledMax: maxWaiting, log } = this.parts;
    if (orders.unsettled >= maxWaiting) {
      return {
        retDetail: BUSY,
        tell: () => log.warn("order refused, too many are waiting", { ...id, maxWaiting }),
      };
    }
    // The server may have read that 3 already.
    if (refusedNumbers.wasRefused(idText(id.server, id.chargeId), ticket)) {
      return {
        retDetail: REFUSED_BEFORE,
        tell: () => log.warn("order refused, as on another connection", { ...id }),
      };
    }
    return null;
  }

  /** Hands an order to the store, and says what became of it. */
  async #keep(asked: Asked, order: Received): Promise<Reply> {
    const { orders, log, doubt } = this.parts;
    const { id, contentDigest } = asked;
    const accepted = await orders.accept(order);
    switch (accepted.kind) {
      case "accepted":
        log.debug("order accepted", { ...id, acct: shortAccount(order.fields.chargeAcct) });
        return { ...say(asked, 0, ACCEPTED), accepted: id };
      case "known":
        log.info("order repeated", { ...id });
        return say(asked, ...answerTaken(accepted.contentDigest, contentDigest));
      case "refused": {
        const { reason } = accepted;
        const tell = () => log.warn("order refused by the store", { ...id, reason });
        return await this.#refuseOrder(asked, { retDetail: NOT_STORED, tell });
      }
      case "doubtful":
        log.error("nobody knows whether the order is stored", { ...id, reason: accepted.reason });
        doubt(order, accepted.reason);
        return say(asked, 2, "定单库状态不明,待人工核实");
    }
  }

  /** Says 3, unless an order of that number is stored, which may be this very one. */
  async #refuseOrder(asked: Asked, { retDetail, tell }: WhyNot): Promise<Reply> {
    const { id, peer, contentDigest } = asked;
    const known = await this.#knownAfterRefusal(id, peer.ticket);
    if (known.kind === "untold") return say(asked, 2, UNTOLD);
    if (known.kind === "taken") {
      return say(asked, ...answerTaken(known.contentDigest, contentDigest));
    }
    tell();
    return say(asked, 3, retDetail);
  }

  /** Says 3, unless an order of that number is stored: then the truth about it is that nobody knows yet. */
  async #refuse(
    { server, ticket }: Peer,
    echo: Echo,
    retDetail: string,
    md5key: string | null,
  ): Promise<Reply> {
    if (echo.chargeId === null) {
      // No number to answer about. Signed, it could be taken for the answer to another order.
      const nameless = { ...echo, chargeIdLiteral: "0", cardIdLiteral: null };
      const signed = md5key !== null;
      return { ack: signed ? ackOf(nameless, 3, retDetail, null) : null, accepted: null };
    }
    const id = { server: server.name, chargeId: echo.chargeId };
    const known = await this.#knownAfterRefusal(id, ticket);
    return { ack: ackOf(echo, known.kind === "free" ? 3 : 2, retDetail, md5key), accepted: null };
  }

  /** Refuses a number on every connection that is open now, and looks then whether an order has it already. */
  async #knownAfterRefusal(id: OrderId, ticket: Ticket): Promise<Known> {
    // First: an order that another connection hands to the store before this is found below, and none is handed after.
    this.parts.refusedNumbers.refuse(idText(id.server, id.chargeId), ticket);
    try {
      const contentDigest = await this.parts.orders.knownDigest(id);
      if (contentDigest !== null) return { kind: "taken", contentDigest };
      return { kind: this.parts.inDoubt(id) ? "untold" : "free" };
    } catch {
      return { kind: "untold" };
    }
  }
}

function say({ echo, peer: { server } }: Asked, retCode: RetCode, retDetail: string): Reply {
  return { ack: ackOf(echo, retCode, retDetail, server.md5key), accepted: null };
}

function bytesOf(unknown: OrderFields["unknown"]): number {
  // Nearly no order has any.
  if (Object.keys(unknown).length === 0) return 0;
  return new TextEncoder().encode(JSON.stringify(unknown)).length;
}

/** The answer to an order whose number one with that digest has: the same is accepted already, another never will be. */
function answerTaken(takenBy: string, contentDigest: string): [RetCode, string] {
  return takenBy === contentDigest ? [0, ACCEPTED] : [2, "定单号已存在,内容不同,未执行本次请求"];
}

function ackOf(echo: Echo, retCode: RetCode, retDetail: string, md5key: string | null): Uint8Array {
  const { chargeIdLiteral, cardIdLiteral, retRsn } = echo;
  const ack = {
    chargeIdLiteral: chargeIdLiteral ?? "0",
    cardIdLiteral,
    retCode,
    retDetail,
    retRsn,
  };
  return writeAck(ack, md5key);
}
