/**
 * The platform: sends each order until it is acked, or loses patience, and is as ill-behaved as servers are.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import { sleep } from "../../../lib/clock.ts";
import type { ServerConfig } from "../../../lib/config.ts";
import { idOfLiteral } from "../../../lib/protocol/id_literal.ts";
import type { OrderToSend } from "../../../lib/protocol/order_packet.ts";
import { writeOrderPacket } from "../../../lib/protocol/order_packet.ts";
import { idText } from "../../../lib/order.ts";
import type { Books, OrderBook } from "./books.ts";
import type { Chance } from "./chance.ts";
import type { Dial } from "./exchange.ts";
import { exchange } from "./exchange.ts";
import type { PlatformFaults } from "./plan.ts";
import type { Weather } from "./weather.ts";

/** What the platform lives in. */
export interface PlatformWorld {
  readonly books: Books;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly faults: PlatformFaults;
  /** Connects from a server's address to the engine. */
  readonly dial: (server: string) => Dial;
}

/** Pauses between two tries, in milliseconds. */
const PAUSE_MS_MAX = 5000;
/** Repeats of an order that was acked come within this time, in milliseconds. */
const REPEAT_WITHIN_MS = 60_000;
/** Tries of a platform without patience. */
const FEW_TRIES = 2;

/** Sends orders. */
export class Platform {
  /** What is still under way. */
  busy = 0;

  constructor(private readonly world: PlatformWorld) {}

  /** Sends an order after a while. */
  order(server: ServerConfig, sent: OrderToSend, afterMs: number): void {
    const chargeId = idOfLiteral(sent.chargeId);
    const book: OrderBook = {
      key: idText(server.name, chargeId),
      server: server.name,
      chargeId,
      sent,
      acks: [],
      refusedAlone: false,
      callbacks: [],
      oksSaid: 0,
      ackIsOut: false,
      okHeardInLife: null,
      repushesUnderWay: 0,
    };
    this.world.books.orders.set(book.key, book);
    this.#run(afterMs, () => this.#deliver(book, server));
  }

  /** Sends an order that is signed with a wrong key; nothing may come of it. */
  forge(server: ServerConfig, sent: OrderToSend, afterMs: number): void {
    const packet = writeOrderPacket(sent, "wrong");
    const key = idText(server.name, idOfLiteral(sent.chargeId));
    this.#run(afterMs, async () => {
      const ack = await exchange(this.world, this.world.dial(server.name), packet, server.md5key);
      if (ack === null) return;
      this.world.books.note(key, `ack for a forgery: ${ack.retCode}`);
      // 2: an order of that number may be stored, for all the engine can tell.
      const certain = ack.retCode === 3 && !this.world.books.orders.get(key)?.acks.includes(0);
      if (ack.signed || (ack.retCode !== 2 && !certain)) {
        this.world.books.fault(key, `a forged order was answered ${ack.text}`);
      }
    });
  }

  async #deliver(book: OrderBook, server: ServerConfig): Promise<void> {
    const { books, chance, weather, clock, faults } = this.world;
    const impatient = chance.hit(faults.impatient);
    const packet = writeOrderPacket(book.sent, server.md5key);
    for (let left = faults.breaksOffFirst; left > 0; left--) {
      books.note(book.key, "is sent and broken off");
      await exchange(
        this.world,
        this.world.dial(book.server),
        packet,
        server.md5key,
        "breaksOff",
      );
      await sleep(clock, chance.between(100, PAUSE_MS_MAX));
    }
    for (let tries = 1; book.acks.length === 0; tries++) {
      const together = weather.strikes(chance, faults.together) ? 2 : 1;
      await Promise.all(
        Array.from({ length: together }, () => this.#attempt(book, server, packet, together === 1)),
      );
      if (impatient && tries >= FEW_TRIES) break;
      await sleep(clock, chance.between(100, PAUSE_MS_MAX));
    }
    if (!book.acks.includes(0)) return;
    while (weather.strikes(chance, faults.repeats)) {
      this.#run(
        chance.between(0, REPEAT_WITHIN_MS),
        () => this.#attempt(book, server, packet, true),
      );
    }
    if (chance.hit(faults.otherContent)) {
      this.#run(chance.between(0, REPEAT_WITHIN_MS), () => this.#sendOther(book, server));
    }
    if (chance.hit(faults.forges)) this.forge(server, book.sent, chance.between(0, 1000));
  }

  async #attempt(
    book: OrderBook,
    server: ServerConfig,
    packet: Uint8Array,
    alone: boolean,
  ): Promise<void> {
    const { books } = this.world;
    const known = book.acks.includes(0);
    books.note(book.key, known ? "is sent again" : "is sent");
    const ack = await exchange(this.world, this.world.dial(book.server), packet, server.md5key);
    if (ack === null) return;
    books.note(book.key, `ack ${ack.retCode} ${ack.retDetail}`);
    book.acks.push(ack.retCode);
    const { chargeId, retRsn, cardId, retCode } = ack;
    if (ack.retCode === 3 && alone) book.refusedAlone = true;
    if (!ack.signed) books.fault(book.key, "its ack is not signed");
    if (retCode === 1) books.fault(book.key, "was acked 1");
    if (known && retCode === 3) books.fault(book.key, "was acked 0 and refused later");
    const asked = cardIdOf(book.sent);
    if (chargeId !== book.chargeId || retRsn !== book.sent.retRsn || cardId !== asked) {
      books.fault(book.key, `its ack does not echo what was sent: ${ack.text}`);
    }
  }

  /** The same number, another account: nothing may come of it. */
  async #sendOther(book: OrderBook, server: ServerConfig): Promise<void> {
    const other = { ...book.sent, chargeAcct: `${book.sent.chargeAcct}9` };
    const packet = writeOrderPacket(other, server.md5key);
    const ack = await exchange(this.world, this.world.dial(book.server), packet, server.md5key);
    if (ack === null) return;
    this.world.books.note(book.key, `ack for other content: ${ack.retCode}`);
    if (ack.retCode !== 2) {
      this.world.books.fault(book.key, `other content was acked ${ack.retCode}`);
    }
  }

  #run(afterMs: number, work: () => Promise<void>): void {
    this.busy++;
    this.world.clock.after(afterMs, () => {
      work().catch((error) => this.world.books.fault(null, `the platform threw ${error}`))
        .finally(() => this.busy--);
    });
  }
}

/** A cardId of 0 does not go back. */
export function cardIdOf(sent: OrderToSend): string | null {
  const cardId = idOfLiteral(sent.cardId);
  return cardId === "0" ? null : cardId;
}
