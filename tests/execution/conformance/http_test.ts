import type { ChannelName } from "../../suppliers/channels.ts";
import { CHANNEL_NAMES, hastyChannel, SETTINGS, TIMEOUT_MS } from "../../suppliers/channels.ts";
import type { Fate, Turn } from "../../support/suppliers/plan.ts";
import { DONE, ScriptedPlan, WELL } from "../../support/suppliers/plan.ts";
import { ACCOUNT, FakeSupplier } from "../../support/suppliers/supplier.ts";
import { channelsOf } from "./made.ts";
import type { Played, Way } from "./suite.ts";
import { conforms } from "./suite.ts";

/** What a supplier does with an order, and how it answers everything. */
const BEHAVIOUR: Readonly<Record<Way, readonly [Fate, Partial<Turn>]>> = {
  executes: [DONE, WELL],
  executesPartly: [{ end: "partly", afterMs: 0, share: 0.4 }, WELL],
  fails: [{ end: "failed", afterMs: 0 }, WELL],
  refuses: [{ end: "refused", reason: "lowBalance" }, WELL],
  breaks: [DONE, { manner: { kind: "reset" } }],
  babbles: [DONE, { twist: "garbage" }],
  dawdles: [DONE, { manner: { kind: "late", afterMs: TIMEOUT_MS * 1.5 } }],
  isAway: [DONE, WELL],
};

async function open(name: ChannelName): Promise<Played> {
  const plan = new ScriptedPlan();
  const { style } = SETTINGS[name];
  const supplier = await FakeSupplier.start({ style, plan, repeats: "executed" });
  const { channel, logged } = channelsOf({ it: hastyChannel(name, supplier.url, 9) });
  let isAway = false;
  return {
    async playing(way) {
      if (isAway) await supplier.hear();
      isAway = way === "isAway";
      if (isAway) await supplier.deafen();
      const [fate, turn] = BEHAVIOUR[way];
      plan.usual = fate;
      plan.always.submit = plan.always.query = turn;
      return channel("it");
    },
    executions: (reference) => supplier.books.executionsOf(reference).length,
    logged,
    [Symbol.asyncDispose]: () => supplier[Symbol.asyncDispose](),
  };
}

const WAYS: readonly Way[] = ["executes", "fails", "refuses", "breaks", "babbles", "isAway"];

/** What only one can do, or what takes its time and needs to be seen once. */
const MORE: Readonly<Record<ChannelName, readonly Way[]>> = {
  shop: ["dawdles"],
  market: ["executesPartly"],
  games: [],
};

for (const name of CHANNEL_NAMES) {
  conforms({
    name: `http, ${SETTINGS[name].style.name}`,
    ways: [...WAYS, ...MORE[name]],
    secrets: [ACCOUNT.secret],
    open: () => open(name),
  });
}
