import assert from "node:assert/strict";
import { Zone } from "../lib/zone.ts";

const shanghai = new Zone("Asia/Shanghai");

Deno.test("a day and a minute are those of the zone, not of the machine", () => {
  const atMs = Date.parse("2026-11-25T16:30:00Z");
  assert.equal(shanghai.dayOf(atMs), "2026-11-26");
  assert.equal(shanghai.minuteOf(atMs), 30);
  assert.equal(shanghai.textOf(atMs), "2026-11-26 00:30:00");
  assert.equal(shanghai.dayStartMs(atMs), Date.parse("2026-11-25T16:00:00Z"));
  assert.equal(new Zone("UTC").dayOf(atMs), "2026-11-25");
  assert.equal(new Zone("America/New_York").textOf(atMs), "2026-11-25 11:30:00");
});

Deno.test("a day that is an hour shorter or longer begins when its first offset says", () => {
  const berlin = new Zone("Europe/Berlin");
  assert.equal(berlin.startOf("2026-03-29"), Date.parse("2026-03-28T23:00:00Z"));
  assert.equal(berlin.startOf("2026-03-30"), Date.parse("2026-03-29T22:00:00Z"));
  assert.equal(berlin.startOf("2026-10-25"), Date.parse("2026-10-24T22:00:00Z"));
  assert.equal(berlin.startOf("2026-10-26"), Date.parse("2026-10-25T23:00:00Z"));
  assert.equal(berlin.dayAfter("2026-02-28", 1), "2026-03-01");
  assert.equal(berlin.dayAfter("2026-03-01", -1), "2026-02-28");
});

Deno.test("times before 1970 and the years of local mean time are read too", () => {
  assert.equal(shanghai.minuteOf(Date.parse("1969-12-31T23:59:00Z")), 479);
  assert.equal(new Zone("Asia/Kolkata").minuteOf(Date.parse("2026-01-01T00:00:00Z")), 330);
});

Deno.test("there is no zone by a wrong name", () => {
  assert.throws(() => new Zone("Asia/Peking"), RangeError);
});
