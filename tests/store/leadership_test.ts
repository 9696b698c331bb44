import assert from "node:assert/strict";
import { fencedKv } from "../../lib/store/fenced_kv.ts";
import {
  ACT_WITHIN_MS,
  Leadership,
  LEASE_KEY,
  MARGIN_MS,
  RENEW_EVERY_MS,
} from "../../lib/store/leadership.ts";
import { MemoryDisk, MemoryKv } from "../support/memory_kv.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const UNDER_WAY_MS = 3000;
const PATIENCE_MS = ACT_WITHIN_MS + UNDER_WAY_MS + MARGIN_MS;

/** An instance on a disk that others reach, too. */
function instance(name: string, disk: MemoryDisk, clock: VirtualClock) {
  const kv = new MemoryKv(disk);
  const lost: string[] = [];
  let heldBackMs = 0;
  const leadership = new Leadership({
    kv,
    me: { instance: name, where: `at ${name}` },
    clock: { nowMs: () => clock.nowMs() - heldBackMs, after: (ms, run) => clock.after(ms, run) },
    monotonicMs: () => clock.nowMs(),
    underWayMs: UNDER_WAY_MS,
    lost: (reason) => void lost.push(reason),
  });
  const stoodBy: (string | null)[] = [];
  let leads = false;
  const lead = async () => {
    leads = await leadership.lead((leader) => void stoodBy.push(leader?.where ?? null));
    return leads;
  };
  return {
    kv,
    lost,
    leadership,
    stoodBy,
    lead,
    leads: () => leads,
    fenced: fencedKv(kv, leadership),
    setBack: (byMs: number) => heldBackMs = byMs,
    /** From here on the store does not answer it. */
    cut() {
      kv.fate = () => "refused";
      kv.beforeRead = () => {
        throw new TypeError("unreachable");
      };
    },
    mend() {
      kv.fate = () => "made";
      kv.beforeRead = () => {};
    },
  };
}

function two() {
  const disk = new MemoryDisk(), clock = new VirtualClock();
  return { disk, clock, a: instance("a", disk, clock), b: instance("b", disk, clock) };
}

async function mayAct({ leadership }: ReturnType<typeof instance>, clock: VirtualClock) {
  let may = false;
  leadership.mayAct().then(() => may = true);
  await clock.settle();
  return may;
}

Deno.test("the first one leads at once, and the second stands by as long as it lives", async () => {
  const { clock, a, b } = two();
  assert.equal(await a.lead(), true);
  b.lead();
  await clock.advance(20 * PATIENCE_MS);
  assert.deepEqual([b.leads(), b.stoodBy, a.lost], [false, ["at a"], []]);
  assert.equal(await mayAct(a, clock), true);
});

Deno.test("one that died is followed when whatever it may have begun is over, not before", async () => {
  const { clock, a, b } = two();
  await a.lead();
  a.cut();
  const lead = b.lead();
  await clock.advance(PATIENCE_MS - RENEW_EVERY_MS);
  assert.equal(b.leads(), false);
  await clock.advance(2 * RENEW_EVERY_MS);
  assert.equal(await lead, true);
});

Deno.test("one that can't reach the store begins nothing more, long before another follows", async () => {
  const { clock, a, b } = two();
  await a.lead();
  b.lead();
  await clock.advance(RENEW_EVERY_MS);
  a.cut();
  await clock.advance(ACT_WITHIN_MS + RENEW_EVERY_MS);
  assert.deepEqual([await mayAct(a, clock), b.leads(), a.lost], [false, false, []]);
  a.mend();
  await clock.advance(RENEW_EVERY_MS);
  assert.equal(await mayAct(a, clock), true);
});

Deno.test("a wall clock that is set back does not prolong what may be begun", async () => {
  const { clock, a } = two();
  await a.lead();
  a.cut();
  a.setBack(3_600_000);
  await clock.advance(ACT_WITHIN_MS + 1);
  assert.equal(await mayAct(a, clock), false);
});

Deno.test("one that was replaced writes nothing any more and is told, once", async () => {
  const { clock, disk, a, b } = two();
  await a.lead();
  assert.equal((await a.fenced.atomic().set(["x"], 1).commit()).ok, true);
  a.cut();
  b.lead();
  await clock.advance(2 * PATIENCE_MS);
  assert.equal(b.leads(), true);
  a.mend();
  let answered = false;
  a.fenced.atomic().set(["x"], 2).commit().then(() => answered = true);
  await clock.settle();
  assert.equal((await b.kv.get(["x"])).value, 1);
  assert.deepEqual([answered, a.lost.length], [false, 1]);
  await clock.advance(10 * PATIENCE_MS);
  assert.deepEqual([a.lost.length, b.lost, await mayAct(a, clock)], [1, [], false]);
  assert.equal((await b.fenced.atomic().set(["x"], 3).commit()).ok, true);
  assert.equal(disk.rows.size > 0, true);
});

Deno.test("a commit of the leader that fails by a check of its own is a conflict and nothing else", async () => {
  const { a } = two();
  await a.lead();
  const commit = a.fenced.atomic().check({ key: ["x"], versionstamp: "0007" }).set(["x"], 1);
  assert.deepEqual(await commit.commit(), { ok: false });
  assert.deepEqual(a.lost, []);
});

Deno.test("nobody writes who does not lead", () => {
  const { a } = two();
  assert.throws(() => a.fenced.atomic(), /does not lead/);
});

Deno.test("one that resigns is followed at once", async () => {
  const { clock, a, b } = two();
  await a.lead();
  const lead = b.lead();
  await clock.advance(RENEW_EVERY_MS);
  await a.leadership.resign();
  assert.equal((await b.kv.get(LEASE_KEY)).value, null);
  await clock.advance(RENEW_EVERY_MS);
  assert.equal(await lead, true);
  await a.leadership.resign();
  assert.notEqual((await b.kv.get(LEASE_KEY)).value, null, "it gave away what it has no more");
});

Deno.test("one that is told to stop while it stands by ends, and leaves the leader alone", async () => {
  const { clock, a, b } = two();
  await a.lead();
  const lead = b.lead();
  await clock.advance(RENEW_EVERY_MS);
  b.leadership.withdraw();
  await clock.advance(RENEW_EVERY_MS);
  assert.equal(await lead, false);
  await b.leadership.resign();
  await clock.advance(PATIENCE_MS);
  assert.equal(await mayAct(a, clock), true);
});

Deno.test("of many that stand by, one follows", async () => {
  const { clock, disk, a } = two();
  await a.lead();
  a.cut();
  const others = ["b", "c", "d", "e"].map((name) => instance(name, disk, clock));
  for (const one of others) one.lead();
  await clock.advance(3 * PATIENCE_MS);
  assert.equal(others.filter((one) => one.leads()).length, 1);
});

Deno.test("a takeover whose answer was lost is known by what is stored", async () => {
  const { clock, a } = two();
  a.kv.fate = (commit) => commit === 0 ? "answerLost" : "made";
  assert.equal(await a.lead(), true);
  assert.equal((await a.fenced.atomic().set(["x"], 1).commit()).ok, true);
  await clock.advance(5 * RENEW_EVERY_MS);
  assert.equal(await mayAct(a, clock), true);
});
