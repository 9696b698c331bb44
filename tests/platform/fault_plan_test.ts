import assert from "node:assert/strict";
import {
  type Behaviour,
  FAULT_PART_MS,
  type FaultName,
  FaultPlan,
  noFaults,
} from "../../lib/platform/fault_plan.ts";
import { GARBAGE } from "../../lib/platform/callback_answers.ts";
import { chanceFrom } from "../../lib/platform/order_maker.ts";
import { isOk } from "../../lib/protocol/callback.ts";

function behaviours(fault: FaultName, share: number, callbacksMax: number): Behaviour[] {
  const plan = new FaultPlan({ fault, share, callbacksMax, random: chanceFrom(1) });
  return Array.from({ length: 1000 }, () => plan.next(0));
}

Deno.test("faults fill the first part of the callbacks only", () => {
  const met = behaviours("hanging", 1, 400);
  assert.equal(met.slice(0, 400).every((behaviour) => behaviour === "hanging"), true);
  assert.equal(met.slice(400).every((behaviour) => behaviour === "ok"), true);
});

Deno.test("faults end some time after the first callback, however few have come", () => {
  const plan = new FaultPlan({ fault: "garbage", share: 1, callbacksMax: 1e9, random: () => 0 });
  assert.equal(plan.next(5), "garbage");
  assert.equal(plan.next(5 + FAULT_PART_MS - 1), "garbage");
  assert.equal(plan.next(5 + FAULT_PART_MS), "ok");
  assert.equal(plan.played.garbage, 2);
  const longer = new FaultPlan({
    fault: "garbage",
    share: 1,
    callbacksMax: 1e9,
    partMs: 90_000,
    random: () => 0,
  });
  assert.deepEqual([longer.next(0), longer.next(89_999), longer.next(90_000)], [
    "garbage",
    "garbage",
    "ok",
  ]);
});

Deno.test("about the wanted share of the callbacks meets the fault", () => {
  const faults = behaviours("split", 0.3, 1000).filter((behaviour) => behaviour === "split");
  assert.equal(faults.length > 240 && faults.length < 360, true, `${faults.length}`);
});

Deno.test("mixed goes through every fault, and closes the port besides", () => {
  const met = new Set(behaviours("mixed", 0.5, 1000));
  assert.deepEqual([...met].sort(), ["closed", "garbage", "hanging", "ok", "reset", "split"]);
  const rules = { share: 0.5, callbacksMax: 10, random: () => 0 };
  assert.equal(new FaultPlan({ ...rules, fault: "mixed" }).openStretchMs, 2000);
  assert.equal(new FaultPlan({ ...rules, fault: "refusing" }).openStretchMs, 2000);
  assert.equal(new FaultPlan({ ...rules, fault: "reset" }).openStretchMs, null);
});

Deno.test("without faults every callback gets its OK", () => {
  const plan = noFaults();
  assert.deepEqual([plan.next(0), plan.next(1)], ["ok", "ok"]);
  assert.equal(plan.openStretchMs, null);
});

Deno.test("no garbage reads as OK", () => {
  assert.deepEqual(GARBAGE.filter(isOk), []);
});
