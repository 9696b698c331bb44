/**
 * A supplier behind a channel: executes, fails, does nothing, and is as unclear about it as suppliers are.
 *
 * What was sent to it arrives even when the engine that sent it is dead by then. What it calls untouched it has ruled
 * out for good, as a channel that gives that proof must; but for an attempt that is on its way while it is asked.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import { sleep } from "../../../lib/clock.ts";
import type { Attempt, Channel, Outcome, Task } from "../../../lib/execution/channel.ts";
import type { Order } from "../../../lib/order.ts";
import { idText } from "../../../lib/order.ts";
import type { Books } from "./books.ts";
import type { Chance } from "./chance.ts";
import type { Ledger } from "./ledger.ts";
import type { Life } from "./life.ts";
import { never } from "./life.ts";
import type { SupplierFaults } from "./plan.ts";
import type { Weather } from "./weather.ts";

/** What the suppliers live in. */
export interface SupplierWorld {
  readonly ledger: Ledger;
  readonly books: Books;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly faults: SupplierFaults;
  /** The order as it stands on the disk. */
  readonly stored: (key: string) => Order | null;
}

/** How often a supplier looks whether a pending order has come to its end, in milliseconds. */
const LOOK_MS_MAX = 5000;
/** When a supplier that was unclear tells the end after all, at the latest, in milliseconds; longer than most holds. */
const LATE_MS_MAX = 90_000;

/**
 * A supplier's channel for one life of the engine.
 *
 * @param tell the engine, of a pending order's end
 */
export function supplierChannel(
  name: string,
  world: SupplierWorld,
  life: Life,
  tell: (order: Attempt, outcome: Outcome) => Promise<void>,
): Channel {
  const { ledger, books, clock, chance, weather, faults } = world;
  const own = life.clock(clock);
  /** References of the attempts whose submission has no answer yet. */
  const onTheirWay = new Set<string>();
  const waitMs = () => chance.between(0, weather.stormy ? faults.slowMsMax : 100);

  async function submit({ order, reference }: Task): Promise<Outcome> {
    const key = keyOf(order);
    const stored = world.stored(key);
    if (
      stored?.state !== "processing" || stored.attempt !== order.attempt || stored.channel !== name
    ) {
      books.fault(key, `${name} was asked to execute, and the disk says ${stored?.state}`);
    }
    if (stored?.state === "processing" && stored.passedOver.includes(name)) {
      books.fault(key, `${name} was asked after it had declined`);
    }
    ledger.ask(reference, key, name);
    const fate = chance.hit(faults.fails)
      ? "failed"
      : faults.closed.includes(name) || chance.hit(faults.doesNothing)
      ? "void"
      : "executed";
    const { chargeCash } = order.fields;
    const cash = chance.hit(0.2) ? chargeCash / 2n : chargeCash;
    clock.after(waitMs(), () => {
      ledger.arrive(reference, fate, cash);
      life.diesAt("journal.written");
    });
    if (life.diesAt("submit.asked")) return never();
    if (weather.strikes(chance, faults.pending)) {
      return chance.hit(faults.neverTells) ? { kind: "pending" } : pending(order, reference);
    }
    await sleep(own, waitMs());
    const throws = weather.strikes(chance, faults.throws);
    if (throws || weather.strikes(chance, faults.unknown)) {
      if (chance.hit(faults.tellsLate)) {
        own.after(chance.between(0, LATE_MS_MAX), () => void pending(order, reference));
      }
      if (throws) throw new Error("the supplier's connection broke");
      return { kind: "unknown", reason: "HTTP 502" };
    }
    return outcomeNow(order, reference) ?? pending(order, reference);
  }

  async function query({ order, reference }: Task): Promise<Outcome> {
    const key = keyOf(order);
    books.note(key, `${name} is asked about ${reference}`);
    const isEarly = onTheirWay.has(reference) && weather.strikes(chance, faults.looksEarly);
    await sleep(own, waitMs());
    if (isEarly) return { kind: "untouched", reason: "looked too early" };
    if (weather.strikes(chance, faults.queryFails)) throw new Error("the supplier does not answer");
    if (ledger.attempt(reference) === undefined) ledger.ruleOut(reference, key, name);
    return outcomeNow(order, reference) ?? pending(order, reference);
  }

  function pending(order: Attempt, reference: string): Outcome {
    const broken = (error: unknown) => books.fault(keyOf(order), `conclude: ${error}`);
    own.after(chance.between(1, LOOK_MS_MAX), () => {
      const outcome = outcomeNow(order, reference);
      if (outcome === null) pending(order, reference);
      else life.deed("told.before", "told.after", () => tell(order, outcome)).catch(broken);
    });
    return { kind: "pending" };
  }

  function outcomeNow({ fields }: Attempt, reference: string): Outcome | null {
    const attempt = ledger.attempt(reference);
    if (attempt === undefined || attempt.state === "arriving") return null;
    if (attempt.state === "void") return { kind: "untouched", reason: "unknown reference" };
    if (attempt.state === "failed") return { kind: "failed", details: { retDetail: "空号" } };
    const retCash = ledger.executionsOf(attempt.key)[0]?.cash ?? 0n;
    // A channel that says nothing of the amount means the whole.
    const details = retCash === fields.chargeCash ? {} : { retCash };
    return { kind: "succeeded", details: { ...details, retCost: retCash - 1n } };
  }

  return {
    name,
    type: "simulate",
    settledFromOutside: false,
    canQuery: true,
    async submit(task) {
      onTheirWay.add(task.reference);
      try {
        return await life.deed("submit.before", "submit.after", () => submit(task));
      } finally {
        onTheirWay.delete(task.reference);
      }
    },
    query: (task) => life.deed("query.before", "query.after", () => query(task)),
  };
}

function keyOf(order: Pick<Order, "server" | "fields">): string {
  return idText(order.server, order.fields.chargeId);
}
