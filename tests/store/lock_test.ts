import assert from "node:assert/strict";
import { join } from "node:path";
import { takeLock } from "../../lib/store/lock.ts";
import { inTempDir } from "../support/temp_dir.ts";

const ME = { pid: Deno.pid, since: "2026-11-23T08:00:00.000Z" };
const HOLDER = join(import.meta.dirname ?? "", "lock_holder.ts");

Deno.test("whoever comes second is told who has the lock, and gets it once it is free", () =>
  inTempDir((dir) => {
    const path = join(dir, "orders.kv.lock");
    const first = takeLock(path, ME);
    assert.ok(first.kind === "locked");
    assert.deepEqual(takeLock(path, { ...ME, pid: 1 }), { kind: "held", by: ME });
    first.lock.release();
    const next = takeLock(path, { ...ME, pid: 1 });
    assert.ok(next.kind === "locked");
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), { ...ME, pid: 1 });
    next.lock.release();
  }));

Deno.test("a lock file that holds garbage says at least that the lock is held", () =>
  inTempDir((dir) => {
    const path = join(dir, "orders.kv.lock");
    const first = takeLock(path, ME);
    assert.ok(first.kind === "locked");
    for (const text of ["", "{", "null", '{"pid":"7","since":1}']) {
      Deno.writeTextFileSync(path, text);
      assert.deepEqual(takeLock(path, ME), { kind: "held", by: null });
    }
    first.lock.release();
  }));

Deno.test("a shorter holder leaves nothing of a longer one before it", () =>
  inTempDir((dir) => {
    const path = join(dir, "orders.kv.lock");
    Deno.writeTextFileSync(path, "x".repeat(200));
    const taken = takeLock(path, ME);
    assert.ok(taken.kind === "locked");
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), ME);
    taken.lock.release();
  }));

Deno.test("the lock of another process holds, and falls with it however it dies", () =>
  inTempDir(async (dir) => {
    const path = join(dir, "orders.kv.lock");
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "-A", HOLDER, path],
      stdout: "piped",
      stdin: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    assert.equal(new TextDecoder().decode(value), "locked\n");
    const held = takeLock(path, ME);
    assert.ok(held.kind === "held");
    assert.equal(held.by?.pid, child.pid);
    child.kill("SIGKILL");
    await child.status;
    const taken = takeLock(path, ME);
    assert.ok(taken.kind === "locked");
    taken.lock.release();
    await reader.cancel();
    await child.stdin.close();
  }));
