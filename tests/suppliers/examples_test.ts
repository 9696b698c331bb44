import assert from "node:assert/strict";
import type { OrderJson } from "../../lib/api/order_json.ts";
import { runCzdock } from "../support/czdock_process.ts";
import { CzdockWorld, newChargeId } from "../support/czdock_world.ts";
import { ROOT } from "../house/source_files.ts";
import type { Fate } from "../support/suppliers/plan.ts";
import { DONE, ScriptedPlan } from "../support/suppliers/plan.ts";
import { ACCOUNT, FakeSupplier } from "../support/suppliers/supplier.ts";
import { until } from "../support/until.ts";
import type { ChannelName, Section } from "./channels.ts";
import { CHANNEL_NAMES, hastyChannel, SETTINGS } from "./channels.ts";

/** The channels as they are used here: those that are told, and those that must ask. */
const ASKING = { shop: "shop", market: "marketAsking", games: "gamesAsking" } as const;
const TOLD = { market: "market", games: "games" } as const;
type Name = typeof ASKING[ChannelName] | typeof TOLD[keyof typeof TOLD];
/** The productSn that leads to a channel; whatever it does not do, the spare one does. */
const SN: Readonly<Record<Name, number>> = {
  shop: 1,
  marketAsking: 2,
  gamesAsking: 3,
  market: 4,
  games: 5,
};

class ExamplesWorld implements AsyncDisposable {
  readonly plans = new Map<ChannelName, ScriptedPlan>();
  readonly suppliers = new Map<ChannelName, FakeSupplier>();

  private constructor(readonly czdock: CzdockWorld) {}

  static async start(): Promise<ExamplesWorld> {
    const suppliers = new Map<ChannelName, FakeSupplier>();
    const plans = new Map<ChannelName, ScriptedPlan>();
    for (const name of CHANNEL_NAMES) {
      const plan = new ScriptedPlan();
      plans.set(name, plan);
      suppliers.set(name, await FakeSupplier.start({ style: SETTINGS[name].style, plan }));
    }
    const czdock = await CzdockWorld.start(({ webPort }) => {
      const channel = (name: ChannelName) =>
        trusting(hastyChannel(name, suppliers.get(name)?.url ?? "", webPort));
      const channels: Record<Name | "spare", Section> = {
        shop: channel("shop"),
        marketAsking: asking(channel("market")),
        gamesAsking: asking(channel("games")),
        market: told(channel("market")),
        games: told(channel("games")),
        spare: { type: "simulate", outcome: "success", delay: "0s", journal: "journal.ndjson" },
      };
      const routes = Object.entries(SN).map(([name, productSn]) => ({
        when: { productSn },
        channels: [name, "spare"],
      }));
      return { channels, routes };
    });
    const world = new ExamplesWorld(czdock);
    suppliers.forEach((supplier, name) => world.suppliers.set(name, supplier));
    plans.forEach((plan, name) => world.plans.set(name, plan));
    return world;
  }

  plan(name: ChannelName): ScriptedPlan {
    return this.plans.get(name) ?? assert.fail(name);
  }

  /** Sends an order of 50 yuan, with an account of its own whose fate is given. */
  async send(channel: Name, fate: Fate = DONE, account?: string): Promise<string> {
    const chargeId = newChargeId();
    const acct = account ?? `138${chargeId.padStart(8, "0")}`;
    this.plan(supplierOf(channel)).fates.set(acct, fate);
    const { text } = await this.czdock.send({
      chargeId,
      chargeAcct: JSON.stringify(acct),
      chargeCash: "50.000",
      faceValue: "50.000",
      productSn: `${SN[channel]}`,
    });
    assert.match(text, /"retCode":0/);
    return chargeId;
  }

  async settled(chargeId: string): Promise<OrderJson> {
    return await until(`${chargeId} is settled`, async () => {
      const order = await this.czdock.api.order(chargeId);
      return order?.state === "settled" ? order : null;
    });
  }

  executions(name: ChannelName, chargeId: string): readonly number[] {
    const { executions } = this.suppliers.get(name)?.books ?? assert.fail(name);
    return executions.filter(({ number }) => number.split("-")[1] === chargeId)
      .map(({ cashMilli }) => cashMilli);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.czdock[Symbol.asyncDispose]();
    for (const supplier of this.suppliers.values()) await supplier[Symbol.asyncDispose]();
  }
}

/** What it does not find may still come, however busy this machine is. */
function trusting(channel: Section): Section {
  return { ...channel, query: { ...Object(channel.query), believeNotFoundAfter: "10m" } };
}

/** Without its notifications; and it may be asked. */
function asking(channel: Section): Section {
  const { notify: _, submit, ...rest } = channel;
  const { form } = Object(submit);
  const text = JSON.stringify(form).replaceAll("{notifyUrl}", "http://127.0.0.1:9/none");
  return { ...rest, submit: { ...Object(submit), form: JSON.parse(text) } };
}

/** It is told long before it would ask. */
function told(channel: Section): Section {
  return { ...channel, query: { ...Object(channel.query), first: "1h", max: "1h" } };
}

function supplierOf(channel: Name): ChannelName {
  return channel.startsWith("market") ? "market" : channel.startsWith("games") ? "games" : "shop";
}

let world: ExamplesWorld | null = null;
Deno.test.beforeAll(async () => {
  world = await ExamplesWorld.start();
});
Deno.test.afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

function example(sentence: string, run: (world: ExamplesWorld) => Promise<void>): void {
  Deno.test({
    name: sentence,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => run(world ?? assert.fail("not started")),
  });
}

/** What a result is for the money. */
function money({ result }: OrderJson) {
  return [result?.retCode, result?.retCash, result?.retCost, result?.by];
}

const COST = { shop: "49.250", market: "49.550", games: "48.750" } as const;
const ALL = Object.keys(SN) as Name[];

for (const { example: file } of Object.values(SETTINGS)) {
  Deno.test(`docs/examples/${file}.yaml has no fault`, async () => {
    const path = new URL(`docs/examples/${file}.yaml`, ROOT).pathname;
    const { code, out, err } = await runCzdock(["check", "--config", path], { cwd: "/" });
    assert.equal(code, 0, out + err);
  });
}

example(
  "an order that is executed is settled with what it cost, and is executed once",
  async (world) => {
    for (const name of ALL) {
      const supplier = supplierOf(name);
      const chargeId = await world.send(name);
      const order = await world.settled(chargeId);
      assert.deepEqual(money(order), [1, "50.000", COST[supplier], `channel:${name}`]);
      assert.deepEqual(world.executions(supplier, chargeId), [50_000]);
      assert.match(JSON.stringify(order), /S1000\d\d/);
    }
  },
);

example("an order that fails is settled as failed, and costs nothing", async (world) => {
  for (const name of ALL) {
    const chargeId = await world.send(name, { end: "failed", afterMs: 0 });
    assert.deepEqual(money(await world.settled(chargeId)), [
      3,
      "0.000",
      "0.000",
      `channel:${name}`,
    ]);
    assert.deepEqual(world.executions(supplierOf(name), chargeId), []);
  }
});

example("an order that takes its time is asked about until it is done", async (world) => {
  for (const name of Object.values(ASKING)) {
    const chargeId = await world.send(name, { end: "done", afterMs: 1500 });
    assert.deepEqual(money(await world.settled(chargeId)).slice(0, 2), [1, "50.000"]);
  }
});

example(
  "an order that takes its time is settled by the supplier's notification, and a forged one before it is not believed",
  async (world) => {
    for (const name of Object.values(TOLD)) {
      const acct = `139${newChargeId().padStart(8, "0")}`;
      world.plan(name).told.set(acct, [
        { afterMs: 0, state: "failed", isForged: true },
        { afterMs: 500 },
        { afterMs: 500 },
        { afterMs: 600, state: "working" },
      ]);
      const chargeId = await world.send(name, { end: "done", afterMs: 200 }, acct);
      const order = await world.settled(chargeId);
      assert.deepEqual(money(order), [1, "50.000", COST[name], `channel:${name}`], name);
      await until("all is heard", () => world.suppliers.get(name)?.isIdle ?? false);
      const kinds = (await world.settled(chargeId)).timeline.map(({ kind }) => kind);
      assert.equal(kinds.includes("contradicted"), false);
    }
  },
);

example("a notification that contradicts the result is kept and changes nothing", async (world) => {
  const acct = `137${newChargeId().padStart(8, "0")}`;
  world.plan("market").told.set(acct, [{ afterMs: 0 }, { afterMs: 800, state: "failed" }]);
  const chargeId = await world.send("market", { end: "done", afterMs: 200 }, acct);
  await world.settled(chargeId);
  const order = await until("the contradiction is kept", async () => {
    const order = await world.settled(chargeId);
    return order.timeline.some(({ kind }) => kind === "contradicted") ? order : null;
  });
  assert.equal(order.result?.retCode, 1);
});

example(
  "an order that is done in part is settled with the part, by asking and by notification",
  async (world) => {
    for (const name of ["marketAsking", "market"] as const) {
      const chargeId = await world.send(name, { end: "partly", afterMs: 300, share: 0.4 });
      const order = await world.settled(chargeId);
      assert.deepEqual(money(order), [1, "20.000", "19.820", `channel:${name}`]);
    }
  },
);

example(
  "an order that is refused goes to the next channel, and one that can't be reached too",
  async (world) => {
    for (const name of ALL) {
      const chargeId = await world.send(name, { end: "refused", reason: "lowBalance" });
      assert.equal((await world.settled(chargeId)).result?.by, "channel:spare", name);
    }
    await world.suppliers.get("shop")?.deafen();
    const chargeId = await world.send("shop");
    assert.equal((await world.settled(chargeId)).result?.by, "channel:spare");
    await world.suppliers.get("shop")?.hear();
  },
);

example(
  "an order whose answer is a page of the gateway is in review until the supplier is asked, and was executed once",
  async (world) => {
    for (const name of Object.values(ASKING)) {
      const supplier = supplierOf(name);
      world.plan(supplier).next.submit.push({ twist: "badGateway" });
      world.plan(supplier).next.query.push({ twist: "badGateway" }, { twist: "notFound" });
      const chargeId = await world.send(name);
      const order = await world.settled(chargeId);
      assert.deepEqual(money(order).slice(0, 2), [1, "50.000"], name);
      assert.ok(order.timeline.some(({ kind }) => kind === "unclear"));
      assert.deepEqual(world.executions(supplier, chargeId), [50_000]);
    }
  },
);

example("an account in Chinese arrives as it is written", async (world) => {
  const chargeId = await world.send("games", DONE, "玩家一号");
  await world.settled(chargeId);
  const { executions } = world.suppliers.get("games")?.books ?? assert.fail();
  assert.equal(executions.at(-1)?.account, "玩家一号");
});

example("nothing that was written or is shown holds a supplier's key", async (world) => {
  const chargeId = await world.send("shop");
  const order = await world.settled(chargeId);
  assert.doesNotMatch(JSON.stringify(order), new RegExp(ACCOUNT.secret));
  assert.doesNotMatch(world.czdock.written, new RegExp(ACCOUNT.secret));
});
