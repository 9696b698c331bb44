/**
 * Small calm scenes, a few orders each, in which nothing happens but what the scene is about: so small that the engine
 * can be killed at every point of them.
 *
 * @module
 */
import type { Config } from "../../../lib/config.ts";
import { NO_LIMITS } from "../../../lib/config.ts";
import type { WorldPlan } from "./plan.ts";
import { calmPlanOf } from "./plan.ts";

/** One scene. */
export interface Scene {
  readonly plan: WorldPlan;
  /** What its history must show, so that it is about what its name says. */
  readonly shows: readonly RegExp[];
}

/** Order types by who takes them at the server `main`: see `world_config.ts`. */
const TYPES = { alphaThenBeta: 0, alpha: 2, desk: 4, crew: 8, nobody: 9 } as const;

/** All that is not a scene's own. */
const CALM = calmPlanOf(11);
/** Later than a scene comes to rest by itself, however often the engine is killed in it, in milliseconds. */
const SCENE_MS_MAX = 3_600_000;
const SLOW = { ...CALM.store, slow: 1, slowMsMax: 20 } as const;
const SUPPLIER = { ...CALM.supplier, slowMsMax: 300 } as const;

/** Without limits, and the same for every scene. */
const QUIET: Config = {
  ...CALM.config,
  listen: {
    ...CALM.config.listen,
    readTimeoutMs: 3000,
    connectionsMax: 1024,
    waitingMax: 1000,
  },
  servers: CALM.config.servers.slice(0, 1),
  callback: {
    timeoutMs: 2000,
    concurrency: 32,
    retry: { firstMs: 100, factor: 2, maxMs: 2000, giveUpAfterMs: null },
  },
  review: { holdMs: 60_000 },
  channels: new Map(
    [...CALM.config.channels].map(([name, channel]) => [name, { ...channel, limits: NO_LIMITS }]),
  ),
  routes: CALM.config.routes.map((route) => ({ ...route, maxWaitMs: 60_000 })),
};

function scene(shows: readonly RegExp[], differences: Partial<WorldPlan>): Scene {
  return {
    shows,
    plan: {
      ...CALM,
      orders: differences.types?.length ?? 0,
      spanMs: 100,
      stormMs: SCENE_MS_MAX,
      endsAtRest: true,
      supplier: SUPPLIER,
      config: QUIET,
      ...differences,
    },
  };
}

/** The scene with a name. @throws {TypeError} there is none */
export function sceneOf(name: string): Scene {
  const found = SCENES[name] ?? LARGE_SCENES[name];
  if (found === undefined) throw new TypeError(`no scene: ${name}`);
  return found;
}

/** The same scene on a store that takes its time, so that there is something to come by while a commit is under way. */
export function slowly({ plan, shows }: Scene): Scene {
  return { shows, plan: { ...plan, store: SLOW } };
}

/** {@linkcode slowly} of each. */
export function allSlowly(scenes: Readonly<Record<string, Scene>>): Record<string, Scene> {
  return Object.fromEntries(Object.entries(scenes).map(([name, scene]) => [name, slowly(scene)]));
}

/** The scenes, by what happens in them. */
export const SCENES: Readonly<Record<string, Scene>> = {
  "a supplier executes": scene([/settled 1 pending/, /settled 1 confirmed/], {
    types: [TYPES.alpha],
  }),
  "a supplier fails": scene([/settled 3 confirmed/], {
    types: [TYPES.alpha],
    supplier: { ...SUPPLIER, fails: 1 },
  }),
  "a supplier is unclear, and is asked": scene([/unclear|answered/, /settled 1 confirmed/], {
    types: [TYPES.alpha],
    supplier: { ...SUPPLIER, unknown: 1 },
  }),
  "a supplier has it pending, and tells later": scene([/settled 1 confirmed/], {
    types: [TYPES.alpha],
    supplier: { ...SUPPLIER, pending: 1 },
  }),
  "a supplier has it pending, and never tells": scene([/is asked about/, /settled 1 confirmed/], {
    types: [TYPES.alpha],
    supplier: { ...SUPPLIER, pending: 1, neverTells: 1 },
  }),
  "nobody can say what a supplier has done": scene([/is asked about/, /settled 2 confirmed/], {
    types: [TYPES.alpha],
    supplier: { ...SUPPLIER, unknown: 1, queryFails: 1, tellsLate: 1 },
    config: { ...QUIET, review: { holdMs: 500 } },
  }),
  "the first supplier does nothing, the next one executes": scene(
    [/untouched/, /executed by beta/, /settled 1 confirmed/],
    { types: [TYPES.alphaThenBeta], supplier: { ...SUPPLIER, closed: ["alpha"] } },
  ),
  "a person executes and settles": scene([/executed by desk/, /settled by hand: settled/], {
    types: [TYPES.desk],
    seed: 12,
  }),
  "a program takes it, executes and settles": scene([/executed by crew/, /settles: settled/], {
    types: [TYPES.crew],
  }),
  "nobody takes it": scene([/settled 3 confirmed/], { types: [TYPES.nobody] }),
  "the server refuses two callbacks, then says OK": scene(
    [/pushFailed[^]*pushFailed[^]*settled 1 confirmed/],
    { types: [TYPES.alpha], platform: { ...CALM.platform, refusesFirst: 2 } },
  ),
  "the server breaks off before the ack": scene([/ackLost/, /settled 3 confirmed/], {
    types: [TYPES.alpha],
    platform: { ...CALM.platform, breaksOffFirst: 1 },
    // The connection breaks while the order is committed.
    store: SLOW,
  }),
  "it is told to stop while a supplier works": scene(
    [/is told to stop/, /life 2 begins/, /settled 1 confirmed/],
    { types: [TYPES.alpha], stops: [60] },
  ),
  "two orders at once": scene([/settled 1 confirmed[^]*settled 1 confirmed/], {
    types: [TYPES.alpha, TYPES.alphaThenBeta],
  }),
};

/** Too large for every pair in an everyday run. */
export const LARGE_SCENES: Readonly<Record<string, Scene>> = {
  "every byte to the server goes out by itself": scene([/settled 1 confirmed/], {
    types: [TYPES.alpha],
    writeBytesMax: 1,
  }),
  "five orders, each another way": scene([
    /executed by beta/,
    /executed by desk/,
    /executed by crew/,
  ], {
    types: [TYPES.alpha, TYPES.alphaThenBeta, TYPES.desk, TYPES.crew, TYPES.nobody],
    seed: 20,
    supplier: { ...SUPPLIER, closed: ["alpha"], pending: 0.5, unknown: 0.5 },
    platform: { ...CALM.platform, refusesFirst: 1 },
    store: SLOW,
  }),
};
