/**
 * Programs that take orders from a worker channel: they claim some, execute each within its lease, settle it, extend it,
 * give it back, or die in the middle.
 *
 * @module
 */
import type { ClaimedOrder } from "../../../lib/operator.ts";
import type { Engine } from "../../../lib/wiring/engine.ts";
import { idText } from "../../../lib/order.ts";
import { sleep } from "../../../lib/clock.ts";
import type { OperatorWorld } from "./operator.ts";

/** The channel that they work for. */
export const CREW = "crew";
const ROUND_MS_MAX = 4000;
/** How long they have for an order. */
const LEASE_MS = 6000;

/** A few programs, each with a name of its own. */
export class Crew {
  #programs = 0;

  constructor(private readonly world: OperatorWorld) {}

  /** Begins, and never ends. */
  start(): void {
    const { clock, chance, engine } = this.world;
    clock.after(chance.between(1, ROUND_MS_MAX), () => {
      const now = engine();
      if (now !== null) this.#claim(now.engine, `token:crew-${++this.#programs}`);
      this.start();
    });
  }

  async #claim(engine: Engine, by: string): Promise<void> {
    const { chance } = this.world;
    const claimed = await engine.workers.claim(CREW, chance.between(1, 3), LEASE_MS, by);
    if (claimed.kind !== "claimed") return;
    for (const { order } of claimed.orders) this.#work(engine, order, by);
  }

  async #work(engine: Engine, order: ClaimedOrder["order"], by: string): Promise<void> {
    const { clock, chance, weather, ledger, books, faults } = this.world;
    const { server, fields } = order;
    const id = { server, chargeId: fields.chargeId };
    const key = idText(server, fields.chargeId);
    let leaseUntilMs = order.claim?.untilMs ?? 0;
    await sleep(clock, chance.between(0, LEASE_MS));
    if (weather.strikes(chance, faults.crewDies)) {
      return books.note(key, `${by} dies before it does anything`);
    }
    if (chance.hit(0.3)) {
      const extended = await engine.workers.extend(id, LEASE_MS, by);
      if (extended !== "done") return;
      leaseUntilMs = clock.nowMs();
    }
    // A program that is too late must not begin.
    if (clock.nowMs() >= leaseUntilMs) return;
    if (chance.hit(0.1)) {
      books.note(key, `${by} gives it back`);
      await engine.workers.release(id, by);
      return;
    }
    const executes = chance.hit(0.7);
    if (executes) ledger.execute(key, CREW, fields.chargeCash);
    if (weather.strikes(chance, faults.crewDies)) {
      return books.note(key, `${by} dies in the middle`);
    }
    const result = {
      retCode: executes ? 1 as const : 3 as const,
      retDetail: "",
      userContent: "",
      retCost: 0n,
      retBalance: 0n,
      retCash: executes ? fields.chargeCash : 0n,
    };
    books.note(key, `${by} settles: ${await engine.operator.settle(id, result, by)}`);
  }
}
