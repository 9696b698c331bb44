import assert from "node:assert/strict";
import { closedFolder, insideRoot, writableFolders } from "../../lib/service/folders.ts";
import { isPlainName, isPlainPath, unitText } from "../../lib/service/unit.ts";
import type { UnitValues } from "../../lib/service/unit.ts";
import { configOf, MINIMAL } from "../config/support.ts";
import { complaintsOfSystemd, exposureOf, makeRoot, systemdIsHere } from "../support/systemd.ts";
import { inTempDir } from "../support/temp_dir.ts";

const PARTS: UnitValues = {
  executable: "/opt/czdock/czdock",
  config: "/opt/czdock/config.yaml",
  folder: "/opt/czdock",
  writable: ["/opt/czdock/data"],
  user: "czdock",
};

/** What systemd complains of in the unit, in a root where all its files are there, and how exposed it finds it. */
async function judged(parts: UnitValues): Promise<{ complaints: string; exposure: number }> {
  let found = { complaints: "", exposure: 10 };
  await inTempDir((root) => {
    makeRoot(root);
    for (const folder of [parts.folder, ...parts.writable]) {
      Deno.mkdirSync(root + folder, { recursive: true });
    }
    Deno.writeTextFileSync(root + parts.executable, "#!/bin/sh\n", { mode: 0o755 });
    Deno.writeTextFileSync(`${root}/etc/systemd/system/czdock.service`, unitText(parts));
    found = {
      complaints: complaintsOfSystemd(root, "czdock.service"),
      exposure: exposureOf(root, "czdock.service"),
    };
  });
  return found;
}

Deno.test({
  name: "systemd has nothing to say against the unit, and finds it little exposed",
  ignore: !systemdIsHere(),
  async fn() {
    const { complaints, exposure } = await judged(PARTS);
    assert.equal(complaints, "");
    assert.ok(exposure <= 2, `${exposure}`);
  },
});

Deno.test({
  name: "folders with spaces, percents and Chinese names are understood as they are",
  ignore: !systemdIsHere(),
  async fn() {
    const folder = "/opt/充值 100% dock";
    const { complaints } = await judged({
      ...PARTS,
      folder,
      executable: `${folder}/czdock`,
      config: `${folder}/config.yaml`,
      writable: [`${folder}/data`, "/var/log/czdock"],
    });
    assert.equal(complaints, "");
  },
});

Deno.test({
  name: "a unit that is wrong is complained of, so the judgement is one",
  ignore: !systemdIsHere(),
  async fn() {
    await inTempDir((root) => {
      makeRoot(root);
      const text = unitText({ ...PARTS, executable: "/opt/nowhere" }).replace("Type=", "Typ=");
      Deno.writeTextFileSync(`${root}/etc/systemd/system/czdock.service`, text);
      assert.match(complaintsOfSystemd(root, "czdock.service"), /Typ.*\n[^]*nowhere/);
    });
  },
});

Deno.test("the unit starts it as its own user, watches it, and lets it write to its folders only", () => {
  const lines = unitText({ ...PARTS, user: "dock", writable: ["/a", "/b c"] }).split("\n");
  for (
    const line of [
      "Type=notify",
      "User=dock",
      'ReadWritePaths="/a" "/b c"',
      "ProtectSystem=strict",
      "NoNewPrivileges=yes",
      "WatchdogSec=60s",
      "ExecReload=/bin/kill -HUP $MAINPID",
      "Restart=on-failure",
      // The program itself ends within ten seconds.
      "TimeoutStopSec=15s",
    ]
  ) assert.ok(lines.includes(line), line);
  // The user's own, which an install gives the files to, whatever it is called.
  assert.equal(lines.some((line) => line.startsWith("Group=")), false);
  // V8 makes code in memory, so this would keep it from starting.
  assert.equal(lines.some((line) => line.startsWith("MemoryDenyWriteExecute")), false);
});

Deno.test("it writes where the store, the log, the backups and the simulator's books are, each folder once", () => {
  const config = configOf(
    MINIMAL.replace("type: manual", "type: simulate, journal: books/sim.ndjson") +
      "store: { path: data/orders.kv }\nlog: { file: data/log/czdock.log }\n" +
      "backup: { folder: backups, every: 24h }\n",
  );
  assert.deepEqual(writableFolders(config, "/opt/czdock"), [
    "/opt/czdock/backups",
    "/opt/czdock/books",
    "/opt/czdock/data",
  ]);
});

Deno.test("of a store at a service it writes the key only, where that lies on this machine", () => {
  const config = configOf(`${MINIMAL}store: { path: "https://kv.example/" }\n`);
  assert.deepEqual(writableFolders(config, "/opt/czdock"), ["/opt/czdock/data"]);
});

Deno.test("folders that a service can't see are told apart, and paths are seen from inside a root", () => {
  assert.equal(closedFolder("/home/me/czdock"), "/home");
  assert.equal(closedFolder("/root"), "/root");
  assert.equal(closedFolder("/homes/czdock"), null);
  assert.equal(closedFolder("/opt/czdock"), null);
  assert.equal(insideRoot(null, "/opt/czdock"), "/opt/czdock");
  assert.equal(insideRoot("/image", "/image/opt/czdock"), "/opt/czdock");
  assert.equal(insideRoot("/image", "/images/opt"), null);
});

Deno.test("only names that need no quoting name a unit or a user", () => {
  for (const name of ["czdock", "czdock-2", "_a"]) assert.ok(isPlainName(name), name);
  for (const name of ["", "../x", "a b", "Ä", "a.b", "-a", "a".repeat(32)]) {
    assert.equal(isPlainName(name), false, name);
  }
});

Deno.test("a path that systemd could not start is none for a unit", () => {
  assert.ok(isPlainPath("/opt/充值 100% dock/czdock"));
  for (const path of ['/a"b', "/a'b", "/a$b", "/a\\b", "/a\nb"]) {
    assert.equal(isPlainPath(path), false, path);
  }
});
