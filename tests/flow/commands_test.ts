import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { CzdockProcess, runCzdock, runCzdockUnread } from "../support/czdock_process.ts";
import { freePort } from "../support/free_port.ts";
import { packet } from "../support/order_packets.ts";
import { exchange } from "../support/raw_peer.ts";

/** Deno's look for leaks can't follow a child process and its pipes. */
function test(name: string, run: (cwd: string) => Promise<void>): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const cwd = Deno.makeTempDirSync({ prefix: "czdock-test-" });
      try {
        await run(cwd);
      } finally {
        Deno.removeSync(cwd, { recursive: true });
      }
    },
  });
}

test("--version and --help say what they are asked and exit 0", async (cwd) => {
  const [version, help, ...helps] = await Promise.all([
    runCzdock(["--version"], { cwd }),
    runCzdock(["--help"], { cwd }),
    ...[
      "serve",
      "init",
      "check",
      "send",
      "platform",
      "passwd",
      "orders",
      "export",
      "import",
      "restored",
      "doctor",
      "service",
      "audit",
      "schema",
      "try",
    ].map(
      async (command) => ({
        command,
        ...await runCzdock([command, "--help"], { cwd }),
      }),
    ),
  ]);
  // An executable says the commit that it was compiled from, too.
  const [name, number] = version.out.trim().split(" ");
  assert.deepEqual([version.code, name, number, version.err], [0, "czdock", denoJson.version, ""]);
  assert.equal(help.code, 0);
  for (const { command, code, out, err } of helps) {
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, new RegExp(`czdock ${command}`));
    assert.match(help.out, new RegExp(`czdock \\[?${command}`));
  }
  assert.deepEqual([...Deno.readDirSync(cwd)], []);
});

test("a command whose reader has had enough ends without a word", async (cwd) => {
  const { code, err } = await runCzdockUnread(["--help"], { cwd });
  assert.deepEqual([code, err], [141, ""]);
});

test("what is not a command, or not an argument, exits 2 and shows the usage", async (cwd) => {
  for (
    const args of [["nonsense"], ["serve", "--nope"], ["check", "x"], ["platform", "--count", "x"]]
  ) {
    const { code, out, err } = await runCzdock(args, { cwd });
    assert.equal(code, 2, args.join(" "));
    assert.equal(out, "");
    assert.match(err, /czdock/);
  }
});

test("without a configuration, serve and check say how to make one and exit 2", async (cwd) => {
  for (const args of [["serve"], [], ["check"], ["--config", "none.yaml"]]) {
    const { code, err } = await runCzdock(args, { cwd });
    assert.equal(code, 2, args.join(" "));
    assert.match(err, /czdock init/);
  }
});

test("init writes a configuration that check finds right and serve runs as it stands", async (cwd) => {
  assert.equal((await runCzdock(["init"], { cwd })).code, 0);
  const file = `${cwd}/config.yaml`;
  const written = Deno.readTextFileSync(file);
  assert.equal((await runCzdock(["init"], { cwd })).code, 1);
  assert.equal(Deno.readTextFileSync(file), written, "init overwrote a file");
  assert.equal((await runCzdock(["check"], { cwd })).code, 0);
  // As it stands but for the ports, which another program of this machine may have.
  const [port, webPort] = [freePort(), freePort()];
  const text = written.replace(/port: 60000$/m, `port: ${port}`)
    .replace(/port: 60080$/m, `port: ${webPort}`);
  assert.notEqual(text, written);
  Deno.writeTextFileSync(file, text);
  const program = await new CzdockProcess({ cwd }, []).loaded();
  try {
    const health = await fetch(`http://127.0.0.1:${webPort}/healthz`);
    assert.equal(health.status, 200);
    assert.equal((await health.json()).status, "ok");
    const md5key = /md5key: "(\w+)"/.exec(text)?.[1] ?? "";
    const { text: ack } = await exchange(port, packet({ chargeId: "1" }, md5key));
    assert.equal(JSON.parse(ack).retCode, 0);
  } finally {
    assert.equal(await program.stop(), 0);
  }
});

test("check exits 1 and lists every fault, and serve exits 2 with the same", async (cwd) => {
  Deno.writeTextFileSync(`${cwd}/config.yaml`, "listen: { prot: 1 }\nservers: []\n");
  const check = await runCzdock(["check"], { cwd });
  assert.equal(check.code, 1);
  assert.match(check.out, /config\.yaml:1:\d+: listen\.prot: .*port/);
  assert.match(check.out, /config\.yaml:2:\d+: servers: /);
  const serve = await runCzdock(["serve"], { cwd });
  assert.equal(serve.code, 2);
  assert.match(serve.err, /listen\.prot/);
  assert.deepEqual([...Deno.readDirSync(cwd)].map(({ name }) => name), ["config.yaml"]);
});

test("books of a simulator that can't be opened end a start in words, with exit 2", async (cwd) => {
  await runCzdock(["init"], { cwd });
  const text = Deno.readTextFileSync(`${cwd}/config.yaml`)
    .replace("desk: { type: manual }", "desk: { type: simulate, journal: books }")
    .replace(/port: 60000$/m, `port: ${freePort()}`)
    .replace(/port: 60080$/m, `port: ${freePort()}`);
  Deno.writeTextFileSync(`${cwd}/config.yaml`, text);
  Deno.mkdirSync(`${cwd}/books`);
  const { code, err } = await runCzdock(["serve"], { cwd });
  assert.equal(code, 2, err);
  assert.match(err, /config\.yaml: channels\.desk\.journal: .*cannot be opened: books: /);
  assert.doesNotMatch(err, /Uncaught|\bat /);
});
