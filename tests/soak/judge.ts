/**
 * Whether what was measured stays flat.
 *
 * After a warm-up a line is fitted through the medians of quarter minutes, with how busy the machine was taken into account:
 * what rises and falls with the soak's own timers and with the time that the disk takes is the machine's. What counts is by how much it rises from the end of
 * the warm-up to the end of the run, for noise has a size that does not depend on how long one looks: the longer the run,
 * the smaller the slope that is seen. Something grows where even the slope less twice its standard error rises by more than
 * the limit.
 *
 * @module
 */
import type { LineFit, Point } from "./line_fit.ts";
import { fitLine, medians } from "./line_fit.ts";
import type { Sample, SeriesName } from "./samples.ts";
import { SERIES } from "./samples.ts";

/** How a series is judged. */
export interface Limit {
  readonly unit: string;
  /** By how much it may rise over the run. */
  readonly rise: number;
}

/**
 * The limits. Flat runs of ten minutes on two cores with a load of 9 to 12 had a standard error of the rise of 4 to 15 MB, 50
 * descriptors, 6 to 10 ms, 11 to 18 ms and 600 to 830 orders; see docs/proof.md.
 */
export const LIMITS: Readonly<Record<SeriesName, Limit>> = {
  rssMb: { unit: "MB", rise: 30 },
  // They come and go with the connections; those that are left open are counted at rest.
  descriptors: { unit: "", rise: 150 },
  lagMs: { unit: "ms", rise: 30 },
  commitMs: { unit: "ms", rise: 60 },
  // Told, and not judged: where the machine can't keep up it goes from 300 to the 3,000 at which the traffic waits, and no
  // line tells that from growth. What it must do is to come to nothing once no more orders are sent, and it does that or the
  // soak fails.
  backlog: { unit: "orders", rise: Infinity },
};

/** What is left out at the beginning, as a share of the run, and at least, in seconds. */
const WARM_UP_SHARE = 0.3, WARM_UP_S_MIN = 60;
/** Length of the stretches whose medians are looked at, in seconds. */
const STRETCH_S = 15;
/** Fewer stretches say nothing. */
const STRETCHES_MIN = 16;
/** How many standard errors the slope may be off. */
const ERRORS = 2;

/** What is said of a series. */
export interface Verdict {
  readonly name: SeriesName;
  readonly fit: LineFit;
  /** By how much the line rises over the judged part. */
  readonly rise: number;
  /** By how much it rises for certain. */
  readonly certainRise: number;
  readonly grows: boolean;
}

/** Judges a run; `null` where it was too short to say anything. */
export function judge(samples: readonly Sample[]): readonly Verdict[] | null {
  const endS = samples.at(-1)?.atS ?? 0;
  const beginS = Math.max(WARM_UP_S_MIN, endS * WARM_UP_SHARE);
  const judged = samples.filter(({ atS }) => atS >= beginS);
  if ((endS - beginS) / STRETCH_S < STRETCHES_MIN) return null;
  return SERIES.flatMap((name) => {
    const points = judged.map((sample): Point => ({
      at: sample.atS,
      value: sample[name],
      others: [sample.ownLagMs, sample.syncMs],
    }));
    const fit = fitLine(medians(points, STRETCH_S));
    if (fit === null) return [];
    const rise = fit.slope * (endS - beginS);
    const certainRise = (fit.slope - ERRORS * fit.error) * (endS - beginS);
    return [{ name, fit, rise, certainRise, grows: certainRise > LIMITS[name].rise }];
  });
}

/** A verdict in words. */
export function verdictLine({ name, fit, rise, certainRise, grows }: Verdict): string {
  const { unit, rise: limit } = LIMITS[name];
  const perMinute = `${signed(fit.slope * 60)} ± ${(fit.error * 60).toFixed(3)} ${unit}/min`;
  return `${grows ? "GROWS" : "flat "} ${name.padEnd(12)} mean ${fit.middle.toFixed(2)} ${unit}, ` +
    `slope ${perMinute}, rise ${signed(rise)} (certain ${signed(certainRise)}, limit ${limit})`;
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(3)}`;
}
