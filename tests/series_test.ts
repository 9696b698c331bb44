import assert from "node:assert/strict";
import { move } from "../lib/move.ts";
import { DELAY_CLASSES_MS, Series, STEPS } from "../lib/series.ts";
import type { Settled } from "../lib/order.ts";
import type { ConfirmedDelivery } from "../lib/delivery.ts";
import { notExecuted } from "../lib/result.ts";
import { NOW_MS, processing, SUCCESS } from "./support/web_orders.ts";

const MINUTE_MS = 60_000;

/** An order that came in at an instant, was settled at once and confirmed after a time. */
function confirmed(series: Series, atMs: number, delayMs: number): Settled<ConfirmedDelivery> {
  const order = { ...processing(), receivedAtMs: atMs };
  series.see(order, null);
  const settled = move(order, { kind: "settled", result: { ...SUCCESS, atMs } }, atMs);
  series.see(settled, order);
  const done = move(settled, { kind: "confirmed" }, atMs + delayMs);
  series.see(done, settled);
  return done;
}

Deno.test("what is received, settled and confirmed is counted in its minute, quarter and hour", () => {
  const series = new Series();
  confirmed(series, NOW_MS, 100);
  const failed = { ...processing(), receivedAtMs: NOW_MS - 2 * MINUTE_MS };
  series.see(failed, null);
  const result = notExecuted("no", NOW_MS);
  series.see(move(failed, { kind: "settled", result }, NOW_MS), failed);
  const minutes = series.slots("minute", 3, NOW_MS + 1000);
  assert.deepEqual(
    minutes.map(({ atMs, received, succeeded, failed, uncertain }) => [
      NOW_MS - atMs,
      received,
      succeeded,
      failed,
      uncertain,
    ]),
    [[2 * MINUTE_MS, 1, 0, 0, 0], [MINUTE_MS, 0, 0, 0, 0], [0, 1, 1, 1, 0]],
  );
  for (const step of ["quarter", "hour"] as const) {
    const slots = series.slots(step, STEPS[step].slots, NOW_MS + 1000);
    assert.equal(slots.length, STEPS[step].slots);
    assert.equal(slots.reduce((sum, { received }) => sum + received, 0), 2);
  }
});

Deno.test("95 of 100 orders were confirmed within the p95, to the width of a class", () => {
  const series = new Series();
  for (let at = 0; at < 100; at++) confirmed(series, NOW_MS, at < 95 ? 90 : 9000);
  const p95 = series.p95Since(NOW_MS - 900_000);
  assert.ok(p95 !== null && p95 > 50 && p95 <= 100, `${p95}`);
  confirmed(series, NOW_MS, 9000);
  const more = series.p95Since(NOW_MS - 900_000);
  assert.ok(more !== null && more > 5000 && more <= 10_000, `${more}`);
  assert.equal(series.p95Since(NOW_MS + 900_000), null);
});

Deno.test("a delay beyond the last class is said as the last class's end", () => {
  const series = new Series();
  confirmed(series, NOW_MS, 99 * 3_600_000);
  assert.equal(series.p95Since(0), DELAY_CLASSES_MS.at(-1));
});

Deno.test("what a person pushes once more counts neither as a result nor as a delay", () => {
  const series = new Series();
  const done = confirmed(series, NOW_MS, 100);
  const again = move(done, { kind: "repushed", by: "operator:a" }, NOW_MS + 3_600_000);
  series.see(again, done);
  series.see(move(again, { kind: "confirmed" }, NOW_MS + 3_600_001), again);
  const hours = series.slots("hour", 2, NOW_MS + 3_600_000);
  assert.deepEqual(hours.map(({ succeeded, p95Ms }) => [succeeded, p95Ms !== null]), [
    [1, true],
    [0, false],
  ]);
});

Deno.test("a slot's place is taken by the one a ring later, and what is too late for it is not counted", () => {
  const series = new Series();
  const ringMs = STEPS.minute.slots * MINUTE_MS;
  confirmed(series, NOW_MS, 1);
  confirmed(series, NOW_MS + ringMs, 1);
  confirmed(series, NOW_MS, 1);
  const received = series.slots("minute", 60, NOW_MS + ringMs).map(({ received }) => received);
  assert.deepEqual([received.at(-1), received.reduce((sum, count) => sum + count)], [1, 1]);
});
