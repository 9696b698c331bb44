/**
 * A paused channel, over the real program's restart.
 *
 * @module
 */
import assert from "node:assert/strict";
import { CzdockWorld, newChargeId, TO } from "../support/czdock_world.ts";
import { until } from "../support/until.ts";

interface Paused {
  readonly paused: { readonly by: string; readonly reason: string } | null;
}

Deno.test("a paused channel takes no order, over a kill too, and once it may, executes those that waited once", async () => {
  await using world = await CzdockWorld.start();
  const switched = async (call: "pause" | "resume", body: unknown) => {
    const answer = await world.api.call("POST", `/api/channels/success/${call}`, { body });
    assert.equal(answer.status, 200, answer.text);
    return (answer.json as Paused).paused;
  };
  const paused = await switched("pause", { reason: "对账" });
  assert.deepEqual([paused?.by, paused?.reason], ["operator:local", "对账"]);
  const before = newChargeId(), after = newChargeId(), other = newChargeId();
  const waits = async (chargeId: string) =>
    await until("it waits", async () => (await world.api.order(chargeId))?.state === "queued");
  await world.send({ chargeId: before, chargeType: TO.success });
  await waits(before);

  await world.program.kill();
  await world.startProgram();
  await world.send({ chargeId: after, chargeType: TO.success });
  await waits(after);
  await waits(before);
  // Nobody else is held up by it.
  await world.send({ chargeId: other, chargeType: TO.failed });
  await world.confirmed(other);
  assert.equal(world.journal(before).length + world.journal(after).length, 0);

  assert.equal(await switched("resume", {}), null);
  for (const chargeId of [before, after]) {
    await world.confirmed(chargeId);
    assert.equal(world.journal(chargeId).length, 1);
  }
});
