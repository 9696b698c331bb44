/**
 * Kills the engine at every point that it comes by in a scene: alone, and again at every point of the life that follows,
 * until that has come to rest.
 *
 * A scene is run without a death first, which shows the points of its one life. Then it is run once for each of them; up
 * to its death every such run is the same, and the points of its second life are what a second death has to choose from.
 *
 * @module
 */
import { Chance } from "./chance.ts";
import { doomsText } from "./doom_text.ts";
import type { Plants } from "./host.ts";
import type { Doom, Life } from "./life.ts";
import type { WorldPlan } from "./plan.ts";
import type { WorldPoint } from "./points.ts";
import { runWorld } from "./world.ts";

/** Only the process dies, or the power goes: then every number of commits that the disk had not synced is lost once. */
export type Death = "process" | "power";

/** How a scene is killed. */
export interface MatrixOptions {
  /** What the first death is and what the second. */
  readonly deaths: readonly [first: Death, second: Death];
  /** After each first death so many second ones are tried, drawn from a seed; `null`: all of them. */
  readonly sample: { readonly each: number; readonly seed: number } | null;
  readonly plants?: Plants;
}

/** What was run, and the first that was wrong. */
export interface MatrixReport {
  alone: number;
  /** Pairs that there are, and those of them that were run. */
  pairs: number;
  pairsRun: number;
  /** Every point at which an engine was killed. */
  readonly met: Set<WorldPoint>;
  /** How it was killed, and what was wrong then. */
  fault: { readonly dooms: string; readonly text: string } | null;
}

/** Runs a scene's matrix; it ends with the first fault. */
export async function killEverywhere(
  plan: WorldPlan,
  { deaths, sample, plants = {} }: MatrixOptions,
): Promise<MatrixReport> {
  const chance = new Chance(sample?.seed ?? 0);
  const report: MatrixReport = { alone: 0, pairs: 0, pairsRun: 0, met: new Set(), fault: null };

  /** The lives of a run, the last of which came to rest; `null` where something was wrong. */
  async function run(dooms: readonly Doom[]): Promise<readonly Life[] | null> {
    const { faults, lives } = await runWorld({ ...plan, dooms }, plants);
    const struck = lives.filter((life) => life.struck).length;
    const missed = struck === dooms.length ? null : `${struck} of its deaths came`;
    const text = faults ?? missed;
    if (text === null) return lives;
    report.fault = { dooms: doomsText(dooms), text };
    return null;
  }

  const [unharmed] = await run([]) ?? [];
  for (const first of unharmed === undefined ? [] : doomsOf(unharmed, deaths[0])) {
    report.met.add(first.at);
    const [, second] = await run([first]) ?? [];
    if (second === undefined) return report;
    report.alone++;
    const again = doomsOf(second, deaths[1]);
    report.pairs += again.length;
    for (const next of sample === null ? again : drawn(again, sample.each, chance)) {
      report.met.add(next.at);
      if (await run([first, next]) === null) return report;
      report.pairsRun++;
    }
  }
  return report;
}

function drawn<Item>(items: readonly Item[], count: number, chance: Chance): Item[] {
  const left = [...items];
  const taken: Item[] = [];
  while (taken.length < count && left.length > 0) {
    taken.push(...left.splice(chance.between(0, left.length - 1), 1));
  }
  return taken;
}

/** Every way to die that a life came by. */
function doomsOf({ passed }: Life, death: Death): (Doom & { readonly at: WorldPoint })[] {
  const times = new Map<WorldPoint, number>();
  return passed.flatMap(({ point: at, unsynced }) => {
    const nth = (times.get(at) ?? 0) + 1;
    times.set(at, nth);
    if (death === "process") return [{ at, nth }];
    return Array.from({ length: unsynced + 1 }, (_, powerCut) => ({ at, nth, powerCut }));
  });
}
