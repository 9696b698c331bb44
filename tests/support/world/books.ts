/**
 * The world's books of every order: what the platform sent and heard, what passed the engine's edge, and what is wrong.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import type { Money } from "../../../lib/money.ts";
import type { OrderToSend } from "../../../lib/protocol/order_packet.ts";

/** A callback as the platform got it, whole and signed. */
export interface HeardCallback {
  readonly text: string;
  readonly retCode: number;
  readonly retCash: Money;
}

/** The books of one order. */
export interface OrderBook {
  /** As `idText` names it. */
  readonly key: string;
  readonly server: string;
  readonly chargeId: string;
  readonly sent: OrderToSend;
  /** The retCodes of acks that the platform got whole. */
  readonly acks: number[];
  /** A 3 was among them, and the platform had sent the order on that connection alone. */
  refusedAlone: boolean;
  readonly callbacks: HeardCallback[];
  /** How often the platform said `OK`, heard or not. */
  oksSaid: number;
  /** The engine has handed a whole ack with retCode 0 to the network. */
  ackIsOut: boolean;
  /** The life of the engine that has read an `OK`, unless it was told to push again since. */
  okHeardInLife: number | null;
  /** Orders to push again that are not answered yet. */
  repushesUnderWay: number;
}

/** Events shown of the order that something is wrong with. */
const EVENTS_SHOWN = 60;
/** Faults that are told of a world; one often leads to more. */
const FAULTS_SHOWN = 5;

/** Everything that is known of a world. */
export class Books {
  readonly orders = new Map<string, OrderBook>();
  readonly #faults: { key: string | null; text: string }[] = [];
  readonly #events: { atMs: number; key: string | null; text: string }[] = [];
  readonly #startMs: number;

  constructor(private readonly clock: Clock) {
    this.#startMs = clock.nowMs();
  }

  /** Time since the world began, in milliseconds. */
  get ageMs(): number {
    return this.clock.nowMs() - this.#startMs;
  }

  /** Whether something is wrong. */
  get faulty(): boolean {
    return this.#faults.length > 0;
  }

  /** Something happened, to an order or (`null`) to all. */
  note(key: string | null, text: string): void {
    this.#events.push({ atMs: this.ageMs, key, text });
  }

  /** Something is wrong. */
  fault(key: string | null, text: string): void {
    this.#faults.push({ key, text });
    this.note(key, `FAULT ${text}`);
  }

  /** What is wrong, and the last events of each order that something is wrong with. */
  report(): string {
    const shown = this.#faults.slice(0, FAULTS_SHOWN);
    const lines = shown.map(({ key, text }) => `${key ?? "world"}: ${text}`);
    if (this.#faults.length > shown.length) lines.push(`… ${this.#faults.length} faults`);
    for (const key of new Set(shown.map((fault) => fault.key))) {
      lines.push("", `last events of ${key ?? "the world"}:`);
      const events = this.#events.filter((event) => event.key === key || event.key === null);
      for (const { atMs, text } of events.slice(-EVENTS_SHOWN)) lines.push(`${atMs} ms ${text}`);
    }
    return lines.join("\n");
  }

  /** All events as one text, to compare two runs of a world. */
  history(): string {
    return this.#events.map(({ atMs, key, text }) => `${atMs} ${key} ${text}`).join("\n");
  }
}
