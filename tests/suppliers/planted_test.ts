import assert from "node:assert/strict";
import type { ChannelName, Section, Sections } from "./channels.ts";
import type { SupplierWorld, WorldOptions } from "./supplier_world.ts";
import { livedThrough, SEED, suppliersTest } from "./survive.ts";

/** Worlds with the same fault in them, at most. */
const WORLDS_MAX = 4;
/** How long a world runs with a fault in it, in milliseconds. */
const RUN_MS = 6000;

/** A channel's section with one of its calls changed. */
function changed(
  channels: Sections,
  name: ChannelName,
  call: "submit" | "query" | "notify",
  change: Section,
): Sections {
  const channel = channels[name] ?? assert.fail(name);
  return { ...channels, [name]: { ...channel, [call]: { ...Object(channel[call]), ...change } } };
}

function textOf(channels: Sections, name: ChannelName, call: string, key: string): string {
  return `${Object(channels[name]?.[call])[key]}`;
}

const ROWS: readonly [
  sentence: string,
  world: Pick<WorldOptions, "first" | "favourite">,
  change: (channels: Sections) => Sections,
  faults: RegExp,
][] = [
  [
    "a code that nobody has heard of is taken for a failure",
    { first: "shop", favourite: { op: "submit", twist: "unheardOf" } },
    (channels) => {
      const failed = `${textOf(channels, "shop", "submit", "failed")} || ` +
        "answer.status == '0' && answer.result.rechargestatus == '7'";
      return changed(channels, "shop", "submit", { failed });
    },
    /has result 3, and was executed/,
  ],
  [
    "a code that nobody has heard of is taken for proof that nothing was done",
    { first: "market", favourite: { op: "submit", twist: "unheardOf" } },
    (channels) => {
      const untouched = `${textOf(channels, "market", "submit", "untouched")} || ` +
        "answer.errno == '-7'";
      return changed(channels, "market", "submit", { untouched });
    },
    /was executed 2 times|has result 3, and was executed|without proof/,
  ],
  [
    "that an order is not found is taken for its failure",
    { first: "games", favourite: { op: "query", twist: "notFound" } },
    (channels) => {
      const failed = `${textOf(channels, "games", "query", "failed")} || ` +
        "answer.order.resultno == '5007'";
      const notFound = "answer.order.resultno == 'never'";
      return changed(channels, "games", "query", { failed, notFound });
    },
    /has result 3, and was executed|without proof/,
  ],
  [
    "a notification is believed whoever sends it",
    { first: "market" },
    (channels) => changed(channels, "market", "notify", { valid: "true" }),
    /has result 3, and was executed|has result 1, and was not executed|contradiction/,
  ],
];

for (const [sentence, options, change, pattern] of ROWS) {
  suppliersTest(`where ${sentence}, the books show it`, async () => {
    const seen: string[] = [];
    // What a busy machine lets happen within a run is a matter of chance: a few worlds, and one of them must show it.
    for (let world = 0; world < WORLDS_MAX; world++) {
      const story = (world: SupplierWorld) => world.run(RUN_MS);
      const { faults } = await livedThrough(story, { ...options, change });
      if (pattern.test(faults.join("\n"))) return;
      seen.push(...faults);
    }
    assert.fail(`not shown by ${WORLDS_MAX} worlds, SUPPLIERS_SEED=${SEED}\n${seen.join("\n")}`);
  });
}
