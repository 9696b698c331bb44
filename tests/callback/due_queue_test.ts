import assert from "node:assert/strict";
import fc from "fast-check";
import { DueQueue } from "../../lib/callback/due_queue.ts";

/** The same, as simply as can be: a list in the order things were added. */
class NaiveQueue {
  items: { key: string; dueAtMs: number }[] = [];

  set(key: string, dueAtMs: number): void {
    this.delete(key);
    this.items.push({ key, dueAtMs });
  }

  delete(key: string): void {
    this.items = this.items.filter((item) => item.key !== key);
  }

  sorted(): { key: string; dueAtMs: number }[] {
    return this.items.toSorted((a, b) => a.dueAtMs - b.dueAtMs);
  }

  hasten(atMs: number): void {
    this.items = this.sorted().map(({ key, dueAtMs }) => ({
      key,
      dueAtMs: Math.min(dueAtMs, atMs),
    }));
  }
}

const keys = fc.nat(30).map(String);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant("set" as const), keys, fc.nat(20)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("delete" as const), keys, fc.constant(0)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("take" as const), keys, fc.constant(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("hasten" as const), keys, fc.nat(20)) },
);

Deno.test("whatever is done to it, the queue is a sorted list", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
    const queue = new DueQueue();
    const naive = new NaiveQueue();
    for (const [what, key, atMs] of steps) {
      if (what === "take") {
        const first = queue.first();
        if (first !== null) queue.delete(first.key);
        const expected = naive.sorted()[0];
        if (expected) naive.delete(expected.key);
      } else if (what === "delete") {
        queue.delete(key);
        naive.delete(key);
      } else if (what === "set") {
        queue.set(key, atMs);
        naive.set(key, atMs);
      } else {
        queue.hasten(atMs);
        naive.hasten(atMs);
      }
      const first = queue.first();
      const expected = naive.sorted()[0];
      assert.deepEqual(first && { key: first.key, dueAtMs: first.dueAtMs }, expected ?? null);
      assert.equal(queue.size, naive.items.length);
    }
    for (const { key, dueAtMs } of naive.sorted()) {
      const first = queue.first();
      assert.deepEqual([first?.key, first?.dueAtMs], [key, dueAtMs]);
      queue.delete(key);
    }
    assert.equal(queue.first(), null);
  }));
});

Deno.test("a key that is changed over and over again costs no memory of its own", () => {
  const queue = new DueQueue();
  for (let at = 0; at < 100_000; at++) queue.set(String(at % 10), at);
  assert.equal(queue.size, 10);
  assert.equal(queue.first()?.dueAtMs, 99_990);
});
