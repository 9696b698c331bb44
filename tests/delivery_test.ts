import assert from "node:assert/strict";
import fc from "fast-check";
import type { RetryPlan } from "../lib/delivery.ts";
import { afterFailedPush, newDelivery, retryDelayMs } from "../lib/delivery.ts";

const PLAN: RetryPlan = { firstMs: 1000, factor: 2, maxMs: 60_000, giveUpAfterMs: null };

const plans: fc.Arbitrary<RetryPlan> = fc.record({
  firstMs: fc.integer({ min: 100, max: 3_600_000 }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  maxMs: fc.integer({ min: 3_600_000, max: 86_400_000 }),
  giveUpAfterMs: fc.constant(null),
});
const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

Deno.test("the interval grows by its factor up to its cap", () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100, 5000].map((failures) =>
    retryDelayMs(PLAN, failures, 0)
  );
  assert.deepEqual(delays, [
    1000,
    2000,
    4000,
    8000,
    16_000,
    32_000,
    60_000,
    60_000,
    60_000,
    60_000,
  ]);
});

Deno.test("at most the last fifth of an interval is left to chance, and none of it passes the cap", () => {
  fc.assert(fc.property(plans, fc.integer({ min: 1, max: 5000 }), chances, (plan, failures, by) => {
    const longest = retryDelayMs(plan, failures, 0);
    const delayMs = retryDelayMs(plan, failures, by);
    assert.ok(delayMs <= longest && longest <= plan.maxMs);
    assert.ok(delayMs >= Math.floor(longest * 0.8), `${delayMs} of ${longest}`);
    assert.ok(longest >= Math.min(plan.firstMs, plan.maxMs));
  }));
  assert.equal(retryDelayMs(PLAN, 1, 0.5), 900);
});

Deno.test("a new delivery is due at once", () => {
  assert.deepEqual(newDelivery(5000), {
    state: "pending",
    attempts: 0,
    nextAtMs: 5000,
    sinceMs: 5000,
    lastError: null,
  });
});

Deno.test("a failed push is counted, its reason kept, and the next one is due after the interval", () => {
  const first = afterFailedPush(newDelivery(5000), PLAN, "refused", 6000, 0);
  assert.deepEqual(first, {
    state: "pending",
    attempts: 1,
    nextAtMs: 7000,
    sinceMs: 5000,
    lastError: "refused",
  });
  assert.ok(first.state === "pending");
  const second = afterFailedPush(first, PLAN, "timeout", 7000, 0);
  assert.deepEqual(second, { ...first, attempts: 2, nextAtMs: 9000, lastError: "timeout" });
});

Deno.test("without a horizon a delivery is never given up", () => {
  let delivery = newDelivery(0);
  for (let push = 0; push < 10_000; push++) {
    const after = afterFailedPush(delivery, PLAN, "refused", delivery.nextAtMs, 0.5);
    assert.ok(after.state === "pending" && after.nextAtMs > delivery.nextAtMs);
    delivery = after;
  }
  assert.equal(delivery.attempts, 10_000);
});

Deno.test("a delivery is given up by the first push that fails past its horizon, not before", () => {
  const plan = { ...PLAN, giveUpAfterMs: 60_000 };
  const delivery = { ...newDelivery(1000), attempts: 6, nextAtMs: 60_999 };
  assert.equal(afterFailedPush(delivery, plan, "refused", 60_999, 0).state, "pending");
  assert.deepEqual(afterFailedPush(delivery, plan, "refused", 61_000, 0), {
    state: "abandoned",
    attempts: 7,
    abandonedAtMs: 61_000,
    lastError: "refused",
  });
});
