import assert from "node:assert/strict";
import fc from "fast-check";
import type { Order } from "../../lib/order.ts";
import { idText } from "../../lib/order.ts";
import type { OrderFilter } from "../../lib/order_query.ts";
import {
  abandonedAt,
  acked,
  confirmedAt,
  contradictedAt,
  newOrder,
  repushedAt,
  settledAs,
  startedAt,
  storeWorld,
} from "../support/store.ts";
import type { StoreWorld } from "../support/store.ts";

const SERVERS = ["main", "other"];
const CHANNELS = ["sim", "desk"];
const ACCOUNTS = ["13530017201", "13900007201", "user@example"];
/** Few instants, so that many orders come at the same one. */
const INSTANTS = 4;

type Step =
  | { readonly kind: "accept"; server: number; account: number; at: number; type: number }
  | { readonly kind: "go"; readonly order: number; readonly to: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("accept" as const),
    server: fc.nat(1),
    account: fc.nat(2),
    at: fc.nat(INSTANTS - 1),
    type: fc.nat(2),
  }),
  fc.record({ kind: fc.constant("go" as const), order: fc.nat(40), to: fc.nat(10) }),
);
const steps = fc.array(step, { minLength: 5, maxLength: 60 });
const filters: fc.Arbitrary<OrderFilter> = fc.record({
  state: fc.constantFrom("received", "queued", "processing", "settled"),
  retCode: fc.constantFrom(1, 2, 3),
  delivery: fc.constantFrom("pending", "confirmed", "abandoned"),
  server: fc.constantFrom(...SERVERS),
  channel: fc.constantFrom(...CHANNELS),
  chargeType: fc.nat(2),
  cashMin: fc.nat(2).map((type) => BigInt(type)),
  cashMax: fc.nat(2).map((type) => BigInt(type)),
  flag: fc.constantFrom("contradicted", "needsYou"),
  q: fc.constantFrom("1", "7201", ...ACCOUNTS),
  fromMs: fc.nat(INSTANTS).map((at) => START_MS + at),
  toMs: fc.nat(INSTANTS).map((at) => START_MS + at),
}, { requiredKeys: [] });

const START_MS = Date.parse("2026-11-23T08:00:00Z");

/** Does steps on a store, each on an order that its number chooses. */
class Doing {
  readonly ids: { server: string; chargeId: string }[] = [];

  constructor(private readonly world: StoreWorld) {}

  async do(step: Step): Promise<void> {
    const { orders } = this.world;
    if (step.kind === "accept") {
      const chargeId = String(this.ids.length);
      const server = SERVERS[step.server] ?? "main";
      const chargeAcct = ACCOUNTS[step.account] ?? "";
      const chargeType = step.type, chargeCash = BigInt(step.type);
      const differences = { server, chargeAcct, chargeType, chargeCash };
      await orders.accept(newOrder(chargeId, START_MS + step.at, differences));
      this.ids.push({ server, chargeId });
      return;
    }
    const id = this.ids[step.order % Math.max(1, this.ids.length)];
    if (id === undefined) return;
    const retCode = ([1, 2, 3] as const)[step.to % 3] ?? 1;
    const moves = [
      acked,
      startedAt(CHANNELS[step.to % 2] ?? "sim"),
      settledAs({ retCode }, START_MS),
      step.to === 9 ? abandonedAt(START_MS) : confirmedAt(START_MS),
    ];
    if (step.to === 10) await orders.change(id, contradictedAt(START_MS));
    if (step.to === 8) await orders.change(id, repushedAt(START_MS));
    for (const move of moves.slice(0, 1 + step.to % 5)) await orders.change<Order>(id, move);
  }

  /** All orders that fit, newest first: what a listing is compared with. */
  async naive(filter: OrderFilter): Promise<string[]> {
    const all = await Promise.all(this.ids.map((id) => this.world.orders.get(id)));
    return all.filter((order) => order !== null).filter((order) => fits(order, filter))
      .sort(newestFirst).map(nameOf);
  }
}

function fits(order: Order, filter: OrderFilter): boolean {
  const { chargeId, chargeAcct } = order.fields;
  const settled = order.state === "settled" ? order : null;
  const contradicted = order.timeline.some(({ kind }) => kind === "contradicted");
  const facts: Record<string, boolean> = {
    state: order.state === filter.state,
    retCode: settled?.result.retCode === filter.retCode,
    delivery: settled?.delivery.state === filter.delivery,
    server: order.server === filter.server,
    channel: "channel" in order && order.channel === filter.channel,
    chargeType: order.fields.chargeType === filter.chargeType,
    cashMin: order.fields.chargeCash >= (filter.cashMin ?? 0n),
    cashMax: order.fields.chargeCash <= (filter.cashMax ?? 0n),
    flag: filter.flag === "contradicted" ? contradicted : contradicted ||
      settled?.delivery.state === "abandoned" || order.state === "review" ||
      (order.state === "processing" && order.channel === "desk"),
    q: [chargeId, chargeAcct, chargeAcct.slice(-4)].includes(filter.q ?? ""),
    fromMs: order.receivedAtMs >= (filter.fromMs ?? 0),
    toMs: order.receivedAtMs < (filter.toMs ?? 0),
  };
  return Object.keys(filter).every((part) => facts[part]);
}

function newestFirst(a: Order, b: Order): number {
  const [keyA, keyB] = [a, b].map((order) => [order.receivedAtMs, nameOf(order)] as const);
  if (keyA === undefined || keyB === undefined) return 0;
  return keyB[0] - keyA[0] || (keyA[1] < keyB[1] ? 1 : -1);
}

function nameOf(order: Order): string {
  return idText(order.server, order.fields.chargeId);
}

Deno.test("page by page a listing is what a look at every order finds", async () => {
  const limits = fc.integer({ min: 1, max: 12 });
  await fc.assert(
    fc.asyncProperty(steps, filters, limits, async (steps, filter, limit) => {
      const world = await storeWorld();
      const doing = new Doing(world);
      for (const one of steps) await doing.do(one);
      const shown: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await world.queries.list(filter, limit, cursor);
        assert.ok(page.orders.length <= limit);
        shown.push(...page.orders.map(nameOf));
        cursor = page.cursor;
      } while (cursor !== null);
      assert.deepEqual(shown, await doing.naive(filter));
    }),
    { numRuns: 150 },
  );
});

Deno.test("a walk shows each order once, while orders come in, close and are pushed again", async () => {
  const limits = fc.integer({ min: 1, max: 5 });
  const stable = fc.record({ server: fc.constantFrom(...SERVERS) }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(steps, steps, stable, limits, async (before, during, filter, limit) => {
      const world = await storeWorld();
      const doing = new Doing(world);
      for (const one of before) await doing.do(one);
      const there = await doing.naive(filter);
      const todo = [...during];
      const shown: string[] = [];
      let cursor: string | null = null;
      do {
        const reading = world.queries.list(filter, limit, cursor);
        for (const one of todo.splice(0, 3)) await doing.do(one);
        const page = await reading;
        shown.push(...page.orders.map(nameOf));
        cursor = page.cursor;
      } while (cursor !== null);
      assert.equal(new Set(shown).size, shown.length, `twice: ${shown.join(" ")}`);
      for (const name of there) assert.ok(shown.includes(name), `${name} in ${shown.join(" ")}`);
    }),
    { numRuns: 150 },
  );
});
