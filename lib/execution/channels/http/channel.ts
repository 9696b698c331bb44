/**
 * A channel that asks a supplier's HTTP API.
 *
 * An order is submitted in one request at most. What fails before the first byte of it is sent proves that nothing was done;
 * after that only what the description lists says anything, and the rest is unknown. A crash between the commit of the
 * intent and the answer leaves `processing`, and the next start queries.
 *
 * @module
 */
import type { Alarms } from "../../../alarm.ts";
import { sleep } from "../../../clock.ts";
import type { ChannelConfig } from "../../../config.ts";
import type { HttpChannelConfig } from "../../../http_config.ts";
import type { Log } from "../../../log.ts";
import { formatMoney, type Money } from "../../../money.ts";
import type { Variables } from "../../../expression/expression.ts";
import type { NotificationRequest } from "../../../notification.ts";
import type { Channel, Notification, Outcome, Task } from "../../channel.ts";
import { Balance } from "./balance.ts";
import { readNotification } from "./notified.ts";
import { YoungAttempts } from "./young_attempts.ts";
import { Supplier, type SupplierParts } from "./supplier.ts";

/** What an HTTP channel works with. */
export interface HttpParts extends SupplierParts {
  readonly log: Log;
  readonly alarms: Alarms;
  /** Milliseconds on a clock that nobody sets. */
  readonly monotonicMs: () => number;
  /** By channel, so that a channel that is made anew knows what the one before it has submitted; its own where left out. */
  readonly young?: Map<string, YoungAttempts>;
}

/** How often a query is made until an answer comes, and the pause before the next, in milliseconds: asking changes nothing. */
export const QUERY_TRIES = 3;
/** See {@linkcode QUERY_TRIES}. */
export const QUERY_PAUSE_MS = 1000;

/** Makes the channel. */
export function httpChannel(
  name: string,
  config: HttpChannelConfig & Pick<ChannelConfig, "limits">,
  parts: HttpParts,
): Channel {
  const supplier = new Supplier(config, parts);
  const { query, notify } = config;
  const balance = config.balance === null ? null : new Balance({
    channel: name,
    config: config.balance,
    ask: () => askBalance(supplier),
    monotonicMs: parts.monotonicMs,
    log: parts.log,
    alarms: parts.alarms,
  });
  const speaker = new Speaker(name, supplier, balance, parts);
  return {
    name,
    type: "http",
    settledFromOutside: false,
    canQuery: query !== null,
    ...(query === null ? {} : {
      inquiry: {
        firstMs: query.firstMs,
        factor: query.factor,
        maxMs: query.maxMs,
        untilMs: query.untilMs,
      },
    }),
    submit: (task) => speaker.submit(task),
    query: (task) => speaker.query(task),
    balance: () => balance === null ? Promise.resolve(null) : balance.current(),
    ...(notify === null ? {} : {
      notified: (request) => Promise.resolve(speaker.notified(request)),
    }),
  };
}

class Speaker {
  readonly #young: YoungAttempts;

  constructor(
    private readonly channel: string,
    private readonly supplier: Supplier,
    private readonly balance: Balance | null,
    private readonly parts: HttpParts,
  ) {
    this.#young = parts.young?.get(channel) ?? new YoungAttempts(parts.monotonicMs);
    this.#young.youngMs = supplier.config.query?.believeNotFoundMs ?? 0;
    parts.young?.set(channel, this.#young);
  }

  async submit(task: Task): Promise<Outcome> {
    const { submit } = this.supplier.compiled;
    const prepared = this.supplier.prepare(submit, task, "submit");
    if ("reason" in prepared) {
      const { reason } = prepared;
      this.#warn("an order was not submitted", task, reason);
      return { kind: "untouched", reason };
    }
    this.#young.add(task.reference);
    // Nobody waits for it, but the result will want to tell it.
    this.balance?.current();
    const { end, exchange } = await this.supplier.send(prepared);
    const { outcome } = this.supplier.read(submit, prepared, end, task, "unknown");
    return this.#finish(task, { ...outcome, exchange }, prepared.variables);
  }

  async query(task: Task): Promise<Outcome> {
    const { query } = this.supplier.compiled;
    if (query === null) return { kind: "unknown", reason: "没有 query there is no query" };
    for (let tries = 1;; tries++) {
      const prepared = this.supplier.prepare(query, task, "query");
      if ("reason" in prepared) {
        const { reason } = prepared;
        this.#warn("an order was not queried", task, reason);
        return { kind: "unknown", reason };
      }
      const { end, exchange } = await this.supplier.send(prepared);
      if (end.kind !== "answered" && tries < QUERY_TRIES) {
        await sleep(this.parts.clock, QUERY_PAUSE_MS);
        continue;
      }
      const means = this.#notFoundMeans(task);
      const { outcome } = this.supplier.read(query, prepared, end, task, means);
      // That the query could not be sent proves nothing about the order.
      const said: Outcome = end.kind === "notSent" && "reason" in outcome
        ? { kind: "unknown", reason: outcome.reason }
        : outcome;
      return this.#finish(task, { ...said, exchange }, prepared.variables);
    }
  }

  notified(request: NotificationRequest): Notification {
    return readNotification(
      this.supplier,
      request,
      (reference, outcome, variables) => this.#completed(reference, outcome, variables),
    );
  }

  #notFoundMeans({ startedAtMs, reference }: Task): "untouched" | "pending" | "unknown" {
    const believeMs = this.supplier.config.query?.believeNotFoundMs ?? null;
    if (believeMs === null) return "unknown";
    if (this.#young.has(reference)) return "pending";
    return this.parts.clock.nowMs() - startedAtMs >= believeMs ? "untouched" : "pending";
  }

  #finish(task: Task, outcome: Outcome, variables: Variables): Outcome {
    if (outcome.kind === "unknown") {
      this.#warn("a supplier's answer is not clear", task, outcome.reason);
    }
    return this.#completed(task.reference, outcome, variables);
  }

  /** The outcome with the last known balance, where the answer told none; a price that is not the agreed one is told. */
  #completed(reference: string, outcome: Outcome, variables: Variables): Outcome {
    this.#comparePrice(reference, outcome, variables);
    if (outcome.kind !== "succeeded" && outcome.kind !== "failed") return outcome;
    const { retBalance } = outcome.details;
    if (retBalance !== undefined) {
      this.balance?.saw(retBalance);
      return outcome;
    }
    const known = this.balance?.last ?? null;
    // For the next result; this one does not wait for it.
    this.balance?.current();
    if (known === null) return outcome;
    return { ...outcome, details: { ...outcome.details, retBalance: known } };
  }

  /** A price that is not what was agreed upon is told, never acted on. */
  #comparePrice(reference: string, outcome: Outcome, variables: Variables): void {
    if (outcome.kind !== "succeeded") return;
    const { retCost } = outcome.details;
    const expected = this.supplier.expectedCost(variables);
    if (retCost === undefined || expected === null) return;
    const tolerance = this.supplier.config.expected?.tolerance ?? 0n;
    const { alarms, log } = this.parts;
    const difference = retCost > expected ? retCost - expected : expected - retCost;
    if (difference <= tolerance) return alarms.clear("priceMismatch", this.channel);
    const [asked, agreed] = [formatMoney(retCost), formatMoney(expected)];
    log.warn("a supplier's price is not the expected one", {
      channel: this.channel,
      reference,
      price: asked,
      expected: agreed,
    });
    alarms.raise("priceMismatch", this.channel, {
      zh: `通道 ${this.channel} 的扣款 ${asked} 与应有的 ${agreed} 不同(${reference})`,
      en: `channel ${this.channel} charged ${asked} where ${agreed} was expected (${reference})`,
    });
  }

  #warn(event: string, { reference }: Task, reason: string): void {
    this.parts.log.warn(event, { channel: this.channel, reference, reason });
  }
}

async function askBalance(supplier: Supplier): Promise<Money | null> {
  const prepared = supplier.prepareBalance();
  if ("reason" in prepared) throw new Error(prepared.reason);
  const { end } = await supplier.send(prepared);
  return supplier.readBalance(prepared, end);
}
