/**
 * Stores that break a promise of the engine's on purpose, to see whether that is found.
 *
 * @module
 */
import type { Order } from "../../../lib/order.ts";
import type { Kv } from "../../../lib/store/kv.ts";
import { decodeOrder } from "../../../lib/store/order_codec.ts";
import type { HostWorld } from "./host.ts";

/** How long after its answer a hasty commit is made, in milliseconds. */
const HASTE_MS = 5;

/** A result and the sums that move with it are two commits instead of one. */
export function settlesInTwoCommits(kv: Kv): Kv {
  return {
    ...kv,
    atomic() {
      const order = kv.atomic(), sums = kv.atomic();
      const { commit, sum } = order;
      let isSettled = false;
      order.sum = (key, by) => {
        if (!key.includes("settled")) return sum(key, by);
        isSettled = true;
        sums.sum(key, by);
        return order;
      };
      order.commit = async () => {
        const committed = await commit();
        if (isSettled && committed.ok) await sums.commit();
        return committed;
      };
      return order;
    },
  };
}

/** A start does not see orders that have a result and are not delivered. */
export function forgetsResults(kv: Kv): Kv {
  return {
    ...kv,
    async *list(range, options) {
      for await (const row of kv.list(range, options)) {
        if (row.key[0] !== "active" || decodeOrder(row.value).state !== "settled") yield row;
      }
    },
  };
}

/** A start does not sync what it finds: see `lib/store/synced_kv.ts`. */
export function syncsNothingFirst(kv: Kv): Kv {
  return {
    ...kv,
    atomic() {
      const atomic = kv.atomic();
      const { set } = atomic;
      atomic.set = (key, value) => {
        if (key[0] !== "format") return set(key, value);
        atomic.commit = () => Promise.resolve({ ok: true, versionstamp: "" });
        return atomic;
      };
      return atomic;
    },
  };
}

/** A commit that brings an order into that state is answered first and made afterwards. For one order at a time. */
export function commitsLate(state: Order["state"]): (kv: Kv, world: HostWorld) => Kv {
  return (kv, { clock, disk }) => ({
    ...kv,
    atomic() {
      const atomic = kv.atomic();
      const { commit, set } = atomic;
      let isLate = false;
      atomic.set = (key, value) => {
        isLate ||= key[0] === "active" && decodeOrder(value).state === state;
        return set(key, value);
      };
      atomic.commit = () => {
        if (!isLate) return commit();
        clock.after(HASTE_MS, () => void commit());
        const versionstamp = String(disk.version + 1).padStart(20, "0");
        return Promise.resolve({ ok: true, versionstamp });
      };
      return atomic;
    },
  });
}
