/**
 * The store as an engine in a simulated world is handed it: on a disk that outlives the engine, slow and failing by
 * chance.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import { sleep } from "../../../lib/clock.ts";
import type { Atomic, Kv } from "../../../lib/store/kv.ts";
import type { MemoryDisk } from "../memory_kv.ts";
import { MemoryKv } from "../memory_kv.ts";
import type { Chance } from "./chance.ts";
import type { Life } from "./life.ts";
import { never } from "./life.ts";
import type { StoreFaults } from "./plan.ts";
import type { Weather } from "./weather.ts";

/** What the store lives in. */
export interface StoreWorld {
  readonly disk: MemoryDisk;
  readonly clock: Clock;
  /** Since the world began, in milliseconds. */
  readonly ageMs: () => number;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly faults: StoreFaults;
  /** The store answers a commit so much before it is on the disk, in milliseconds: a fault that a test plants. */
  readonly syncsLateMs?: number;
}

/** The store for one life of the engine. */
export function liveKv(world: StoreWorld, life: Life): Kv {
  const { chance, weather, faults } = world;
  const inner = new MemoryKv(world.disk);
  const out = () =>
    weather.stormy &&
    faults.outages.some(([from, to]) => world.ageMs() >= from && world.ageMs() < to);
  const slowly = async () => {
    if (!weather.strikes(chance, faults.slow)) return;
    await sleep(world.clock, chance.between(0, faults.slowMsMax));
  };
  inner.beforeRead = () => {
    if (out() || weather.strikes(chance, faults.readFails)) throw new TypeError("disk I/O error");
  };
  inner.fate = () => {
    if (out() || weather.strikes(chance, faults.refused)) return "refused";
    return weather.strikes(chance, faults.answerLost) ? "answerLost" : "made";
  };
  // What earlier lives have left may never have been synced, and reading it changes nothing about that.
  const foundVersion = world.disk.version;
  const synced = (version: number) => {
    if (version <= foundVersion) return;
    if (world.syncsLateMs === undefined) world.disk.syncTo(version);
    else world.clock.after(world.syncsLateMs, () => world.disk.syncTo(version));
  };
  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    const { value, version } = await life.deed("read.before", "read.after", async () => {
      await slowly();
      const value = await read();
      const { version } = world.disk;
      await slowly();
      return { value, version };
    });
    // A store shows what it has written only when that is synced, and all before it.
    synced(version);
    return value;
  };
  return {
    get: (key) => reading(() => inner.get(key)),
    getMany: (keys) => reading(() => inner.getMany(keys)),
    async *list(range, options = {}) {
      // The load reads page by page: a world's few orders are many pages too, each old by the time it arrives.
      const limit = range.start[0] === "active" ? chance.between(1, 5) : options.limit;
      const rows = () => Array.fromAsync(inner.list(range, { ...options, limit }));
      yield* await reading(rows);
    },
    atomic(): Atomic {
      const atomic = inner.atomic();
      const commit = atomic.commit;
      atomic.commit = async () => {
        const { committed, version } = await life.deed(
          "commit.before",
          "commit.after",
          async () => {
            await slowly();
            // Killed while it waited: it was never made. Killed after it: made, and nobody knows.
            if (!life.alive) return await never<never>();
            const committing = commit();
            const { version } = world.disk;
            const committed = await committing;
            await slowly();
            return { committed, version };
          },
        );
        synced(version);
        return committed;
      };
      return atomic;
    },
    close() {},
  };
}
