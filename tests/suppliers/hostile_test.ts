import assert from "node:assert/strict";
import { chanceFrom } from "../../lib/platform/order_maker.ts";
import { POINTS, SUPPLIER_POINTS } from "../crash/points.ts";
import { MOMENTS } from "../support/suppliers/moments.ts";
import { CHANNEL_NAMES, SETTINGS } from "./channels.ts";
import { allIsRight, killed, SEED, suppliersTest } from "./survive.ts";
import type { Kill } from "./supplier_world.ts";

/** How long a world runs without a kill, in milliseconds. */
const RUN_MS = 6000;
/** Longer than any supplier needs that can be asked, and as long as a test can wait. */
const HOLD = "25s";
/** How long a supplier can't be reached, in milliseconds. */
const DEAF_MS = 1500;
/** Kills at moments that nobody chose, and the latest of them, in milliseconds. */
const RANDOM_KILLS = 8, RANDOM_MS = 2500;
/** Ordinals of a point, at most. */
const ORDINAL_MAX = 5;

suppliersTest(
  "suppliers that answer as badly as they can lead to no order that is executed twice, lost or guessed",
  () =>
    allIsRight(async (world) => {
      await world.run(RUN_MS / 2);
      for (const name of CHANNEL_NAMES) await world.deafen(name, DEAF_MS);
      await world.run(RUN_MS / 2);
    }),
);

suppliersTest(
  "a supplier that contradicts itself in signed notifications is believed once, and the contradiction is shown",
  async () => {
    const options = { lies: true, first: "market" } as const;
    const { contradicted } = await allIsRight((world) => world.run(RUN_MS), options);
    assert.ok(contradicted > 0, "nobody was lied to");
  },
);

suppliersTest(
  "only orders of a supplier that can't be asked are settled as uncertain, and only after their hold",
  async () => {
    const options = { mute: "shop", hold: HOLD } as const;
    const { uncertain } = await allIsRight((world) => world.run(RUN_MS), options);
    assert.ok(uncertain > 0, "everything could be known");
  },
);

const random = chanceFrom(SEED);
const ordinal = () => 1 + Math.floor(random() * ORDINAL_MAX);

suppliersTest(
  "killed at every point of its own among hostile suppliers, nothing is executed twice, lost or guessed",
  () =>
    allIsRight(killed([...POINTS, ...SUPPLIER_POINTS].map((at): Kill => ({
      at,
      // A start asks about few orders.
      ordinal: at.startsWith("query") ? 1 : ordinal(),
    })))),
);

for (const of of CHANNEL_NAMES) {
  const has = (moment: string) => SETTINGS[of].notifies || !moment.startsWith("notice");
  suppliersTest(
    `killed at every moment of the supplier ${of}, nothing is executed twice, lost or guessed`,
    () =>
      allIsRight(killed(
        MOMENTS.filter(has).map((at): Kill => ({ at, of, ordinal: ordinal() })),
      )),
  );
}

suppliersTest(
  `killed at ${RANDOM_KILLS} random moments among hostile suppliers, nothing is executed twice, lost or guessed`,
  () =>
    allIsRight(killed(
      Array.from({ length: RANDOM_KILLS }, (): Kill => ({
        at: random() < 0.3 ? "begin" : "load",
        afterMs: Math.floor(random() * RANDOM_MS),
      })),
    )),
);
