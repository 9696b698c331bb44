/**
 * A channel that plays a supplier, for a trial. It decides by the order's own reference, so that it says the same when
 * it is asked again after a restart, as a supplier with books would. With a journal it keeps real books: an execution
 * counts when its line is written, and an order that is not in them was not executed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { sleep } from "../../clock.ts";
import type { SimulateChannelConfig } from "../../config.ts";
import type { Money } from "../../money.ts";
import { formatMoney } from "../../money.ts";
import type { Channel, Outcome, Task } from "../channel.ts";

/** The books of a simulated supplier. */
export interface Journal {
  has(reference: string): boolean;
  /** Writes one submission down, and what has arrived at the account. */
  add(entry: { reference: string; chargeId: string; outcome: string; cash: string }): void;
}

/** What `outcome: random` chooses from, as shares of 100. */
const RANDOM_SHARES: readonly (readonly [number, SimulateChannelConfig["outcome"]])[] = [
  [80, "success"],
  [92, "failed"],
  [97, "partial"],
  [100, "uncertain"],
];

/** Share of chargeCash that a simulated order costs, in thousandths. */
const COST_PER_MILLE = 991n;
const BALANCE = 58_921_980n;

/** A channel that executes nothing and says what its configuration wants. */
export function simulateChannel(
  name: string,
  config: SimulateChannelConfig,
  clock: Clock,
  journal: Journal | null,
): Channel {
  return {
    name,
    type: "simulate",
    settledFromOutside: false,
    canQuery: true,
    async submit(task) {
      const outcome = wantedOf(task, config.outcome);
      journal?.add({
        reference: task.reference,
        chargeId: task.order.fields.chargeId,
        outcome,
        cash: formatMoney(arrived(task, outcome)),
      });
      if (config.delayMs > 0) await sleep(clock, config.delayMs);
      return outcomeOf(task, config.outcome);
    },
    query(task) {
      const executed = journal === null || journal.has(task.reference);
      return Promise.resolve(
        executed
          ? outcomeOf(task, config.outcome)
          : { kind: "untouched", reason: "模拟账本中没有该单 not in the simulator's journal" },
      );
    },
  };
}

/** What became of it, where that is left to chance, too. */
function wantedOf({ reference }: Task, wanted: SimulateChannelConfig["outcome"]) {
  return wanted === "random" ? byChance(reference) : wanted;
}

/** What has arrived at the account. Nobody is told of what is uncertain, but it has arrived. */
function arrived(
  { order: { fields: { chargeCash } } }: Task,
  outcome: SimulateChannelConfig["outcome"],
): Money {
  if (outcome === "failed") return 0n;
  // A part is more than nothing, also of a thousandth.
  return outcome === "partial" ? chargeCash / 2n || chargeCash : chargeCash;
}

function outcomeOf(task: Task, wanted: SimulateChannelConfig["outcome"]): Outcome {
  const { chargeCash } = task.order.fields;
  const bought = (retCash: bigint, retDetail: string): Outcome => ({
    kind: "succeeded",
    details: {
      retDetail,
      retCash,
      retCost: retCash * COST_PER_MILLE / 1000n,
      retBalance: BALANCE,
    },
  });
  switch (wantedOf(task, wanted)) {
    case "partial":
      return bought(arrived(task, "partial"), "部分成功");
    case "failed":
      return { kind: "failed", details: { retDetail: "模拟失败" } };
    case "uncertain":
      return { kind: "unknown", reason: "模拟结果不确定 simulated as uncertain" };
    default:
      return bought(chargeCash, "充值成功");
  }
}

/** The reference's own chance: the same at every call. */
function byChance(reference: string): SimulateChannelConfig["outcome"] {
  const number = createHash("md5").update(reference).digest().readUInt32BE(0) % 100;
  return RANDOM_SHARES.find(([upTo]) => number < upTo)?.[1] ?? "success";
}
