import assert from "node:assert/strict";
import type { Log, LogLevel, LogModule } from "../../lib/log.ts";
import { openLog } from "../../lib/logging/open_log.ts";

/** The lines that `use` logs. */
async function linesOf(
  config: { level: LogLevel; format: "text" | "json"; modules?: Map<LogModule, LogLevel> },
  use: (log: Log) => void,
): Promise<string[]> {
  const lines: string[] = [];
  const log = await openLog({ modules: new Map(), ...config }, (line) => lines.push(line));
  use(log.moduleLog("intake"));
  await log.close();
  return lines;
}

function everyLevel(log: Log): void {
  log.debug("a detail");
  log.info("a step");
  log.warn("a worry");
  log.error("a failure");
}

for (const [from, level] of (["debug", "info", "warn", "error"] as const).entries()) {
  Deno.test(`at level ${level} every event from that level on is one line, and nothing else is`, async () => {
    const lines = await linesOf({ level, format: "json" }, everyLevel);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)).map(({ level, event }) => `${level}: ${event}`),
      ["debug: a detail", "info: a step", "warn: a worry", "error: a failure"].slice(from),
    );
  });
}

Deno.test("a line carries the module's name and the fields", async () => {
  const [line = ""] = await linesOf({ level: "info", format: "text" }, (log) => {
    log.info("packet refused", { server: "main", md5key: "bff0378ea5ef0d5d" });
  });
  assert.match(line, / INFO {2}intake: packet refused server=main md5key=\*\*\*$/);
});

Deno.test("braces in an event or a field are text, not places to fill in", async () => {
  const [line = ""] = await linesOf({ level: "info", format: "json" }, (log) => {
    log.info("got {chargeId} {{", { chargeId: "{server}" });
  });
  assert.equal(JSON.parse(line).event, "got {chargeId} {{");
  assert.equal(JSON.parse(line).fields.chargeId, "{server}");
});

Deno.test("a log that cannot be written stops nobody", async () => {
  let tries = 0;
  const log = await openLog({ modules: new Map(), level: "info", format: "text" }, () => {
    tries++;
    throw new Error("no space left on device");
  });
  log.moduleLog("store").error("commit failed");
  log.moduleLog("store").error("commit failed again");
  await log.close();
  assert.equal(tries, 2);
});

Deno.test("after close nothing is written, and a log can be opened again", async () => {
  const lines: string[] = [];
  const log = await openLog(
    { modules: new Map(), level: "debug", format: "text" },
    (line) => lines.push(line),
  );
  const intake = log.moduleLog("intake");
  await log.close();
  intake.error("too late");
  assert.deepEqual(lines, []);
  assert.equal((await linesOf({ level: "error", format: "text" }, everyLevel)).length, 1);
});

Deno.test("a second log is refused while one is open", async () => {
  const log = await openLog({ modules: new Map(), level: "info", format: "text" }, () => {});
  await assert.rejects(
    openLog({ modules: new Map(), level: "info", format: "text" }, () => {}),
    /Already configured/,
  );
  await log.close();
});

Deno.test("a module's own level comes before the level of all", async () => {
  const modules = new Map<LogModule, LogLevel>([["intake", "error"]]);
  const lines = await linesOf({ level: "debug", format: "text", modules }, everyLevel);
  assert.equal(lines.length, 1);
  const more = new Map<LogModule, LogLevel>([["intake", "debug"], ["store", "error"]]);
  assert.equal(
    (await linesOf({ level: "error", format: "text", modules: more }, everyLevel)).length,
    4,
  );
});

Deno.test("levels change while the log is open, also of logs that were handed out before", async () => {
  const lines: string[] = [];
  const log = await openLog({ modules: new Map(), level: "warn", format: "text" }, (line) => {
    lines.push(line);
  });
  const [intake, store] = [log.moduleLog("intake"), log.moduleLog("store")];
  intake.debug("not yet");
  log.setLevels({ level: "error", modules: new Map([["intake", "debug"]]) });
  intake.debug("now");
  store.warn("not any more");
  assert.deepEqual([...log.levels().modules], [["intake", "debug"]]);
  await log.close();
  assert.deepEqual(lines.map((line) => line.split(": ")[1]), ["now"]);
});
