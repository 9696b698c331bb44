import assert from "node:assert/strict";
import { join } from "node:path";
import type { AlarmKind } from "../../lib/alarm.ts";
import { backupPath, backupsIn, SCRATCH } from "../../lib/backup/backup_folder.ts";
import { BACKUP_FIRST_MS, BACKUP_RETRY_MS, BackupWatch } from "../../lib/backup/backup_watch.ts";
import type { BackupParts } from "../../lib/backup/backup_watch.ts";
import { UNFINISHED } from "../../lib/backup/export_file.ts";
import { recordingLog } from "../support/recording_log.ts";
import { inTempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const HOUR_MS = 3_600_000;

/** A watch over a store whose export is one line. */
function watching(folder: string, parts: Partial<BackupParts> = {}) {
  const clock = new VirtualClock();
  const wall = { aheadMs: 0 };
  const log = recordingLog();
  const raised: AlarmKind[] = [];
  const verified: string[] = [];
  let fault: Error | null = null;
  const watch = new BackupWatch({
    config: { folder, everyMs: HOUR_MS, kept: 3 },
    exportAll: async function* () {
      yield new TextEncoder().encode("all\n");
    },
    verify: (path) => {
      verified.push(path);
      return fault === null ? Promise.resolve({ orders: 7 }) : Promise.reject(fault);
    },
    clock: {
      nowMs: () => clock.nowMs() + wall.aheadMs,
      after: (delayMs, run) => clock.after(delayMs, run),
    },
    log,
    alarms: {
      raise: (kind) => void raised.push(kind),
      clear: () => void raised.splice(0),
    },
    ...parts,
  });
  /** Lets time pass until the log has another line; files take their own time. */
  const goOn = async (byMs: number) => {
    const { length } = log.lines;
    await clock.advance(byMs);
    await until("the log has another line", async () => {
      // The pauses between the pieces.
      await clock.advance(10);
      return log.lines.length > length;
    });
    await clock.settle();
  };
  return {
    watch,
    clock,
    wall,
    log,
    raised,
    verified,
    goOn,
    fail: (error: Error | null) => fault = error,
  };
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("a backup is made when the latest one is old enough, restored on trial, and the latest are kept", () =>
  inTempDir(async (dir) => {
    const folder = join(dir, "a", "backups");
    const { watch, clock, verified, goOn, log } = watching(folder);
    assert.deepEqual(watch.check, { ok: true, message: "还没有备份 none yet" });
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    await goOn(BACKUP_FIRST_MS);
    assert.deepEqual(log.events("info"), ["backup made and restored on trial"]);
    assert.match(watch.check?.message ?? "", /7 单/);
    for (let more = 0; more < 4; more++) await goOn(HOUR_MS);
    assert.equal(verified.length, 5);
    const kept = (await backupsIn(folder)).map(({ path }) => path);
    assert.deepEqual(kept, verified.slice(-3));
    assert.equal(names(folder).length, 3);
    if (Deno.build.os !== "windows") {
      assert.equal((Deno.statSync(folder).mode ?? 0) & 0o777, 0o700);
      assert.equal((Deno.statSync(kept[0] ?? "").mode ?? 0) & 0o777, 0o600);
    }
    await watch.stop();
  }));

Deno.test("a restart does not begin anew: the next backup comes when it would have come", () =>
  inTempDir(async (folder) => {
    const { watch, clock, verified, goOn, log } = watching(folder);
    Deno.writeTextFileSync(backupPath(folder, clock.nowMs() - HOUR_MS / 2), "");
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    assert.match(watch.check?.message ?? "", /the latest is of 2026/);
    await clock.advance(HOUR_MS / 2 - 1000);
    assert.deepEqual(log.lines, []);
    await goOn(1000);
    assert.equal(verified.length, 1);
    await watch.stop();
  }));

Deno.test("backups whose names a wrong clock has put into the future delay none, and are the first to go", () =>
  inTempDir(async (folder) => {
    const { watch, clock, goOn, verified } = watching(folder);
    const wrong = [1, 2, 3].map((years) =>
      backupPath(folder, clock.nowMs() + years * 8760 * HOUR_MS)
    );
    for (const path of wrong) Deno.writeTextFileSync(path, "");
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    assert.deepEqual(watch.check, { ok: true, message: "还没有备份 none yet" });
    await goOn(BACKUP_FIRST_MS);
    await goOn(HOUR_MS);
    assert.equal(verified.length, 2);
    const kept = (await backupsIn(folder)).map(({ path }) => path);
    assert.deepEqual(kept, [...verified, wrong[2]]);
    await watch.stop();
  }));

Deno.test("a clock that is set back while a backup is made does not put off the next one", () =>
  inTempDir(async (folder) => {
    const { watch, clock, wall, goOn, verified } = watching(folder, {
      exportAll: async function* () {
        wall.aheadMs -= 8760 * HOUR_MS;
        await Promise.resolve();
        yield new TextEncoder().encode("all\n");
      },
    });
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    await goOn(BACKUP_FIRST_MS);
    await goOn(HOUR_MS);
    assert.equal(verified.length, 2);
    await watch.stop();
  }));

Deno.test("a backup that can't be restored is not kept, costs no older one, alarms, and is soon tried again", () =>
  inTempDir(async (folder) => {
    const { watch, clock, goOn, fail, raised, verified } = watching(folder);
    const older = [5, 4, 3].map((hours) => backupPath(folder, clock.nowMs() - hours * HOUR_MS));
    for (const path of older) Deno.writeTextFileSync(path, "");
    fail(new Error("the restored store is not what the backup says"));
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    await goOn(BACKUP_FIRST_MS);
    assert.deepEqual((await backupsIn(folder)).map(({ path }) => path), older);
    assert.deepEqual(raised, ["backupFailed"]);
    assert.deepEqual([watch.check?.ok, watch.check?.message], [
      false,
      "备份失败 the backup failed: the restored store is not what the backup says",
    ]);
    fail(null);
    await goOn(BACKUP_RETRY_MS);
    assert.equal(verified.length, 2);
    assert.deepEqual([raised, watch.check?.ok], [[], true]);
    assert.equal((await backupsIn(folder)).length, 3);
    await watch.stop();
  }));

Deno.test("a store or a disk that fails is a failed backup, and leaves nothing half done", () =>
  inTempDir(async (folder) => {
    const { watch, clock, goOn, raised } = watching(folder, {
      exportAll: async function* () {
        yield new Uint8Array(10);
        await Promise.resolve();
        throw new Error("disk I/O error");
      },
    });
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    await goOn(BACKUP_FIRST_MS);
    assert.deepEqual(raised, ["backupFailed"]);
    assert.match(watch.check?.message ?? "", /disk I\/O error/);
    assert.deepEqual(names(folder), []);
    await watch.stop();
  }));

Deno.test("a stop drops the backup under way at its next pause", () =>
  inTempDir(async (folder) => {
    let pages = 0;
    const { watch, clock, log } = watching(folder, {
      exportAll: async function* () {
        for (;;) {
          pages++;
          await Promise.resolve();
          yield new Uint8Array(10);
        }
      },
    });
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    await clock.advance(BACKUP_FIRST_MS);
    await until("some pages are out", async () => {
      await clock.advance(5);
      return pages > 3;
    });
    const stopped = watch.stop();
    await until("it has stopped", async () => {
      await clock.advance(5);
      return await Promise.race([stopped.then(() => true), clock.settle().then(() => false)]);
    });
    assert.deepEqual([names(folder), log.lines, clock.pending], [[], [], 0]);
  }));

Deno.test("what a crash left of a backup is cleared away by the next, and nothing else", () =>
  inTempDir(async (folder) => {
    const { watch, clock, goOn } = watching(folder);
    Deno.mkdirSync(join(folder, SCRATCH));
    Deno.writeTextFileSync(join(folder, SCRATCH, "orders.kv"), "");
    Deno.writeTextFileSync(backupPath(folder, 0) + UNFINISHED, "");
    Deno.writeTextFileSync(join(folder, "mine.part"), "");
    Deno.writeTextFileSync(join(folder, "orders-mine.ndjson.gz"), "");
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    await goOn(BACKUP_FIRST_MS);
    assert.deepEqual(names(folder).filter((name) => !/^orders-2026/.test(name)), [
      "mine.part",
      "orders-mine.ndjson.gz",
    ]);
    await watch.stop();
  }));

Deno.test("without a schedule nothing is made and nothing is shown", () =>
  inTempDir(async (dir) => {
    const folder = join(dir, "backups");
    const { watch, clock } = watching(folder, { config: { folder, everyMs: null, kept: 3 } });
    watch.start();
    await clock.advance(30 * 24 * HOUR_MS);
    assert.equal(watch.check, null);
    assert.deepEqual(names(dir), []);
    await watch.stop();
  }));

Deno.test("what backups are there is shown, the newest first, with what this process restored on trial", () =>
  inTempDir(async (dir) => {
    const folder = join(dir, "backups");
    const { watch, clock, goOn, verified } = watching(folder);
    const before = await watch.shown();
    assert.deepEqual(before, { folder, everyMs: HOUR_MS, count: 0, latest: [] });
    watch.start();
    await until("the folder was read", () => clock.pending > 0);
    await goOn(BACKUP_FIRST_MS);
    await goOn(HOUR_MS);
    const { count, latest } = await watch.shown();
    assert.equal(count, 2);
    assert.deepEqual(latest.map(({ name }) => join(folder, name)), verified.toReversed());
    assert.deepEqual(latest.map(({ orders }) => orders), [7, 7]);
    assert.ok(latest.every(({ bytes }) => bytes > 0));
    await watch.stop();
    const next = await watching(folder).watch.shown();
    assert.deepEqual(next.latest.map(({ orders }) => orders), [null, null]);
    assert.equal(next.latest[0]?.name, latest[0]?.name);
  }));

Deno.test("a folder of the backups that can't be read is shown as such", () =>
  inTempDir(async (dir) => {
    const folder = join(dir, "backups");
    Deno.writeTextFileSync(folder, "a file");
    const { count, latest } = await watching(folder).watch.shown();
    assert.deepEqual([count, latest], [null, []]);
  }));
