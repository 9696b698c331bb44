import assert from "node:assert/strict";
import type { Atomic, Kv } from "../../lib/store/kv.ts";
import { ExportRefused } from "../../lib/store/read_export.ts";
import { verifyExport } from "../../lib/store/verify_export.ts";
import { everyState, exported, pieces } from "../support/exports.ts";
import { hastyClock } from "../support/hasty_clock.ts";
import { MemoryKv } from "../support/memory_kv.ts";

function verified(scratch: Kv, bytes: Uint8Array<ArrayBuffer>) {
  return verifyExport({
    scratch,
    clock: hastyClock,
    bytes: pieces(bytes),
    paced: (chunks) => chunks,
  });
}

/** A store that writes other things than it is told. */
function faultyKv(set: (key: (string | number)[], value: unknown) => unknown): Kv {
  const kv = new MemoryKv();
  return {
    get: (key) => kv.get(key),
    getMany: (keys) => kv.getMany(keys),
    list: (range, options) => kv.list(range, options),
    close() {},
    atomic() {
      const atomic = kv.atomic();
      const faulty: Atomic = {
        ...atomic,
        set(key, value) {
          const kept = set(key, value);
          if (kept !== undefined) atomic.set(key, kept);
          return faulty;
        },
      };
      return faulty;
    },
  };
}

Deno.test("a backup that can be restored passes", async () => {
  const { kv } = await everyState();
  const { end } = await verified(new MemoryKv(), await exported(kv));
  assert.deepEqual([end.orders, end.gone], [9, 1]);
});

Deno.test("a backup that was damaged does not", async () => {
  const { kv } = await everyState();
  const bytes = await exported(kv);
  await assert.rejects(verified(new MemoryKv(), bytes.slice(0, -80)), ExportRefused);
});

Deno.test("a restored store that lacks an order or an id, or has another, is found out", async () => {
  const { kv } = await everyState();
  const bytes = await exported(kv);
  const isSixth = (key: (string | number)[]) => key[0] === "done" && key[2] === "6";
  const isTenth = (key: (string | number)[]) => key[0] === "done" && key[2] === "10";
  const faults: ((key: (string | number)[], value: unknown) => unknown)[] = [
    (key, value) => isSixth(key) ? undefined : value,
    (key, value) => isTenth(key) ? undefined : value,
    (key, value) => {
      if (!isSixth(key) || !(value instanceof Uint8Array)) return value;
      const text = new TextDecoder().decode(value).replace('"retCode":1', '"retCode":3');
      return new TextEncoder().encode(text);
    },
  ];
  for (const fault of faults) {
    await assert.rejects(verified(faultyKv(fault), bytes), /恢复后与备份不符/);
  }
});
