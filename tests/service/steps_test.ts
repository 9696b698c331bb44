import assert from "node:assert/strict";
import type { Installation, ServiceWorld } from "../../lib/service/steps.ts";
import { install, ServiceFault, status, uninstall } from "../../lib/service/steps.ts";

const WHAT: Installation = {
  name: "czdock",
  user: "czdock",
  executable: "/opt/czdock/czdock",
  config: "/opt/czdock/config.yaml",
  folder: "/opt/czdock",
  writable: ["/opt/czdock/data"],
  storePath: "/opt/czdock/data/orders.kv",
  secretFiles: ["/opt/czdock/key.txt"],
  variables: [],
  start: true,
};
const UNIT = "/etc/systemd/system/czdock.service";

/** A machine in memory. */
function fakeMachine({ root = null as string | null, fails = [] as readonly string[] } = {}) {
  const files = new Map([["/etc/passwd", "root:x:0:0::/root:/bin/sh\n"]]);
  const ran: string[] = [];
  const given = new Map<string, string>();
  const modes = new Map<string, number>();
  const said: string[] = [];
  const names = new Map([["/opt/czdock/data", ["orders.kv", "orders.kv.key", "other.txt"]]]);
  const world: ServiceWorld = {
    root,
    out: (line) => said.push(line),
    run(argv) {
      const command = argv.join(" ");
      ran.push(command);
      if (fails.includes(argv[0] ?? "")) return Promise.resolve({ code: 1, text: "broken" });
      if (argv[0] === "systemd-sysusers") {
        files.set("/etc/passwd", `${files.get("/etc/passwd")}czdock:x:990:991::/:/bin/false\n`);
      }
      const text = command.startsWith("systemctl show") ? "ActiveState=active\nMainPID=7\n" : "";
      return Promise.resolve({ code: 0, text });
    },
    read: (path) => files.get(path) ?? null,
    write: (path, text) => void files.set(path, text),
    remove: (path) => void files.delete(path),
    makeFolder: (path) => void given.set(path, "made"),
    giveFolder: (path, uid, gid) => void given.set(path, `${uid}:${gid}`),
    give: (path, uid, gid) => void given.set(path, `${uid}:${gid}`),
    setMode: (path, mode) => void modes.set(path, mode),
    names: (path) => names.get(path) ?? [],
  };
  return { world, files, ran, given, modes, said, names };
}

Deno.test("an install makes the user, gives it the store, lets it read its secrets, and starts the unit", async () => {
  const { world, files, ran, given, modes } = fakeMachine();
  await install(world, WHAT);
  assert.match(files.get(UNIT) ?? "", /^User=czdock$/m);
  assert.deepEqual(ran, [
    "systemd-sysusers czdock.conf",
    "systemctl daemon-reload",
    "systemctl enable --now czdock",
  ]);
  assert.equal(given.get("/opt/czdock/data"), "990:991");
  assert.equal(given.get("/opt/czdock/data/orders.kv"), "990:991");
  assert.equal(given.get("/opt/czdock/data/orders.kv.key"), "990:991");
  assert.equal(given.has("/opt/czdock/data/other.txt"), false);
  for (const path of ["/opt/czdock/config.yaml", "/opt/czdock/key.txt"]) {
    assert.equal(given.get(path), "-1:991", path);
    assert.equal(modes.get(path), 0o640, path);
  }
});

Deno.test("installed once more it makes no second user, and in an image it starts nothing", async () => {
  const { world, ran } = fakeMachine({ root: "/image" });
  await install(world, WHAT);
  await install(world, WHAT);
  assert.deepEqual(ran, [
    "systemd-sysusers --root=/image czdock.conf",
    "systemctl --root=/image enable czdock",
    "systemctl --root=/image enable czdock",
  ]);
});

Deno.test("what needs variables of the environment is not started before somebody has given it some", async () => {
  const { world, ran, said, names } = fakeMachine();
  const what = { ...WHAT, variables: ["MD5KEY", "TOKEN"] };
  await install(world, what);
  assert.equal(ran.at(-1), "systemctl enable czdock");
  const text = said.join("\n");
  assert.match(text, /no such variables: MD5KEY TOKEN\n.*systemctl edit czdock .*EnvironmentFile=/);
  names.set(`${UNIT}.d`, ["override.conf"]);
  said.length = 0;
  await install(world, what);
  assert.equal(ran.at(-1), "systemctl enable --now czdock");
  assert.doesNotMatch(said.join("\n"), /no such variables/);
});

Deno.test("a service that may change its own program or configuration is warned of", async () => {
  const warnings = async (...writable: string[]) => {
    const { world, said } = fakeMachine();
    await install(world, { ...WHAT, writable });
    return said.filter((line) => line.includes("warning"));
  };
  assert.deepEqual(await warnings("/opt/czdock/data", "/opt/czdock-logs"), []);
  const [line, ...more] = await warnings("/opt/czdock");
  assert.match(
    line ?? "",
    /\/opt\/czdock\/czdock \/opt\/czdock\/config\.yaml.*folders of their own/,
  );
  assert.deepEqual(more, []);
});

Deno.test("a unit that somebody else wrote is left alone, by an install and by a removal", async () => {
  const { world, files, ran } = fakeMachine();
  files.set(UNIT, "[Service]\nExecStart=/bin/other\n");
  for (const work of [install(world, WHAT), uninstall(world, "czdock")]) {
    await assert.rejects(work, ServiceFault);
  }
  assert.deepEqual([files.get(UNIT), ran], ["[Service]\nExecStart=/bin/other\n", []]);
});

Deno.test("a description of users that somebody else wrote is neither replaced nor removed", async () => {
  const theirs = "u czdock 990\n";
  const path = "/etc/sysusers.d/czdock.conf";
  const { world, files, ran } = fakeMachine();
  files.set(path, theirs);
  await assert.rejects(install(world, WHAT), /czdock\.conf .*left alone/);
  assert.deepEqual([files.get(path), ran], [theirs, []]);
  // They have made the user by it: there is nothing to write, and nothing to remove.
  files.set("/etc/passwd", "czdock:x:990:991::/:/bin/false\n");
  await install(world, WHAT);
  await uninstall(world, "czdock");
  assert.equal(files.get(path), theirs);
});

Deno.test("a step that fails says which program and what it said", async () => {
  const { world } = fakeMachine({ fails: ["systemctl"] });
  await assert.rejects(install(world, WHAT), /systemctl daemon-reload: broken/);
  const without = fakeMachine();
  const world2 = { ...without.world, run: () => Promise.resolve(null) };
  await assert.rejects(install(world2, WHAT), /systemd-sysusers.*no such program/);
});

Deno.test("a removal stops it and takes away what an install wrote, and nothing else", async () => {
  const { world, files, ran, said } = fakeMachine();
  await install(world, WHAT);
  ran.length = 0;
  await uninstall(world, "czdock");
  assert.deepEqual(ran, ["systemctl disable --now czdock", "systemctl daemon-reload"]);
  assert.deepEqual([...files.keys()], ["/etc/passwd"]);
  assert.match(said.at(-1) ?? "", /still there/);
  await assert.rejects(uninstall(world, "czdock"), /not installed/);
});

Deno.test("the status is what systemd says", async () => {
  const { world, said } = fakeMachine();
  assert.equal(await status(world, "czdock"), false);
  await install(world, WHAT);
  assert.equal(await status(world, "czdock"), true);
  assert.ok(said.includes("MainPID=7"));
});
