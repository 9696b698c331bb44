/**
 * A tiny czdock for the tests of the played server: acks, pushes, and misbehaves where it is told to.
 *
 * @module
 */
import type { PeerConn } from "../../lib/net.ts";
import { writeAll } from "../../lib/net.ts";
import type { OrderFields } from "../../lib/order_fields.ts";
import type { RetCode } from "../../lib/result.ts";
import { writeAck } from "../../lib/protocol/ack.ts";
import { isOk, writeCallback } from "../../lib/protocol/callback.ts";
import { PacketFramer } from "../../lib/protocol/framing.ts";
import { readOrderPacket } from "../../lib/protocol/order_packet.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";

/** What it may do wrong with an order. */
export type Misdeed =
  | "none"
  | "refuses"
  | "acksUnsigned"
  | "closesWithoutAck"
  | "answersNonsense"
  | "neverPushes"
  | "pushesAgain"
  | "pushesOther"
  | "pushesUnsigned"
  | "pushesBroken"
  | "acksOtherRetRsn"
  | "acksOtherCardId"
  | "altersRetRsn"
  | "altersCardId"
  | "pushesForOther";

/** How long it waits for an answer to a push, and between two pushes. */
const PUSH_DEADLINE_MS = 300;
const PUSH_AGAIN_MS = 5;
const PUSHES_MAX = 2_000;

const text = new TextDecoder();

export class FakeCzdock {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #work = new Set<Promise<void>>();
  readonly #known = new Set<string>();
  #stopped = false;
  /** Where it pushes to. */
  callbackPort = 0;
  /** The orders it has read, in their order, every sending of them. */
  readonly received: OrderFields[] = [];
  /** What every push was answered with. */
  readonly answers: string[] = [];

  /** Whether it pushes one order after the other. */
  serial = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(readonly misdeed: (order: OrderFields, sending: number) => Misdeed = () => "none") {
    this.#track(this.#listen());
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async stop(): Promise<void> {
    if (!this.#stopped) this.#listener.close();
    this.#stopped = true;
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #track(work: Promise<void>): void {
    this.#work.add(work);
    work.finally(() => this.#work.delete(work));
  }

  async #listen(): Promise<void> {
    while (!this.#stopped) {
      const conn = await this.#listener.accept().catch(() => null);
      if (conn !== null) this.#track(this.#talk(conn));
    }
  }

  async #talk(conn: PeerConn): Promise<void> {
    const framer = new PacketFramer(16 * 1024);
    const chunk = new Uint8Array(4096);
    try {
      for (;;) {
        const length = await conn.read(chunk);
        if (length === null) return;
        const framed = framer.push(chunk.subarray(0, length));
        if (framed.kind !== "packet") continue;
        const read = readOrderPacket(framed.object, SAMPLE_MD5KEY);
        if (read.kind === "order") return await this.#take(conn, read.fields);
        if (read.kind === "invalid") throw new Error(`${read.field}: ${read.problem}`);
        const ack = { retCode: 3, retDetail: "签名错误", retRsn: read.echo.retRsn } as const;
        const { chargeIdLiteral, cardIdLiteral } = read.echo;
        const id = { chargeIdLiteral: chargeIdLiteral ?? "0", cardIdLiteral };
        return await writeAll(conn, writeAck({ ...ack, ...id }, null));
      }
    } finally {
      conn.close();
    }
  }

  async #take(conn: PeerConn, fields: OrderFields): Promise<void> {
    this.received.push(fields);
    const sending = this.received.filter(({ chargeId }) => chargeId === fields.chargeId).length;
    const misdeed = this.misdeed(fields, sending);
    if (misdeed === "closesWithoutAck") return;
    if (misdeed === "answersNonsense") return await writeAll(conn, new Uint8Array([0x68, 0x69]));
    const refused = misdeed === "refuses";
    const ack = writeAck({
      chargeIdLiteral: fields.literals.chargeId,
      cardIdLiteral: misdeed === "acksOtherCardId" ? "78" : fields.literals.cardId,
      retCode: refused ? 3 : 0,
      retDetail: refused ? "太忙" : "定单已接收",
      retRsn: misdeed === "acksOtherRetRsn" ? `${fields.retRsn}!` : fields.retRsn,
    }, misdeed === "acksUnsigned" ? null : SAMPLE_MD5KEY);
    await writeAll(conn, ack);
    if (refused || misdeed === "neverPushes" || this.#known.has(fields.chargeId)) return;
    this.#known.add(fields.chargeId);
    const before = this.serial ? this.#turn : Promise.resolve();
    this.#turn = before.then(() => this.#deliver(fields, misdeed));
    this.#track(this.#turn);
  }

  async #deliver(fields: OrderFields, misdeed: Misdeed): Promise<void> {
    if (misdeed === "pushesBroken") return void await this.#push(new Uint8Array([0x7b, 0x7d]));
    if (misdeed === "pushesUnsigned") {
      return void await this.#push(packetFor(fields, 1, "another key"));
    }
    if (misdeed === "pushesForOther") await this.#push(packetFor({ ...fields, ...OTHER_ID }, 1));
    const retRsn = misdeed === "altersRetRsn" ? `${fields.retRsn}!` : fields.retRsn;
    const literals = misdeed === "altersCardId"
      ? { ...fields.literals, cardId: "78" }
      : fields.literals;
    const packet = packetFor({ ...fields, retRsn, literals }, 1);
    for (let pushes = 0; pushes < PUSHES_MAX && !this.#stopped; pushes++) {
      if (await this.#push(packet)) break;
      await new Promise((resolve) => setTimeout(resolve, PUSH_AGAIN_MS));
    }
    if (misdeed === "pushesAgain") await this.#push(packet);
    if (misdeed === "pushesOther") await this.#push(packetFor({ ...fields, retRsn }, 3));
  }

  /** Whether the answer was `OK`. */
  async #push(packet: Uint8Array): Promise<boolean> {
    let answer = "";
    let conn: Deno.Conn;
    try {
      conn = await Deno.connect({ hostname: "127.0.0.1", port: this.callbackPort });
    } catch {
      return false;
    }
    const timer = setTimeout(() => conn.close(), PUSH_DEADLINE_MS);
    try {
      await writeAll(conn, packet);
      const chunk = new Uint8Array(1024);
      while (!isOk(answer)) {
        const length = await conn.read(chunk);
        if (length === null) break;
        answer += text.decode(chunk.subarray(0, length));
      }
    } catch {
      // A reset or the deadline: no answer.
    } finally {
      clearTimeout(timer);
      this.answers.push(answer);
      try {
        conn.close();
      } catch {
        // Closed by the deadline.
      }
    }
    return isOk(answer);
  }
}

const OTHER_ID = { chargeId: "77777", literals: { chargeId: "77777", cardId: "0" } };

function packetFor(fields: OrderFields, retCode: RetCode, md5key = SAMPLE_MD5KEY): Uint8Array {
  const result = {
    retCode,
    retDetail: retCode === 1 ? "充值成功" : "充值失败",
    userContent: "",
    retCost: 99_100n,
    retBalance: 58_921_980n,
    retCash: retCode === 1 ? fields.chargeCash : 0n,
    atMs: 0,
    by: "channel:fake",
  };
  return writeCallback({ fields, result }, md5key);
}
