import assert from "node:assert/strict";
import type { LogConfig } from "../../lib/config.ts";
import { serveLog } from "../../lib/wiring/log.ts";
import { inTempDir } from "../support/temp_dir.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const CONFIG: LogConfig = {
  level: "info",
  modules: new Map(),
  format: "text",
  file: null,
  fileBytesMax: 1_000_000,
  filesKept: 3,
};

Deno.test("standard output that can't be written stops nobody, and is told on standard error once", async () => {
  const clock = new VirtualClock();
  const written: string[] = [], complained: string[] = [];
  let full = true;
  const log = await serveLog(CONFIG, {
    clock,
    out: (lines) => {
      if (full) throw new Error("No space left on device");
      written.push(lines);
    },
    err: (line) => complained.push(line),
  });
  const intake = log.moduleLog("intake");
  for (let at = 0; at < 3; at++) {
    intake.info("an event");
    await clock.advance(1000);
  }
  assert.equal(log.lost, 3);
  assert.equal(complained.length, 1);
  assert.match(complained[0] ?? "", /cannot write the log: stdout: No space left/);
  full = false;
  intake.info("an event that arrives");
  await clock.advance(1000);
  await log.close();
  assert.match(written.join("\n"), /an event that arrives\n.*lines of the log were lost lost=3/);
});

Deno.test("a log that goes to a file is in that file, and its last lines too", async () => {
  await inTempDir(async (folder) => {
    const file = `${folder}/logs/czdock.log`;
    const out = () => assert.fail("nothing belongs on standard output");
    const log = await serveLog({ ...CONFIG, file }, { clock: new VirtualClock(), out, err: out });
    log.moduleLog("main").info("started", { channel: "人工" });
    log.flush();
    assert.match(Deno.readTextFileSync(file), /main: started channel=人工\n$/);
    log.moduleLog("main").info("stopped");
    await log.close();
    assert.match(Deno.readTextFileSync(file), /stopped\n$/);
  });
});
