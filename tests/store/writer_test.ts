import assert from "node:assert/strict";
import fc from "fast-check";
import { StoreDown } from "../../lib/store/kv.ts";
import type { Write } from "../../lib/store/writer.ts";
import {
  CHECKS_MAX,
  COMMITS_AT_ONCE,
  PATIENCE_MS,
  PATIENT_MAX,
  VALUE_BYTES_MAX,
  Writer,
} from "../../lib/store/writer.ts";
import { MemoryKv } from "../support/memory_kv.ts";
import { holdCommits, rowsBelow } from "../support/store.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { hastyClock } from "../support/hasty_clock.ts";

/** A write that stores `value` under a key that must be new. */
function newWrite(name: string, value: unknown = 1, sum = 0n): Write {
  return {
    about: name,
    checks: [{ key: ["row", name], versionstamp: null }],
    sets: [{ key: ["row", name], value }],
    deletes: [],
    additions: [{ key: ["sum"], by: sum }],
  };
}

/** A key-value store whose commits wait until they are let go. */
function heldKv(): { kv: MemoryKv; letGo: () => void } {
  const kv = new MemoryKv();
  return { kv, ...holdCommits(kv) };
}

const names = (count: number) => Array.from({ length: count }, (_, at) => `write ${at}`);

Deno.test("what is handed in while a commit runs is committed together", async () => {
  const { kv, letGo } = heldKv();
  const writer = new Writer(kv, hastyClock);
  const first = writer.commit(newWrite("first"));
  while (kv.commits === 0) await Promise.resolve();
  const others = names(CHECKS_MAX).map((name) => writer.commit(newWrite(name, 1, 3n)));
  letGo();
  const committed = await Promise.all([first, ...others]);
  assert.ok(committed.every(({ kind }) => kind === "committed"));
  assert.equal(kv.commits, 2);
  assert.deepEqual(writer.counts, {
    commits: 2,
    writes: CHECKS_MAX + 1,
    conflicts: 0,
    failures: 0,
  });
  assert.deepEqual((await kv.get(["sum"])).value, new Deno.KvU64(3n * BigInt(CHECKS_MAX)));
});

Deno.test("a commit stays within what Deno KV takes, however much waits", async () => {
  const { kv, letGo } = heldKv();
  const writer = new Writer(kv, hastyClock);
  const first = writer.commit(newWrite("first"));
  while (kv.commits === 0) await Promise.resolve();
  const big = new Uint8Array(60_000);
  const writes = names(3 * CHECKS_MAX).map((name, at) => newWrite(name, at < 20 ? big : 1));
  const others = writes.map((write) => writer.commit(write));
  letGo();
  await Promise.all([first, ...others]);
  const bigCommits = Math.ceil(20 / Math.floor(VALUE_BYTES_MAX / big.length));
  assert.equal(writer.counts.failures, 0);
  assert.ok(kv.commits <= 1 + bigCommits + 3, `${kv.commits} commits`);
  assert.equal((await rowsBelow(kv, ["row"])).length, 3 * CHECKS_MAX + 1);
});

Deno.test("a conflict fails alone", async () => {
  const kv = new MemoryKv();
  const writer = new Writer(kv, hastyClock);
  await writer.commit(newWrite("taken", "first"));
  const outcomes = await Promise.all(
    ["a", "taken", "b"].map((name) => writer.commit(newWrite(name, "second", 1n))),
  );
  assert.deepEqual(outcomes.map(({ kind }) => kind), ["committed", "conflict", "committed"]);
  assert.equal(writer.counts.conflicts, 1);
  assert.equal((await kv.get(["row", "taken"])).value, "first");
  assert.deepEqual((await kv.get(["sum"])).value, new Deno.KvU64(2n));
});

Deno.test("a write that the store can't take fails alone", async () => {
  const kv = new MemoryKv();
  const writer = new Writer(kv, hastyClock);
  const outcomes = await Promise.allSettled([
    writer.commit(newWrite("a")),
    writer.commit(newWrite("too large", new Uint8Array(70_000))),
    writer.commit(newWrite("b")),
  ]);
  assert.deepEqual(outcomes.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
});

Deno.test("writes about one order see each other: two that want the same version don't both have it", async () => {
  const kv = new MemoryKv();
  const writer = new Writer(kv, hastyClock);
  const outcomes = await Promise.all([
    writer.commit(newWrite("same", "first")),
    writer.commit(newWrite("other")),
    writer.commit(newWrite("same", "second")),
  ]);
  assert.deepEqual(outcomes.map(({ kind }) => kind), ["committed", "committed", "conflict"]);
  assert.equal((await kv.get(["row", "same"])).value, "first");
});

Deno.test("a store that fails is told of with its reason, and one that works again is no longer failing", async () => {
  const kv = new MemoryKv();
  const writer = new Writer(kv, hastyClock);
  kv.fate = () => "refused";
  await assert.rejects(writer.commit(newWrite("a")), (error) => {
    assert.ok(error instanceof StoreDown);
    assert.match(error.message, /disk I\/O error/);
    return true;
  });
  assert.equal(writer.failing, true);
  kv.fate = () => "made";
  assert.equal((await writer.commit(newWrite("a"))).kind, "committed");
  assert.equal(writer.failing, false);
});

Deno.test("a batch whose answer was lost is not written twice", async () => {
  const kv = new MemoryKv();
  const writer = new Writer(kv, hastyClock);
  kv.fate = (commit) => commit === 0 ? "answerLost" : "made";
  const outcomes = await Promise.all(
    names(5).map((name) => writer.commit(newWrite(name, 1, 1n))),
  );
  assert.ok(outcomes.every(({ kind }) => kind === "conflict"));
  assert.deepEqual((await kv.get(["sum"])).value, new Deno.KvU64(5n));
});

Deno.test("idle is when all that waited is through", async () => {
  const { kv, letGo } = heldKv();
  const writer = new Writer(kv, hastyClock);
  let idle = false;
  const through = [writer.commit(newWrite("a")), writer.commit(newWrite("b"))];
  const waited = writer.idle().then(() => idle = true);
  await Promise.resolve();
  assert.equal(idle, false);
  letGo();
  await Promise.all([...through, waited]);
  await writer.idle();
  assert.equal((await rowsBelow(kv, ["row"])).length, 2);
});

Deno.test("what is handed in the moment that the last commits end is committed too", async () => {
  for (let turns = 0; turns < 8; turns++) {
    for (let last = 0; last < COMMITS_AT_ONCE; last++) {
      const { kv, letGo } = heldKv();
      const writer = new Writer(kv, hastyClock);
      const through: Promise<unknown>[] = [];
      for (let at = 0; at < COMMITS_AT_ONCE; at++) {
        const first = writer.commit(newWrite(String(at)));
        through.push(at === last ? first.then(() => handIn(turns)) : first);
        // One by one, so that each is a commit of its own.
        while (kv.commits <= at) await Promise.resolve();
      }
      const handIn = async (after: number) => {
        for (let turn = 0; turn < after; turn++) await Promise.resolve();
        return await writer.commit(newWrite("again"));
      };
      letGo();
      await Promise.all(through);
      assert.notEqual((await kv.get(["row", "again"])).value, null);
    }
  }
});

Deno.test("whatever becomes of the commits, every write is answered, and what was committed is counted once", async () => {
  const fates = fc.array(fc.constantFrom("made", "made", "refused", "answerLost"), {
    maxLength: 40,
  });
  const handedIn = fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 10 }), {
    maxLength: 8,
  });
  await fc.assert(fc.asyncProperty(fates, handedIn, async (planned, rounds) => {
    const kv = new MemoryKv();
    const writer = new Writer(kv, hastyClock);
    kv.fate = (commit) => planned[commit] ?? "made";
    for (const round of rounds) {
      const outcomes = await Promise.allSettled(
        round.map((name) => writer.commit(newWrite(String(name), 1, 1n))),
      );
      for (const [at, outcome] of outcomes.entries()) {
        if (outcome.status === "rejected") {
          assert.ok(outcome.reason instanceof StoreDown);
        } else {
          // Committed, or there before.
          assert.notEqual((await kv.get(["row", String(round[at])])).value, null);
        }
      }
    }
    const stored = (await rowsBelow(kv, ["row"])).length;
    const sum = (await kv.get(["sum"])).value;
    assert.deepEqual(sum, stored === 0 ? null : new Deno.KvU64(BigInt(stored)));
  }));
});

Deno.test("a write that nobody waits for joins the next commit", async () => {
  const kv = new MemoryKv();
  const clock = new VirtualClock();
  const writer = new Writer(kv, clock);
  const soon = writer.commitSoon(newWrite("patient"));
  await clock.advance(PATIENCE_MS - 1);
  assert.equal(kv.commits, 0);
  const urgent = writer.commit(newWrite("urgent"));
  assert.equal((await urgent).kind, "committed");
  assert.deepEqual(await soon, await urgent);
  assert.equal(kv.commits, 1);
});

Deno.test("a write that nobody waits for is committed when its patience is over, or many wait", async () => {
  const kv = new MemoryKv();
  const clock = new VirtualClock();
  const writer = new Writer(kv, clock);
  const alone = writer.commitSoon(newWrite("alone"));
  await clock.advance(PATIENCE_MS);
  assert.equal((await alone).kind, "committed");
  await Promise.all(names(PATIENT_MAX).map((name) => writer.commitSoon(newWrite(name))));
  assert.deepEqual([kv.commits, clock.pending], [2, 0]);
});

Deno.test("nothing that waits for company is left behind when the writer shall be idle", async () => {
  const kv = new MemoryKv();
  const clock = new VirtualClock();
  const writer = new Writer(kv, clock);
  const soon = writer.commitSoon(newWrite("patient"));
  await writer.idle();
  assert.equal((await soon).kind, "committed");
  assert.equal(clock.pending, 0);
});
