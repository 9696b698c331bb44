import assert from "node:assert/strict";
import { isDay, Zone } from "../../lib/zone.ts";
import { apiParams, readListQuery } from "../../lib/api/list_query.ts";
import { instantIn, spanOf } from "../../lib/api/times.ts";

const SHANGHAI = new Zone("Asia/Shanghai");
/** 2026-03-01 16:30 in Shanghai. */
const NOW_MS = Date.parse("2026-03-01T08:30:00Z");

function spanIn(query: string) {
  const read = readListQuery(new URLSearchParams(query), SHANGHAI, NOW_MS);
  if (!read.ok) return read.problem;
  const { fromMs, toMs } = read.query.filter;
  const text = (atMs?: number) => atMs === undefined ? "" : SHANGHAI.textOf(atMs);
  return `${text(fromMs)} – ${text(toMs)}`;
}

Deno.test("a span of time begins and ends at midnight of the configured zone", () => {
  assert.equal(spanIn("time=today"), "2026-03-01 00:00:00 – 2026-03-02 00:00:00");
  assert.equal(spanIn("time=yesterday"), "2026-02-28 00:00:00 – 2026-03-01 00:00:00");
  assert.equal(spanIn("time=week"), "2026-02-23 00:00:00 – 2026-03-02 00:00:00");
  assert.equal(spanOf("ever", SHANGHAI, NOW_MS), null);
});

Deno.test("a span between two times is local, and a day at its end is part of it", () => {
  const between = "time=between&from=2026-03-01T08:00&to=2026-03-01T09:30:15";
  assert.equal(spanIn(between), "2026-03-01 08:00:00 – 2026-03-01 09:30:15");
  assert.equal(
    spanIn("from=2026-02-01&to=2026-02-28"),
    "2026-02-01 00:00:00 – 2026-03-01 00:00:00",
  );
  assert.equal(spanIn("from=2026-02-01"), "2026-02-01 00:00:00 – ");
  // A span by its name is not narrowed by what an open form still sends.
  assert.equal(spanIn("time=today&from=2020-01-01"), spanIn("time=today"));
});

Deno.test("a time that can't be read, or ends before it begins, is no filter that is silently dropped", () => {
  const wrong = ["time=never", "from=2026-02-30", "to=yesterday", "from=2026-03-01T25:00"];
  for (const query of [...wrong, "from=2026-03-02&to=2026-03-01"]) {
    assert.equal(spanIn(query), null, query);
  }
  assert.match(spanIn("chargeType=x") ?? "", /chargeType/);
});

Deno.test("where the clock is put forward, a local time is what the clock shows", () => {
  const berlin = new Zone("Europe/Berlin");
  const atMs = instantIn(berlin, "2026-03-29T12:00", "start");
  assert.equal(berlin.textOf(atMs ?? 0), "2026-03-29 12:00:00");
});

Deno.test("a day is one that the calendar has", () => {
  for (const day of ["2028-02-29", "2026-12-31"]) assert.ok(isDay(day));
  for (const text of ["2026-02-29", "2026-13-01", "2026-1-1", "", "x"]) assert.ok(!isDay(text));
});

Deno.test("the export asks the API for the same filter", () => {
  const query =
    "q=7201&chargeType=5&cashMin=10&cashMax=20.5&flag=needsYou&time=today&state=settled";
  const read = readListQuery(new URLSearchParams(query), SHANGHAI, NOW_MS);
  assert.ok(read.ok);
  assert.deepEqual(Object.fromEntries(apiParams(read.query.filter)), {
    q: "7201",
    state: "settled",
    chargeType: "5",
    cashMin: "10.000",
    cashMax: "20.500",
    flag: "needsYou",
    from: "2026-02-28T16:00:00.000Z",
    to: "2026-03-01T16:00:00.000Z",
  });
});
