/**
 * A czdock at work with something of everything in it, for the screens to show.
 *
 * @module
 */
import { CzdockWorld, newChargeId, TO, TO_NOBODY } from "../../support/czdock_world.ts";
import type { Sections } from "../../support/czdock_world.ts";
import { until } from "../../support/until.ts";
import type { Members } from "../../support/order_packets.ts";

/** A czdock and a browser that looks at it. */
export interface Scene extends AsyncDisposable {
  readonly world: CzdockWorld;
  /** The orders that were sent, by where they went. */
  readonly ids: Readonly<Record<keyof typeof TO | "nobody", string>>;
}

/** Starts a czdock and has it deal with an order of every kind. */
export async function startScene(sections: Sections = {}): Promise<Scene> {
  const world = await CzdockWorld.start(sections);
  const send = async (chargeType: string, members: Members = {}) => {
    const chargeId = newChargeId();
    await world.send({ chargeId, chargeType, ...members });
    return chargeId;
  };
  const ids = {
    success: await send(TO.success),
    failed: await send(TO.failed, { chargeAcct: '"13900001111"' }),
    partial: await send(TO.partial),
    desk: await send(TO.desk, { chargeAcct: '"13711112222"' }),
    uncertain: await send(TO.uncertain),
    slow: await send(TO.slow),
    nobody: await send(TO_NOBODY),
  };
  for (const one of ["success", "failed", "partial", "slow", "nobody"] as const) {
    await world.confirmed(ids[one]);
  }
  await world.processing(ids.desk);
  await until(
    "the uncertain one is in review",
    async () => (await world.api.order(ids.uncertain))?.state === "review",
  );
  return { world, ids, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}
