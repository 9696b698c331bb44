import assert from "node:assert/strict";
import { route } from "../support/routes.ts";
import { NO_LIMITS } from "../../lib/config.ts";
import { checkCommand } from "../../lib/config/check_command.ts";
import { findConfig } from "../../lib/config/find.ts";
import { initCommand } from "../../lib/config/init_command.ts";
import { configOf, FakeIo, MINIMAL, minimalWith } from "./support.ts";

Deno.test("check of a right configuration says so in one line", () => {
  const io = new FakeIo({ "config.yaml": MINIMAL });
  assert.equal(checkCommand([], io), 0);
  assert.equal(io.printed.length, 1);
  assert.match(io.printed[0] ?? "", /^config\.yaml: 没有错误 OK .*1 servers, 1 channels, 1 routes/);
});

Deno.test("check prints warnings and is still fine", () => {
  const io = new FakeIo({ "config.yaml": `${MINIMAL}listen: { port: 2000 }\n` });
  assert.equal(checkCommand([], io), 0);
  assert.match(io.printed[0] ?? "", /^config\.yaml:9:17: listen\.port: 提醒 warning: /);
  assert.match(io.printed[1] ?? "", /OK .*, 1 处提醒 warnings/);
});

Deno.test("check prints every fault on its line and their count", () => {
  const io = new FakeIo({ "other.yaml": minimalWith("md5key:", "md5keey:") });
  assert.equal(checkCommand(["--config", "other.yaml"], io), 1);
  assert.deepEqual(io.printed.map((line) => line.split(": ").slice(0, 2).join(": ")), [
    "other.yaml:2:5: servers[0].md5key",
    "other.yaml:4:5: servers[0].md5keey",
    "other.yaml: 2 处错误 faults",
  ]);
});

Deno.test("check without a configuration says how to make one", () => {
  for (const args of [[], ["--config=none.yaml"]]) {
    const io = new FakeIo({}, "/opt/czdock");
    assert.equal(checkCommand(args, io), 2);
    assert.equal(io.complained.length, 2);
    assert.match(io.complained[1] ?? "", /czdock init/);
    assert.deepEqual(io.printed, []);
  }
});

Deno.test("check of a file that can't be read exits 2", () => {
  const io = new FakeIo({ "config.yaml": MINIMAL });
  io.readTextFile = () => {
    throw new Deno.errors.PermissionDenied("no");
  };
  assert.equal(checkCommand([], io), 2);
  assert.match(io.complained.join(), /config\.yaml: PermissionDenied/);
});

Deno.test("check warns of a command's program that is not there, seen from the folder it runs in", () => {
  const warnings = (command: string) => {
    const text = minimalWith("{ type: manual }", `{ type: command, ${command} }`);
    const io = new FakeIo({ "etc/config.yaml": text, "etc/a.sh": "", "etc/in/b.sh": "", "/c": "" });
    assert.equal(checkCommand(["--config", "etc/config.yaml"], io), 0);
    return io.printed.filter((line) => line.includes("warning:")).join("\n");
  };
  for (const there of ["run: [./a.sh, x]", "run: [/c]", "run: [./b.sh], cwd: in", "run: [sh]"]) {
    assert.equal(warnings(there), "", there);
  }
  assert.match(warnings("run: [./b.sh]"), /run\[0\]: .*no such program; found \.\/b\.sh$/);
  assert.match(warnings("run: [./a.sh], query: [./q.sh]"), /query\[0\]: .*found \.\/q\.sh$/);
});

Deno.test("wrong usage of check and init prints the usage and exits 2, --help exits 0", () => {
  for (const command of [checkCommand, initCommand]) {
    for (const args of [["--nope"], ["--config"], ["--config="], ["x"]]) {
      const io = new FakeIo({ "config.yaml": MINIMAL });
      assert.equal(command(args, io), 2);
      assert.match(io.complained.join("\n"), /czdock (check|init) \[--config FILE\]/);
    }
    const io = new FakeIo();
    assert.equal(command(["--help"], io), 0);
    assert.match(io.printed.join("\n"), /--config FILE/);
    assert.deepEqual(io.files, {});
  }
});

Deno.test("the configuration is the named one, else the working directory's, else the executable's", () => {
  const both = new FakeIo(
    { "config.yaml": "", "/opt/czdock/config.yaml": "", "x.yaml": "" },
    "/opt/czdock/",
  );
  assert.deepEqual(findConfig("x.yaml", both), { kind: "found", file: "x.yaml" });
  assert.deepEqual(findConfig(null, both), { kind: "found", file: "config.yaml" });
  assert.equal(findConfig("y.yaml", both).kind, "none");
  const beside = new FakeIo({ "/opt/czdock/config.yaml": "" }, "/opt/czdock");
  assert.deepEqual(findConfig(null, beside), { kind: "found", file: "/opt/czdock/config.yaml" });
  assert.equal(findConfig(null, new FakeIo()).kind, "none");
});

Deno.test("init writes a configuration of its own key that check finds right", () => {
  const io = new FakeIo();
  assert.equal(initCommand([], io), 0);
  assert.equal(io.modes.get("config.yaml"), 0o600);
  assert.equal(checkCommand([], io), 0);
  const config = configOf(io.files["config.yaml"] ?? "");
  assert.equal(config.servers[0]?.md5key, "00112233445566778899aabbccddeeff");
  assert.deepEqual(config.servers[0]?.addresses, ["127.0.0.1"]);
  assert.deepEqual([...config.channels], [["desk", { type: "manual", limits: NO_LIMITS }]]);
  assert.deepEqual(config.routes, [route(["desk"], {}, { maxWaitMs: 30 * 60_000 })]);
  assert.ok(!io.printed.join("\n").includes("0011"), "the key is not printed");
});

Deno.test("init never overwrites", () => {
  const io = new FakeIo({ "config.yaml": "mine" });
  assert.equal(initCommand([], io), 1);
  assert.deepEqual(io.files, { "config.yaml": "mine" });
  assert.equal(io.complained.length, 1);
});

Deno.test("init that can't write says so and exits 1", () => {
  const io = new FakeIo();
  io.writeNewFile = () => {
    throw new Deno.errors.PermissionDenied("no");
  };
  assert.equal(initCommand(["--config", "etc/config.yaml"], io), 1);
  assert.match(io.complained.join(), /etc\/config\.yaml: PermissionDenied/);
});
