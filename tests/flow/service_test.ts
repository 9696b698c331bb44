/**
 * `czdock service` as the executable does it, in a root of its own.
 *
 * @module
 */
import assert from "node:assert/strict";
import { CzdockProcess, runCzdock } from "../support/czdock_process.ts";
import { freePort } from "../support/free_port.ts";
import { complaintsOfSystemd, makeRoot, systemdIsHere } from "../support/systemd.ts";
import { inTempDir } from "../support/temp_dir.ts";

const EXECUTABLE = Deno.env.get("CZDOCK_EXECUTABLE");

Deno.test({
  name:
    "installed into a root: systemd finds the unit sound, and its user can run it and nobody else read it",
  // Only root may make users and give files away.
  ignore: EXECUTABLE === undefined || !systemdIsHere() || Deno.uid() !== 0,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await inTempDir(async (root) => {
      // Whoever runs the service must get there.
      Deno.chmodSync(root, 0o755);
      makeRoot(root);
      const folder = `${root}/opt/czdock`;
      Deno.mkdirSync(folder, { recursive: true });
      Deno.copyFileSync(EXECUTABLE ?? "", `${folder}/czdock`);
      const own = { cwd: folder, executable: `${folder}/czdock` };
      const run = (...args: string[]) => runCzdock(args, own);
      assert.equal((await run("init")).code, 0);
      const text = Deno.readTextFileSync(`${folder}/config.yaml`)
        .replace(/port: 60000$/m, `port: ${freePort()}`)
        .replace(/port: 60080$/m, `port: ${freePort()}`);
      Deno.writeTextFileSync(`${folder}/config.yaml`, text);

      assert.equal((await run("service", "status", "--root", root)).code, 1);
      const printed = await run("service", "install", "--print", "--root", root);
      assert.match(printed.out, /^ExecStart="\/opt\/czdock\/czdock" serve/m);
      const installed = await run("service", "install", "--root", root);
      assert.equal(installed.code, 0, installed.err);
      const unit = `${root}/etc/systemd/system/czdock.service`;
      assert.equal(Deno.readTextFileSync(unit), printed.out);
      assert.equal(complaintsOfSystemd(root, "czdock.service"), "");
      assert.equal((await run("service", "status", "--root", root)).code, 0);

      const [, uid = "", gid = ""] =
        /^czdock:x:(\d+):(\d+):/m.exec(Deno.readTextFileSync(`${root}/etc/passwd`)) ?? [];
      const user = { uid: Number(uid), gid: Number(gid) };
      assert.ok(user.uid > 0 && user.gid > 0);
      const program = await new CzdockProcess({ ...own, ...user }, []).loaded();
      assert.equal(await program.stop(), 0);
      assert.equal(Deno.statSync(`${folder}/data/orders.kv`).uid, user.uid);
      const nobody = await runCzdock(["check"], { ...own, uid: 65534, gid: 65534 });
      assert.equal(nobody.code, 2);
      assert.match(nobody.err, /cannot read config\.yaml/);

      const removed = await run("service", "uninstall", "--root", root);
      assert.equal(removed.code, 0, removed.err);
      assert.throws(() => Deno.statSync(unit), Deno.errors.NotFound);
      assert.ok(Deno.statSync(`${folder}/data/orders.kv`).isFile);
    });
  },
});

Deno.test({
  name: "where a service can't live, and what is no verb, is told of in words",
  ignore: Deno.build.os !== "linux",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await inTempDir(async (cwd) => {
      for (const args of [[], ["start"], ["install", "x"], ["install", "--name", "../x"]]) {
        const { code, err } = await runCzdock(["service", ...args], { cwd });
        assert.equal(code, 2, args.join(" "));
        assert.match(err, /czdock service install/);
      }
      assert.equal((await runCzdock(["init"], { cwd })).code, 0);
      const { code, err } = await runCzdock(["service", "install", "--print"], { cwd });
      assert.equal(code, 1);
      // A folder for temporary files, or, in a checkout, no executable at all.
      assert.match(err, EXECUTABLE === undefined ? /compile it first/ : /can't see \/tmp/);
    });
  },
});
