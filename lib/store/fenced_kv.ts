/**
 * A store in which only the leader can write: each commit checks in itself that its writer still leads.
 *
 * @module
 */
import type { Atomic, KeyPart, Kv } from "./kv.ts";
import type { Leadership } from "./leadership.ts";
import { LEADER_KEY } from "./leadership.ts";

/** The same store; a commit of an instance that was replaced is not made, and never resolves. */
export function fencedKv(kv: Kv, leadership: Leadership): Kv {
  return {
    get: (key) => kv.get(key),
    getMany: (keys) => kv.getMany(keys),
    list: (range, options) => kv.list(range, options),
    close: () => kv.close(),
    atomic: () => fenced(kv, leadership),
  };
}

function fenced(kv: Kv, leadership: Leadership): Atomic {
  const { fence } = leadership;
  const inner = kv.atomic().check({ ...fence, key: [...fence.key] as KeyPart[] });
  const atomic: Atomic = {
    check(...checks) {
      inner.check(...checks);
      return atomic;
    },
    set(key, value) {
      inner.set(key, value);
      return atomic;
    },
    delete(key) {
      inner.delete(key);
      return atomic;
    },
    sum(key, by) {
      inner.sum(key, by);
      return atomic;
    },
    async commit() {
      const committed = await inner.commit();
      if (committed.ok) return committed;
      // A check of its own, or that it leads no more?
      const { versionstamp } = await kv.get(LEADER_KEY);
      if (versionstamp === fence.versionstamp) return committed;
      leadership.replaced("a commit was refused: another instance leads");
      // As if the process had died in it: whoever waits is told nothing.
      return await new Promise<never>(() => {});
    },
  };
  return atomic;
}
