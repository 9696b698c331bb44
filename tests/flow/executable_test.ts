/**
 * The executable by itself: what is in it, and a whole life in a folder that held nothing else.
 *
 * @module
 */
import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { Api } from "../support/api.ts";
import { CzdockProcess, runCzdock } from "../support/czdock_process.ts";
import { freePort } from "../support/free_port.ts";
import { inTempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

const EXECUTABLE = Deno.env.get("CZDOCK_EXECUTABLE");
/** What an executable may weigh: 120 MB. */
const BYTES_MAX = 120 * 1000 * 1000;

/** Deno's look for leaks can't follow a child process and its pipes. */
function test(name: string, run: (executable: string) => Promise<void>): void {
  Deno.test({
    name,
    ignore: EXECUTABLE === undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => run(EXECUTABLE ?? ""),
  });
}

test("the executable knows its version and commit, is not too large, and holds no test library and nothing of its maker's machine", async (executable) => {
  const { code, out } = await runCzdock(["--version"], { cwd: "." });
  assert.equal(code, 0);
  const [, version, commit] = /^czdock (\S+) \(([0-9a-f]{12}\+?|unknown)\)\n$/.exec(out) ?? [];
  assert.equal(version, denoJson.version);
  assert.ok(commit !== undefined, out);
  const bytes = Deno.readFileSync(executable);
  assert.ok(bytes.length <= BYTES_MAX, `${bytes.length} bytes`);
  const text = new TextDecoder("latin1").decode(bytes);
  // Our own code is found this way: the look is not in vain.
  assert.ok(text.includes("the docking module of a top-up platform"));
  const home = Deno.env.get("HOME") ?? "/root";
  for (
    const foreign of ["fast-check", "pure-rand", "tests/support", "czdock-compile-", `${home}/`]
  ) {
    assert.equal(text.includes(foreign), false, foreign);
  }
});

test("from an empty folder with only the executable: init, start, an order, SIGKILL, and the order is still there", async (executable) => {
  await inTempDir(async (folder) => {
    await inTempDir(async (elsewhere) => {
      // The configuration is looked for beside the executable, and a link would lead to another folder.
      copyOrLink(executable, `${folder}/czdock`);
      const own = { executable: `${folder}/czdock` };
      const bare = await runCzdock([], { cwd: elsewhere, ...own });
      assert.equal(bare.code, 2);
      assert.equal(bare.out, "");
      assert.equal(bare.err.trimEnd().split("\n").length, 2, bare.err);
      assert.match(bare.err, /czdock init/);

      assert.equal((await runCzdock(["init"], { cwd: folder, ...own })).code, 0);
      const { md5key, port, webPort, callbackPort } = ownPorts(`${folder}/config.yaml`);
      assert.equal((await runCzdock(["check"], { cwd: elsewhere, ...own })).code, 0);

      const api = new Api(webPort);
      // From another folder, as a service starts: its files stay beside its configuration.
      const first = await new CzdockProcess({ cwd: elsewhere, ...own }, []).loaded();
      try {
        assert.match(first.err, new RegExp(`store +${folder}/data/orders\\.kv`));
        const target = ["--port", `${port}`, "--key", md5key];
        const sent = await runCzdock(
          ["send", ...target, "--charge-id", "1", "--no-callback"],
          { cwd: elsewhere, ...own },
        );
        assert.equal(sent.code, 0, sent.out + sent.err);
        await until("a person has it", async () => (await api.order("1"))?.state === "processing");
        const page = await api.call("GET", "/orders/main/1");
        assert.equal(page.status, 200);
        assert.match(page.text, /<html/);
      } finally {
        await first.kill();
      }

      const second = await new CzdockProcess({ cwd: elsewhere, ...own }, []).loaded();
      try {
        assert.equal((await api.order("1"))?.state, "processing");
        assert.equal(await api.settle("1", { retCode: 1 }), 200);
        // The server opens its callback port only now; the result has waited for it.
        const waited = runCzdock(
          [
            ...["send", "--port", `${port}`, "--key", md5key, "--charge-id", "2"],
            ...["--callback-port", `${callbackPort}`, "--wait", "30s"],
          ],
          { cwd: elsewhere, ...own },
        );
        await until("it is there", async () => (await api.order("2"))?.state === "processing");
        assert.equal(await api.settle("2", { retCode: 1 }), 200);
        assert.equal((await waited).code, 0);
        await until(
          "its result has arrived",
          async () => (await api.order("2"))?.delivery.state === "confirmed",
        );
      } finally {
        assert.equal(await second.stop(), 0);
      }
      assert.deepEqual([...Deno.readDirSync(elsewhere)], []);
    });
  });
});

function copyOrLink(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch {
    // Another file system.
    Deno.copyFileSync(from, to);
  }
}

/** Gives a configuration ports that no other program of this machine has. */
function ownPorts(file: string) {
  const [port, webPort, callbackPort] = [freePort(), freePort(), freePort()];
  const written = Deno.readTextFileSync(file);
  const text = written.replace(/port: 60000$/m, `port: ${port}`)
    .replace(/port: 60080$/m, `port: ${webPort}`)
    .replace("port: 50899", `port: ${callbackPort}`);
  Deno.writeTextFileSync(file, text);
  const md5key = /md5key: "(\w+)"/.exec(text)?.[1] ?? "";
  return { md5key, port, webPort, callbackPort };
}
