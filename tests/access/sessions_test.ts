import assert from "node:assert/strict";
import { FREE_FAILURES, LOCKED_MS, Lockout } from "../../lib/access/lockout.ts";
import {
  SESSION_IDLE_MS,
  SESSION_MS_MAX,
  Sessions,
  SESSIONS_MAX,
} from "../../lib/access/sessions.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

function world() {
  const clock = new VirtualClock();
  let made = 0;
  const randomBytes = (count: number) => {
    const bytes = new Uint8Array(count);
    new DataView(bytes.buffer).setUint32(0, ++made);
    return bytes;
  };
  return { clock, sessions: new Sessions(clock, randomBytes), lockout: new Lockout(clock) };
}

Deno.test("a clock that is set back keeps nobody signed in for as long", () => {
  const clock = { nowMs: () => atMs };
  let atMs = Date.UTC(2027, 0, 1);
  const sessions = new Sessions(clock, (count) => new Uint8Array(count).fill(7));
  const key = sessions.begin("li");
  atMs -= 60_000;
  assert.equal(sessions.user(key), "li", "a clock is put right by a little now and then");
  atMs -= 365 * 86_400_000;
  assert.deepEqual(sessions.list(null, null), []);
  assert.equal(sessions.user(key), null);
});

Deno.test("a clock that is set back keeps nobody out for longer than the longest wait", () => {
  let nowMs = 10 * LOCKED_MS.max;
  const lockout = new Lockout({ nowMs: () => nowMs });
  for (let at = 0; at <= FREE_FAILURES.name; at++) lockout.failed("zhang", "192.168.1.9");
  assert.equal(lockout.waitMs("zhang", "192.168.1.9"), LOCKED_MS.first);
  nowMs = 0;
  assert.equal(lockout.waitMs("zhang", "192.168.1.9"), 0);
  // Whoever guesses on waits by the new clock.
  lockout.failed("zhang", "192.168.1.9");
  assert.equal(lockout.waitMs("zhang", "192.168.1.9"), 2 * LOCKED_MS.first);
});

Deno.test("a session is somebody's until it is ended", () => {
  const { sessions } = world();
  const one = sessions.begin("zhang"), two = sessions.begin("zhang"), li = sessions.begin("li");
  assert.deepEqual([one, two, li].map((key) => sessions.user(key)), ["zhang", "zhang", "li"]);
  assert.equal(sessions.user("made up"), null);
  sessions.end(one);
  assert.deepEqual([one, two].map((key) => sessions.user(key)), [null, "zhang"]);
  assert.equal(sessions.endAll("zhang"), 1);
  assert.deepEqual([two, li].map((key) => sessions.user(key)), [null, "li"]);
});

Deno.test("a session that nobody uses ends, and one that is used ends at its last day", async () => {
  const { clock, sessions } = world();
  const idle = sessions.begin("zhang"), used = sessions.begin("li");
  await clock.advance(SESSION_IDLE_MS);
  assert.equal(sessions.user(used), "li");
  await clock.advance(1);
  assert.equal(sessions.user(idle), null);
  const stepMs = SESSION_IDLE_MS - 1;
  let agedMs = SESSION_IDLE_MS + 1;
  for (; agedMs + stepMs <= SESSION_MS_MAX; agedMs += stepMs) {
    await clock.advance(stepMs);
    assert.equal(sessions.user(used), "li");
  }
  await clock.advance(stepMs);
  assert.equal(sessions.user(used), null);
  assert.equal(sessions.size, 0);
});

Deno.test("there are never more sessions than the bound: the first one ends", () => {
  const { sessions } = world();
  const keys = Array.from({ length: SESSIONS_MAX + 1 }, () => sessions.begin("zhang"));
  assert.equal(sessions.size, SESSIONS_MAX);
  assert.equal(sessions.user(keys[0] ?? ""), null);
  assert.equal(sessions.user(keys[1] ?? ""), "zhang");
});

Deno.test("after some failures a name waits, twice as long each time, and a success ends that", async () => {
  const { clock, lockout } = world();
  for (let time = 0; time < FREE_FAILURES.name; time++) lockout.failed("zhang", `address ${time}`);
  assert.equal(lockout.waitMs("zhang", "anywhere"), 0);
  lockout.failed("zhang", "anywhere");
  assert.equal(lockout.waitMs("zhang", "elsewhere"), LOCKED_MS.first);
  assert.equal(lockout.waitMs("li", "elsewhere"), 0);
  await clock.advance(LOCKED_MS.first);
  assert.equal(lockout.waitMs("zhang", "elsewhere"), 0);
  lockout.failed("zhang", "anywhere");
  assert.equal(lockout.waitMs("zhang", "elsewhere"), 2 * LOCKED_MS.first);
  for (let time = 0; time < 40; time++) lockout.failed("zhang", `address ${time}`);
  assert.equal(lockout.waitMs("zhang", "elsewhere"), LOCKED_MS.max);
  lockout.succeeded("zhang", "anywhere");
  assert.equal(lockout.waitMs("zhang", "elsewhere"), 0);
});

Deno.test("an address that tries many names waits too", () => {
  const { lockout } = world();
  for (let time = 0; time <= FREE_FAILURES.address; time++) {
    lockout.failed(`name ${time}`, "10.0.0.9");
  }
  assert.equal(lockout.waitMs("another", "10.0.0.9"), LOCKED_MS.first);
  assert.equal(lockout.waitMs("another", "10.0.0.8"), 0);
});
