import assert from "node:assert/strict";
import { say } from "../support/callback_server.ts";
import { newChargeId } from "../support/czdock_world.ts";
import type { EngineOnSockets } from "../support/engine_on_sockets.ts";
import { loadingEngine } from "../support/engine_on_sockets.ts";
import { packet } from "../support/order_packets.ts";
import { exchange } from "../support/raw_peer.ts";
import { until } from "../support/until.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const HOUR_MS = 3_600_000, MINUTE_MS = 60_000;
/** The longest interval between two pushes, by default, in milliseconds. */
const PUSH_MS_MAX = MINUTE_MS;

/** A clock whose timers go on as ever while its wall is set. */
class JumpyClock extends VirtualClock {
  #aheadMs = 0;
  override nowMs(): number {
    return super.nowMs() + this.#aheadMs;
  }
  jump(byMs: number): void {
    this.#aheadMs += byMs;
  }
}

const SIMULATE = { type: "simulate", delay: "0s" };
const SECTIONS = {
  channels: {
    sim: { ...SIMULATE, outcome: "success" },
    slow: { ...SIMULATE, outcome: "success", delay: "10m" },
    unsure: { ...SIMULATE, outcome: "uncertain" },
    desk: { type: "manual" },
    few: { ...SIMULATE, outcome: "success", dailyCount: 1 },
  },
  routes: ["sim", "slow", "unsure", "desk", "few"].map((channel, chargeType) => ({
    when: { chargeType },
    channels: [channel],
    maxWait: "72h",
  })),
};
const TO = { sim: "0", slow: "1", unsure: "2", desk: "3", few: "4" };

type World = EngineOnSockets & { readonly clock: VirtualClock };

async function send(world: World, chargeType: string): Promise<string> {
  const chargeId = newChargeId();
  const { text } = await exchange(world.port, packet({ chargeId, chargeType }));
  assert.equal(JSON.parse(text).retCode, 0);
  return chargeId;
}

function stateOf({ engine }: World, chargeId: string): string {
  return engine.orders.peek({ server: "main", chargeId })?.state ?? "closed";
}

/** An order at every stage of its life. */
async function atEveryStage(world: World) {
  const { callbacks } = world;
  const undelivered = newChargeId();
  callbacks.answer(undelivered, ...Array.from({ length: 100 }, () => say("NO")));
  const packetOf = packet({ chargeId: undelivered, chargeType: TO.sim });
  assert.equal(JSON.parse((await exchange(world.port, packetOf)).text).retCode, 0);
  const closed = await send(world, TO.sim), slow = await send(world, TO.slow);
  const review = await send(world, TO.unsure), desk = await send(world, TO.desk);
  const first = await send(world, TO.few), queued = await send(world, TO.few);
  const orders = { undelivered, closed, slow, review, desk, first, queued };
  const wanted = { slow: "processing", review: "review", desk: "processing", queued: "queued" };
  await untilAt(world, orders, {
    ...wanted,
    undelivered: "settled",
    closed: "closed",
    first: "closed",
  });
  return orders;
}

async function untilAt(
  world: World,
  orders: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, state] of Object.entries(wanted)) {
    await until(`the order ${name} is ${state}`, async () => {
      // An unclear answer is asked about before the order goes to review.
      await world.clock.advance(500);
      return stateOf(world, orders[name] ?? "") === state;
    });
  }
}

/** Nothing was executed twice, and nobody was told two things. */
function assertOnce(
  { executed, callbacks }: World,
  orders: Readonly<Record<string, string>>,
): void {
  assert.equal(new Set(executed).size, executed.length, "an order was executed twice");
  for (const [name, chargeId] of Object.entries(orders)) {
    const told = new Set(callbacks.of(chargeId).map(({ text }) => JSON.parse(text).retCode));
    assert.ok(told.size <= 1, `${name} was told ${[...told]}`);
  }
}

for (
  const [sentence, jumpsMs] of [
    ["back by hours", [-5 * HOUR_MS]],
    ["forward by hours", [5 * HOUR_MS]],
    ["back, forward and right again", [-9 * HOUR_MS, 14 * HOUR_MS, -5 * HOUR_MS]],
  ] as const
) {
  Deno.test(`a wall clock that is set ${sentence} has no order executed twice, lost, or told two things`, async () => {
    const clock = new JumpyClock();
    await using world = await loadingEngine({ clock, sections: SECTIONS });
    const orders = await atEveryStage(world);
    const { undelivered, slow, review, queued } = orders;
    let netMs = 0;
    for (const jumpMs of jumpsMs) {
      clock.jump(jumpMs);
      netMs += jumpMs;
      await clock.advance(1000);
      // New orders are taken and told as ever, whatever the time is said to be.
      const during = await send(world, TO.sim);
      await untilAt(world, { during }, { during: "closed" });
      assertOnce(world, { ...orders, during });
    }
    // A result is pushed on within the longest interval of the time that really goes by.
    world.callbacks.answer(undelivered);
    const pushes = world.callbacks.of(undelivered).length;
    await clock.advance(PUSH_MS_MAX);
    await untilAt(world, orders, { undelivered: "closed" });
    assert.equal(world.callbacks.of(undelivered).length, pushes + 1);
    // What a channel has under way comes to its end in its own time.
    await clock.advance(10 * MINUTE_MS);
    await untilAt(world, orders, { slow: "closed" });
    assert.match((await world.callbacks.nth(slow)).text, /"retCode":1/);
    // A hold is never shorter than it was, and lasts longer only by what the clock is behind.
    await clock.advance(15 * MINUTE_MS);
    assert.equal(stateOf(world, review), "review");
    await clock.advance(Math.max(0, -netMs) + 15 * MINUTE_MS);
    await untilAt(world, orders, { review: "closed" });
    assert.match((await world.callbacks.nth(review)).text, /"retCode":2/);
    // The day's limit lets the next one in when there is another day.
    assert.equal(stateOf(world, queued), "queued");
    await clock.advance(24 * HOUR_MS);
    await untilAt(world, orders, { queued: "closed" });
    assert.equal(stateOf(world, orders.desk), "processing");
    assertOnce(world, orders);
    assert.equal(world.executed.filter((chargeId) => chargeId === orders.desk).length, 1);
  });
}
