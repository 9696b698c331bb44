/**
 * Where the platform takes callbacks: checks each, keeps it in the books, and answers in every way that servers do.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import { sleep } from "../../../lib/clock.ts";
import type { ServerConfig } from "../../../lib/config.ts";
import { writeAll } from "../../../lib/net.ts";
import { idText } from "../../../lib/order.ts";
import { readCallback } from "../../../lib/protocol/callback.ts";
import { PacketFramer } from "../../../lib/protocol/framing.ts";
import { decodeGbk } from "../../../lib/protocol/gbk.ts";
import type { Books } from "./books.ts";
import type { Chance } from "./chance.ts";
import type { Endpoint } from "./endpoint.ts";
import type { SimListener } from "./network.ts";
import { cardIdOf } from "./platform.ts";
import type { PlatformFaults } from "./plan.ts";
import type { Weather } from "./weather.ts";

/** What a callback desk lives in. */
export interface CallbackWorld {
  readonly books: Books;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly faults: PlatformFaults;
}

const OKS = ["OK", "ok", " OK\r\n", "\0Ok\0", "OK\n"] as const;
/** None begins like an `OK`: what has come so far is all that anyone can judge. */
const BAD_ANSWERS = ["NO", "O", "K", "REFUSED", " ", "失败", "HTTP/1.1 502 Bad Gateway"] as const;
/** Longer than the engine waits. */
const HANG_MS = 30_000;
const PACKET_BYTES_MAX = 16_384;

/** Takes callbacks for one server. */
export class CallbackDesk {
  #listener: SimListener | null = null;

  constructor(
    private readonly world: CallbackWorld,
    private readonly server: ServerConfig,
    private readonly listen: () => SimListener,
  ) {}

  /** Opens, if it is closed. */
  open(): void {
    if (this.#listener !== null) return;
    this.#listener = this.listen();
    this.#run(this.#listener);
  }

  /** Closes for a while. */
  closeFor(durationMs: number): void {
    this.#listener?.close();
    this.#listener = null;
    this.world.clock.after(durationMs, () => this.open());
  }

  async #run(listener: SimListener): Promise<void> {
    while (!listener.closed) {
      try {
        const conn = await listener.accept();
        this.#serve(conn).catch(() => {}).finally(() => conn.closed || conn.close());
      } catch {
        await sleep(this.world.clock, 10);
      }
    }
  }

  async #serve(conn: Endpoint): Promise<void> {
    const { chance, weather, faults, clock, books } = this.world;
    clock.after(HANG_MS, () => conn.closed || conn.close());
    const framer = new PacketFramer(PACKET_BYTES_MAX);
    const buffer = new Uint8Array(1024);
    const bytes: number[] = [];
    for (;;) {
      const count = await conn.read(buffer);
      if (count === null) return;
      bytes.push(...buffer.subarray(0, count));
      const framed = framer.push(buffer.subarray(0, count));
      if (framed.kind === "more") continue;
      const callback = framed.kind === "packet"
        ? readCallback(framed.object, this.server.md5key)
        : framed;
      if (callback.kind === "broken") {
        return books.fault(null, `a callback is broken: ${callback.reason}`);
      }
      this.#keep(callback, decodeGbk(Uint8Array.from(bytes)) ?? "");
      const key = idText(this.server.name, callback.chargeId);
      if (weather.strikes(chance, faults.silentAnswer)) return await this.#stayAway(conn);
      const isRefused = (books.orders.get(key)?.callbacks.length ?? 0) <= faults.refusesFirst;
      if (isRefused || weather.strikes(chance, faults.badAnswer)) {
        return await writeAll(conn, new TextEncoder().encode(chance.pick(BAD_ANSWERS)));
      }
      if (weather.strikes(chance, faults.okLost)) {
        books.note(key, "the OK to it is lost");
        conn.cut = true;
      }
      const book = books.orders.get(key);
      if (book !== undefined) book.oksSaid++;
      return await this.#sayOk(conn);
    }
  }

  async #sayOk(conn: Endpoint): Promise<void> {
    const { chance, weather, clock } = this.world;
    const ok = new TextEncoder().encode(chance.pick(OKS));
    if (!weather.strikes(chance, 0.3)) return await writeAll(conn, ok);
    for (const byte of ok) {
      await writeAll(conn, Uint8Array.of(byte));
      await sleep(clock, chance.between(0, 3000));
    }
  }

  async #stayAway(conn: Endpoint): Promise<void> {
    const { chance, clock } = this.world;
    const manner = chance.pick(["hangs", "closes", "breaksOff"]);
    if (manner === "hangs") await sleep(clock, HANG_MS);
    if (manner === "breaksOff") conn.breakOff();
  }

  #keep(callback: Extract<ReturnType<typeof readCallback>, { kind: "callback" }>, text: string) {
    const { books } = this.world;
    const { chargeId, retCode, retCash, retRsn, cardId } = callback;
    const key = idText(this.server.name, chargeId);
    books.note(key, `callback ${retCode} arrived`);
    const book = books.orders.get(key);
    if (book === undefined) return books.fault(key, "was called back, and nobody ordered it");
    if (!callback.signed) books.fault(key, "its callback is not signed");
    if (retCode < 1) books.fault(key, "0 was pushed");
    if (retRsn !== book.sent.retRsn || cardId !== cardIdOf(book.sent)) {
      books.fault(key, `its callback does not echo what was sent: ${text}`);
    }
    const [first] = book.callbacks;
    if (first !== undefined && first.text !== text) {
      books.fault(key, `its result changed from ${first.text} to ${text}`);
    }
    book.callbacks.push({ text, retCode, retCash });
  }
}
