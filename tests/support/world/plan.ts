/**
 * What a world is like, drawn from its seed: how many orders, what goes wrong and how often, when the engine dies.
 *
 * @module
 */
import type { Config } from "../../../lib/config.ts";
import { Chance } from "./chance.ts";
import { configOf } from "./world_config.ts";
import type { Doom } from "./life.ts";
import type { NetworkFaults } from "./network.ts";
import type { Deed } from "./points.ts";

/** How often the store does what, as shares of 1, and when it does nothing at all. */
export interface StoreFaults {
  readonly refused: number;
  readonly answerLost: number;
  readonly readFails: number;
  readonly slow: number;
  readonly slowMsMax: number;
  /** Stretches of time, in milliseconds from the beginning, in which nothing can be read or written. */
  readonly outages: readonly (readonly [fromMs: number, toMs: number])[];
}

/** How often suppliers are unclear, as shares of 1. */
export interface SupplierFaults {
  readonly fails: number;
  readonly doesNothing: number;
  readonly throws: number;
  readonly unknown: number;
  readonly pending: number;
  readonly queryFails: number;
  /** Pending orders whose end it tells only when it is asked. */
  readonly neverTells: number;
  /** Unclear answers after which it tells the end by itself, later. */
  readonly tellsLate: number;
  /** Queries while the attempt is on its way, to which it answers that there is none, and has ruled nothing out. */
  readonly looksEarly: number;
  readonly slowMsMax: number;
  /** Channels that do nothing at all, and say so. */
  readonly closed: readonly string[];
}

/** How often the platform does what, as shares of 1. */
export interface PlatformFaults {
  readonly impatient: number;
  readonly oddAttempt: number;
  readonly together: number;
  readonly repeats: number;
  readonly otherContent: number;
  readonly forges: number;
  readonly badAnswer: number;
  readonly silentAnswer: number;
  readonly okLost: number;
  readonly hecklers: number;
  /** Times that nobody listens for callbacks. */
  readonly deafTimes: number;
  /** Of each order: attempts, the first ones, that are broken off before the ack. */
  readonly breaksOffFirst: number;
  /** Of each order: callbacks, the first ones, that are refused. */
  readonly refusesFirst: number;
}

/** How often people do what nobody had to, as shares of 1. */
export interface PersonFaults {
  /** At each look, for each order: the person at the desk has its result pushed again. */
  readonly repushes: number;
  /** At each look: he pauses a channel. */
  readonly pauses: number;
  /** At each look, for each order that a supplier has: he has the supplier asked about it. */
  readonly inquires: number;
  /** At each look: a changed configuration is read in. */
  readonly reloads: number;
  /** A program that takes orders dies, before it executes one or after. */
  readonly crewDies: number;
}

/** A whole world. */
export interface WorldPlan {
  readonly seed: number;
  readonly orders: number;
  /** Orders begin within this time. */
  readonly spanMs: number;
  /** After this time everything works. */
  readonly stormMs: number;
  readonly config: Config;
  readonly network: NetworkFaults;
  readonly store: StoreFaults;
  readonly supplier: SupplierFaults;
  readonly platform: PlatformFaults;
  readonly person: PersonFaults;
  /** The chargeTypes of the orders, in turn; `null`: as they come. */
  readonly types: readonly number[] | null;
  /** Whether everything works as soon as all has come to rest, and not only after `stormMs`. */
  readonly endsAtRest: boolean;
  /** Bytes that the system takes from the engine at a time. */
  readonly writeBytesMax: number;
  /** How each life ends; after them one lives on. */
  readonly dooms: readonly Doom[];
  /** When the engine is told to stop in good order, in milliseconds from the beginning. */
  readonly stops: readonly number[];
}

/** Moments within which an engine dies, by deed: so that death strikes while there is something to do. */
const MOMENTS: Readonly<Record<Deed | "any", number>> = {
  any: 300,
  commit: 30,
  read: 12,
  order: 80,
  ack: 30,
  submit: 12,
  journal: 6,
  query: 6,
  told: 3,
  callback: 60,
};

/** Draws a world. */
export function planOf(seed: number): WorldPlan {
  const chance = new Chance(seed).fork("plan");
  const late = chance.fork("late");
  const early = chance.fork("early");
  const powerCuts = chance.fork("power cuts");
  /** A share that is 0 in a part of the worlds, and up to `most` in the others. */
  const share = (most: number) => chance.hit(0.4) ? 0 : most * chance.next() ** 2;
  const stormMs = chance.between(30_000, 150_000);
  const spanMs = chance.between(100, stormMs / 2);
  return {
    seed,
    orders: chance.between(4, 24),
    spanMs,
    stormMs,
    config: configOf(chance),
    network: {
      refuse: share(0.3),
      hangConnect: share(0.2),
      reset: share(0.3),
      blackout: share(0.2),
      halfOpen: share(0.3),
      stall: share(0.1),
      split: chance.hit(0.3) ? 0 : chance.next(),
      acceptFails: share(0.3),
      latencyMsMax: chance.pick([0, 2, 30, 300]),
    },
    store: {
      refused: share(0.3),
      answerLost: share(0.3),
      readFails: share(0.3),
      slow: chance.hit(0.5) ? 0 : chance.next(),
      slowMsMax: chance.pick([1, 20, 2000]),
      outages: Array.from({ length: chance.hit(0.5) ? 0 : chance.between(1, 3) }, () => {
        const fromMs = chance.between(0, stormMs);
        return [fromMs, fromMs + chance.between(100, 20_000)] as const;
      }),
    },
    supplier: {
      fails: chance.next() * 0.4,
      doesNothing: chance.next() * 0.4,
      throws: share(0.6),
      unknown: share(0.6),
      pending: share(0.8),
      queryFails: share(0.8),
      neverTells: late.next(),
      tellsLate: late.next(),
      looksEarly: early.next(),
      slowMsMax: chance.pick([0, 300, 5000, 40_000]),
      closed: [],
    },
    platform: {
      impatient: share(0.5),
      oddAttempt: share(0.8),
      together: share(0.5),
      repeats: share(0.8),
      otherContent: share(0.4),
      forges: share(0.4),
      badAnswer: share(0.8),
      silentAnswer: share(0.8),
      okLost: share(0.5),
      hecklers: share(1),
      deafTimes: chance.hit(0.5) ? 0 : chance.between(1, 3),
      breaksOffFirst: 0,
      refusesFirst: 0,
    },
    person: { repushes: 0.01, pauses: 0.03, inquires: 0.1, reloads: 0.2, crewDies: 0.2 },
    types: null,
    endsAtRest: false,
    writeBytesMax: Infinity,
    dooms: Array.from({ length: chance.hit(0.25) ? 0 : chance.between(1, 5) }, () => {
      const at = chance.pick(Object.keys(MOMENTS) as [keyof typeof MOMENTS]);
      const doom: Doom = { at, nth: chance.between(1, MOMENTS[at]) };
      return powerCuts.hit(0.5) ? { ...doom, powerCut: "drawn" } : doom;
    }),
    stops: chance.hit(0.7) ? [] : [chance.between(0, stormMs)],
  };
}

/** A world of the same seed in which nothing goes wrong by itself, for a fault that is planted. */
export function calmPlanOf(seed: number): WorldPlan {
  const plan = planOf(seed);
  const none = <Shares extends Readonly<Record<string, unknown>>>(shares: Shares): Shares => {
    const numbers = Object.entries(shares).filter(([, share]) => typeof share === "number");
    return { ...shares, ...Object.fromEntries(numbers.map(([name]) => [name, 0])) };
  };
  return {
    ...plan,
    orders: 20,
    network: none({ ...plan.network }),
    store: { ...none({ ...plan.store }), outages: [] },
    supplier: none({ ...plan.supplier }),
    platform: none({ ...plan.platform }),
    person: none({ ...plan.person }),
    dooms: [],
    stops: [],
  };
}
