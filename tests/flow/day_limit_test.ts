/**
 * A channel's limits of the day, over the real program's restart.
 *
 * @module
 */
import assert from "node:assert/strict";
import { CHANNELS, CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

interface ChannelJson {
  readonly name: string;
  readonly isOpen: boolean;
  readonly todayCount: number;
  readonly todayCash: string;
}

Deno.test("what a channel was given today counts after a kill, settled or not, and what is too much waits", async () => {
  // Far from every midnight, however long the test takes: its day is that of a zone where it is noon or so now.
  const hour = new Date().getUTCHours();
  const timezone = `Etc/GMT${hour < 12 ? `-${12 - hour}` : `+${hour - 12}`}`;
  const channels = {
    ...CHANNELS,
    success: { ...Object(CHANNELS.success), dailyCount: 1 },
    desk: { type: "manual", dailyCash: 150 },
  };
  await using world = await CzdockWorld.start({ timezone, channels });
  const settled = newChargeId(), open = newChargeId(), late = newChargeId(), large = newChargeId();
  await world.send({ chargeId: settled, chargeType: TO.success });
  await world.confirmed(settled);
  await world.send({ chargeId: open, chargeType: TO.desk });
  await world.processing(open);

  await world.program.kill();
  await world.startProgram();
  await world.send({ chargeId: late, chargeType: TO.success });
  await world.send({ chargeId: large, chargeType: TO.desk });
  const channel = async (name: string) => {
    const { json } = await world.api.call("GET", "/api/overview");
    const { channels } = json as { channels: ChannelJson[] };
    return channels.find((one) => one.name === name) ?? assert.fail(name);
  };
  for (const chargeId of [late, large]) {
    await until("it waits", async () => (await world.api.order(chargeId))?.state === "queued");
  }
  const success = await channel("success"), desk = await channel("desk");
  assert.deepEqual([success.todayCount, success.todayCash, success.isOpen], [1, "100.000", false]);
  assert.deepEqual([desk.todayCount, desk.todayCash, desk.isOpen], [1, "100.000", true]);
  assert.equal(world.journal(late).length, 0);
});
