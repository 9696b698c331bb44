/**
 * The person at the desk: executes and settles manual orders, looks into uncertain ones, pushes results again, and
 * sometimes presses a button twice.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import type { Money } from "../../../lib/money.ts";
import type { Order, OrderId } from "../../../lib/order.ts";
import { idText } from "../../../lib/order.ts";
import type { Engine } from "../../../lib/wiring/engine.ts";
import type { Books } from "./books.ts";
import type { Chance } from "./chance.ts";
import type { Ledger } from "./ledger.ts";
import type { PersonFaults } from "./plan.ts";
import type { Weather } from "./weather.ts";

/** What the operator lives in. */
export interface OperatorWorld {
  readonly ledger: Ledger;
  readonly books: Books;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly faults: PersonFaults;
  /** The engine that runs now, and the number of its life. */
  readonly engine: () => { readonly engine: Engine; readonly life: number } | null;
}

const ROUND_MS_MAX = 8000;
const BY = "operator:sim";

/** Works through what waits for a person. */
export class Operator {
  /** Whether an order of the desk is executed; decided once. */
  readonly #decisions = new Map<string, boolean>();
  /** The life in which an order was last touched and not yet answered. */
  readonly #busy = new Map<string, number>();
  readonly #curiosity: Chance;

  constructor(private readonly world: OperatorWorld) {
    this.#curiosity = world.chance.fork("curiosity");
  }

  /** Begins, and never ends. */
  start(): void {
    const { clock, chance, weather } = this.world;
    const waitMs = weather.stormy ? chance.between(1, ROUND_MS_MAX) : ROUND_MS_MAX;
    clock.after(waitMs, () => {
      this.#round();
      this.start();
    });
  }

  #round(): void {
    const { engine: running, chance, weather, faults } = this.world;
    const now = running();
    if (now === null) return;
    this.#switchChannels(now.engine);
    for (const order of [...now.engine.orders.active()]) {
      if (weather.strikes(this.#curiosity, faults.inquires)) this.#inquire(now.engine, order);
      if (weather.stormy && chance.hit(0.6)) continue;
      const key = idText(order.server, order.fields.chargeId);
      if (this.#busy.get(key) === now.life) continue;
      if (order.state === "processing" && order.channel === "desk") {
        this.#begin(key, now.life, this.#serve(now.engine, order, key));
      } else if (order.state === "review" && chance.hit(0.5)) {
        this.#begin(key, now.life, this.#lookInto(now.engine, order, key));
      }
    }
    for (const key of this.world.books.orders.keys()) {
      if (weather.strikes(chance, faults.repushes)) this.repush(key);
    }
  }

  /** Has a supplier asked about an order, perhaps while it is just being given it. */
  #inquire(engine: Engine, order: Order): void {
    const { books } = this.world;
    const id = { server: order.server, chargeId: order.fields.chargeId };
    const key = idText(id.server, id.chargeId);
    engine.operator.inquire(id, BY).then(
      (answer) => books.note(key, `is to be asked about: ${answer}`),
      () => books.note(key, "is to be asked about, but the store can't be read"),
    );
  }

  /** Pauses a channel now and then, and lets those go on that are paused. */
  #switchChannels({ operator, execution }: Engine): void {
    const { chance, weather, books, faults } = this.world;
    for (const [name] of execution.fleet.channels) {
      if (execution.fleet.gate(name)?.pause) {
        if (!weather.stormy || chance.hit(0.3)) operator.resume(name, BY);
      } else if (weather.strikes(chance, faults.pauses)) {
        books.note(null, `${name} is paused`);
        operator.pause(name, "storm", BY);
      }
    }
  }

  /** Has a result pushed again, whether or not it was confirmed. */
  repush(key: string): void {
    const now = this.world.engine();
    const book = this.world.books.orders.get(key);
    if (now === null || book === undefined) return;
    this.world.books.note(key, "is to be pushed again");
    book.repushesUnderWay++;
    book.okHeardInLife = null;
    now.engine.operator.push({ server: book.server, chargeId: book.chargeId }, BY).then(
      (pushed) => {
        this.world.books.note(key, `pushed again: ${pushed}`);
        book.okHeardInLife = null;
        book.repushesUnderWay--;
      },
    );
  }

  #begin(key: string, life: number, work: Promise<void>): void {
    this.#busy.set(key, life);
    work.catch((error) => this.world.books.fault(key, `settle threw ${error}`))
      .finally(() => this.#busy.delete(key));
  }

  async #serve(engine: Engine, order: Order, key: string): Promise<void> {
    const { ledger, chance } = this.world;
    let executes = this.#decisions.get(key);
    if (executes === undefined) {
      executes = chance.hit(0.7);
      this.#decisions.set(key, executes);
      if (executes) ledger.execute(key, "desk", order.fields.chargeCash);
    }
    await this.#settle(engine, order, key);
  }

  /** Asks the supplier, which rules out what has not arrived. */
  async #lookInto(engine: Engine, order: Order, key: string): Promise<void> {
    this.world.ledger.ruleOutAll(key);
    await this.#settle(engine, order, key);
  }

  async #settle(engine: Engine, order: Order, key: string): Promise<void> {
    const { ledger, books, chance } = this.world;
    const id = { server: order.server, chargeId: order.fields.chargeId };
    const cash = ledger.executionsOf(key)[0]?.cash;
    if (order.state === "processing" && chance.hit(0.3)) await this.#claimFirst(engine, id, key);
    const settled = await engine.operator.settle(id, resultOf(cash), BY);
    books.note(key, `settled by hand: ${settled}`);
    if (settled !== "settled" || !chance.hit(0.3)) return;
    const again = await engine.operator.settle(
      id,
      resultOf(cash === undefined ? 1n : undefined),
      BY,
    );
    if (again === "settled") books.fault(key, "was settled by hand twice");
  }

  async #claimFirst(engine: Engine, id: OrderId, key: string): Promise<void> {
    const { books, chance } = this.world;
    const claimed = await engine.operator.claim(id, BY);
    books.note(key, `claimed: ${claimed}`);
    if (claimed !== "done") return;
    const other = await engine.operator.settle(id, resultOf(undefined), OTHER);
    if (other === "settled") books.fault(key, "was settled by one while another had claimed it");
    if (chance.hit(0.2)) await engine.operator.takeBack(id, OTHER);
  }
}

/** Another person, who must not do what the first has taken on. */
const OTHER = "operator:other";

function resultOf(cash: Money | undefined) {
  return {
    retCode: cash === undefined ? 3 as const : 1 as const,
    retDetail: "人工处理",
    userContent: "",
    retCost: 0n,
    retBalance: 0n,
    retCash: cash ?? 0n,
  };
}
