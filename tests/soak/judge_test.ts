import assert from "node:assert/strict";
import { judge, LIMITS } from "./judge.ts";
import { fitLine, medians } from "./line_fit.ts";
import { recorded, written } from "./record.ts";
import type { Sample, SeriesName } from "./samples.ts";
import { SERIES } from "./samples.ts";
import { Chance } from "../support/world/chance.ts";

/** Ten minutes, a look every five seconds. */
const LOOKS = 120, EVERY_S = 5;

/** A run in which everything scatters by a tenth, and one series does what `change` adds to it. */
function run(seed: number, changed?: SeriesName, change: (atS: number) => number = () => 0) {
  const chance = new Chance(seed);
  const around = (value: number) => value * (0.9 + 0.2 * chance.next());
  return Array.from({ length: LOOKS }, (_, at): Sample => {
    const atS = (at + 1) * EVERY_S;
    const flat = {
      rssMb: around(160),
      descriptors: around(60),
      lagMs: around(2),
      commitMs: around(3),
      backlog: around(150),
    };
    const added = changed === undefined ? 0 : change(atS);
    const series = Object.fromEntries(
      SERIES.map((name) => [name, flat[name] + (name === changed ? added : 0)]),
    ) as typeof flat;
    return { atS, heapMb: 50, ownLagMs: around(2), syncMs: around(3), ...series };
  });
}

function growing(samples: readonly Sample[]): SeriesName[] {
  const verdicts = judge(samples) ?? assert.fail("it was too short");
  return verdicts.filter(({ grows }) => grows).map(({ name }) => name);
}

Deno.test("what only scatters is flat, whatever the chance", () => {
  for (let seed = 0; seed < 200; seed++) assert.deepEqual(growing(run(seed)), [], `seed ${seed}`);
});

for (const name of SERIES.filter((name) => Number.isFinite(LIMITS[name].rise))) {
  Deno.test(`${name} that rises by twice its limit is found, and nothing else is`, () => {
    const perSecond = 2.5 * LIMITS[name].rise / (LOOKS * EVERY_S * 0.7);
    for (let seed = 0; seed < 50; seed++) {
      assert.deepEqual(growing(run(seed, name, (atS) => atS * perSecond)), [name], `seed ${seed}`);
    }
  });
}

Deno.test("a rise in the warm-up, a peak of a minute and a fall are no growth", () => {
  const changes: readonly ((atS: number) => number)[] = [
    (atS) => Math.min(atS, 170),
    (atS) => atS > 300 && atS < 360 ? 500 : 0,
    (atS) => 600 - atS,
  ];
  for (const change of changes) assert.deepEqual(growing(run(1, "rssMb", change)), []);
});

function recordedRun(name: string): Sample[] {
  return recorded(Deno.readTextFileSync(new URL(`./recorded/${name}.csv`, import.meta.url)));
}

Deno.test("a recorded run of ten minutes on a busy machine is flat", () => {
  assert.deepEqual(growing(recordedRun("flat")), []);
});

Deno.test("a recorded run that kept every packet it had read is found to grow", () => {
  assert.deepEqual(growing(recordedRun("leaking")), ["rssMb"]);
});

Deno.test("a run is recorded and read again", () => {
  const samples = recordedRun("flat");
  assert.deepEqual(recorded(written(samples)), samples);
});

Deno.test("a run that is too short says nothing", () => {
  assert.equal(judge(run(1).slice(0, 40)), null);
  assert.equal(judge([]), null);
});

Deno.test("what rises because the machine gets busier is no growth, and what rises besides is", () => {
  const busier = (samples: readonly Sample[]) => {
    const chance = new Chance(7);
    return samples.map((sample): Sample => {
      // Others begin to work, by and by and in bursts.
      const busy = sample.atS / 10 * (0.3 + chance.next());
      const { ownLagMs, syncMs, lagMs, commitMs } = sample;
      const theirs = { ownLagMs: ownLagMs + busy, syncMs: syncMs + 2 * busy };
      return { ...sample, ...theirs, lagMs: lagMs + 2 * busy, commitMs: commitMs + 5 * busy };
    });
  };
  for (let seed = 0; seed < 50; seed++) assert.deepEqual(growing(busier(run(seed))), [], `${seed}`);
  const perSecond = 3 * LIMITS.rssMb.rise / (LOOKS * EVERY_S * 0.7);
  for (const name of ["rssMb", "lagMs"] as const) {
    const limit = perSecond * LIMITS[name].rise / LIMITS.rssMb.rise;
    assert.deepEqual(growing(busier(run(1, name, (atS) => atS * limit))), [name]);
  }
});

Deno.test("a line goes through its points, and tells how much they scatter", () => {
  const points = [0, 1, 2, 3].map((at) => ({ at, value: 5 + 2 * at, others: [] }));
  const fit = fitLine(points) ?? assert.fail();
  assert.deepEqual([fit.slope, fit.middle], [2, 8]);
  assert.ok(fit.error < 1e-9, `${fit.error}`);
  assert.equal(fitLine(points.slice(0, 2)), null);
  assert.equal(fitLine(points.map((point) => ({ ...point, at: 7 }))), null);
  const rough = fitLine(points.map((point) => ({ ...point, value: point.value + point.at % 2 })));
  assert.ok(rough !== null && rough.error > 0.2);
});

Deno.test("a line leaves out what follows from something else", () => {
  const points = [0, 1, 2, 3, 4, 5].map((at) => {
    const other = at * at;
    return { at, value: 1 + 3 * at + 10 * other, others: [other, 7] };
  });
  const fit = fitLine(points) ?? assert.fail();
  assert.ok(Math.abs(fit.slope - 3) < 1e-6, `${fit.slope}`);
});

Deno.test("the middle of a stretch is not moved by one wild value", () => {
  const points = [1, 2, 900, 3, 4].map((value, at) => ({ at, value, others: [value] }));
  assert.deepEqual(medians(points, 10), [{ at: 5, value: 3, others: [3] }]);
});
