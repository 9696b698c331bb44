/**
 * Brings every result to its server, again and again until the server says `OK` (protocol part four; notes 8–10).
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { RetryPlan } from "../delivery.ts";
import { afterFailedPush } from "../delivery.ts";
import type { Log } from "../log.ts";
import { shortAccount } from "../log.ts";
import type { Target } from "../net.ts";
import type { Order, OrderId, Settled, Undelivered } from "../order.ts";
import { idText, isUndelivered } from "../order.ts";
import { move } from "../move.ts";
import { writeCallback } from "../protocol/callback.ts";
import type { LinePush, LineStatus } from "./line.ts";
import { Line } from "./line.ts";
import type { Push, Pushed } from "./push.ts";

/** Moves deliveries. */
export interface DeliveryMover {
  /** An order that is not closed. */
  peek(id: OrderId): Order | null;
  changeSurely<O extends Order>(
    id: OrderId,
    decide: (order: Order) => O | null,
  ): Promise<{ kind: "changed"; order: O } | { kind: "declined" } | { kind: "notFound" }>;
}

/** What the courier knows of a server. */
export interface Recipient {
  readonly name: string;
  readonly md5key: string;
  readonly callback: { readonly host: string | null; readonly port: number };
}

/** What the courier works with. */
export interface CourierParts {
  readonly orders: DeliveryMover;
  readonly servers: readonly Recipient[];
  readonly push: Push;
  readonly plan: RetryPlan;
  /** Pushes at once to one server. */
  readonly concurrency: number;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/** How the deliveries to a server stand. */
export interface CourierStatus extends LineStatus {
  /** Why the last push failed; `null` since an `OK`, and before any. */
  readonly lastError: string | null;
}

interface ServerLine {
  readonly server: Recipient;
  readonly line: Line;
  lastError: string | null;
}

/** Characters kept of an answer that was not `OK`. */
const ANSWER_CHARACTERS_KEPT = 120;

/** Pushes results. */
export class Courier {
  readonly #lines = new Map<string, ServerLine>();
  /** Results whose push brought not a byte, until that is written down and the line is told. */
  readonly #silentKeys = new Set<string>();

  constructor(private readonly parts: CourierParts) {
    for (const server of parts.servers) {
      const push = (chargeId: string) => this.#push(server, chargeId);
      const line = new Line({ ...parts, push });
      this.#lines.set(server.name, { server, line, lastError: null });
    }
  }

  /** Call with every order that is found undelivered at the start; `false` when its server is not configured any more. */
  takeUp(order: Undelivered): boolean {
    const line = this.#lines.get(order.server)?.line;
    // Why it failed before the restart is not known: it waits for its time, or for the first sign of life.
    const waitsFor = order.delivery.attempts > 0 ? "anAnswer" : "itsTime";
    line?.add(order.fields.chargeId, order.delivery.nextAtMs, waitsFor);
    return line !== undefined;
  }

  /** Call with every order that is stored or changed. */
  see(order: Order): void {
    if (order.state !== "settled") return;
    const { chargeId } = order.fields;
    const line = this.#lines.get(order.server)?.line;
    const wasSilent = this.#silentKeys.delete(idText(order.server, chargeId));
    if (!isUndelivered(order)) return line?.drop(chargeId);
    line?.add(chargeId, order.delivery.nextAtMs, wasSilent ? "anAnswer" : "itsTime");
    if (order.timeline.at(-1)?.kind === "repushed") line?.probeNow();
  }

  /** Pushes to a server now: an operator knows more than the plan. `false` for one that is not configured. */
  tryNow(server: string): boolean {
    const line = this.#lines.get(server)?.line;
    line?.tryNow();
    return line !== undefined;
  }

  /** Where an order's result goes: the address that the order came from, unless the server's configuration overrides it. */
  target(order: Order): Target {
    const callback = this.#lines.get(order.server)?.server.callback;
    return { hostname: callback?.host ?? order.from, port: callback?.port ?? 0 };
  }

  /** How the deliveries to a server stand; `null` for a server that is not configured. */
  status(server: string): CourierStatus | null {
    const found = this.#lines.get(server);
    if (found === undefined) return null;
    return { ...found.line.status(), lastError: found.lastError };
  }

  /** Begins no further push; resolves when those under way are over and written down. */
  async stop(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ line }) => line.stop()));
  }

  /** One push. A crash before its end is written down leaves it due. */
  async #push(server: Recipient, chargeId: string): Promise<LinePush> {
    const id = { server: server.name, chargeId };
    const order = this.parts.orders.peek(id);
    if (order === null || !isUndelivered(order)) {
      return { answer: "nothing", written: Promise.resolve() };
    }
    const pushed = await this.parts.push(this.target(order), writeCallback(order, server.md5key));
    this.#note(server.name, pushed);
    return {
      answer: pushed.kind === "silent" ? "silent" : "answered",
      written: pushed.kind === "ok" ? this.#confirm(id, order) : this.#failed(id, order, pushed),
    };
  }

  async #confirm(id: OrderId, pushed: Settled): Promise<void> {
    const { orders, clock, log } = this.parts;
    await orders.changeSurely(id, (order) => {
      if (!isUndelivered(order)) return null;
      return move(order, { kind: "confirmed" }, clock.nowMs());
    });
    const { fields, channel, result, receivedAtMs } = pushed;
    log.info("order done", {
      ...id,
      acct: shortAccount(fields.chargeAcct),
      channel,
      retCode: result.retCode,
      tookMs: clock.nowMs() - receivedAtMs,
    });
  }

  async #failed(id: OrderId, pushed: Undelivered, answer: Pushed): Promise<void> {
    const { orders, clock, plan, random, log } = this.parts;
    const error = errorOf(answer);
    const chance = random();
    if (answer.kind === "silent") this.#silentKeys.add(idText(id.server, id.chargeId));
    await orders.changeSurely(id, (order) => {
      if (!isUndelivered(order)) return null;
      const atMs = clock.nowMs();
      const delivery = afterFailedPush(order.delivery, plan, error, atMs, chance);
      return move(order, { kind: "pushFailed", delivery }, atMs);
    });
    this.#silentKeys.delete(idText(id.server, id.chargeId));
    log.warn("result not confirmed", { ...id, attempt: pushed.delivery.attempts + 1, error });
  }

  #note(server: string, pushed: Pushed): void {
    const line = this.#lines.get(server);
    if (line !== undefined) line.lastError = pushed.kind === "ok" ? null : errorOf(pushed);
  }
}

function errorOf(pushed: Pushed): string {
  if (pushed.kind === "silent") return pushed.reason;
  const text = pushed.kind === "answered" ? pushed.text.slice(0, ANSWER_CHARACTERS_KEPT) : "";
  return `应答不是 OK not OK: ${JSON.stringify(text)}`;
}
