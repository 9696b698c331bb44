import assert from "node:assert/strict";
import { hashPassword, SALT_BYTES } from "../../lib/password.ts";
import { CzdockProcess } from "../support/czdock_process.ts";
import { freePort } from "../support/free_port.ts";

const PASSWORD = "correct horse";

Deno.test({
  name: "people sign in to the running program, and out again; a stranger sees nothing",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const cwd = Deno.makeTempDirSync({ prefix: "czdock-test-" });
    const port = freePort(), web = freePort();
    const hash = await hashPassword(PASSWORD, new Uint8Array(SALT_BYTES));
    Deno.writeTextFileSync(
      `${cwd}/config.yaml`,
      `listen: { host: 127.0.0.1, port: ${port} }
servers: [{ name: main, addresses: [127.0.0.1], md5key: bff0378ea5ef0d5d }]
channels: { desk: { type: manual } }
routes: [{ channels: [desk] }]
web: { port: ${web}, users: [{ name: zhang, role: operator, passwordHash: "${hash}" }] }
`,
    );
    const url = `http://127.0.0.1:${web}`;
    const redirect = "manual";
    const czdock = new CzdockProcess({ cwd });
    try {
      await czdock.loaded();
      const ask = async (path: string, cookie = "") => {
        const answer = await fetch(url + path, { redirect, headers: { Cookie: cookie } });
        await answer.body?.cancel();
        return answer.status;
      };
      const post = async (path: string, fields: Record<string, string>, cookie = "") => {
        const body = new URLSearchParams(fields);
        const headers = { Cookie: cookie, Origin: url };
        const answer = await fetch(url + path, { method: "POST", redirect, headers, body });
        await answer.body?.cancel();
        return answer;
      };
      assert.deepEqual([await ask("/"), await ask("/api/overview")], [303, 401]);
      assert.equal(
        (await post("/sign-in", { name: "zhang", password: "wrong horse" })).status,
        401,
      );
      const signedIn = await post("/sign-in", { name: "zhang", password: PASSWORD });
      assert.equal(signedIn.status, 303);
      const [cookie = ""] = (signedIn.headers.get("Set-Cookie") ?? "").split(";");
      assert.deepEqual([await ask("/", cookie), await ask("/api/overview", cookie)], [200, 200]);
      assert.equal((await post("/sign-out", {}, cookie)).status, 303);
      assert.deepEqual([await ask("/", cookie), await ask("/api/overview", cookie)], [303, 401]);
    } finally {
      await czdock.stop();
      Deno.removeSync(cwd, { recursive: true });
    }
    const log = czdock.out;
    assert.match(log, /audit.*sign-in failed.*zhang/);
    assert.match(log, /audit.*signed in.*127\.0\.0\.1/);
    assert.doesNotMatch(log, /horse/);
  },
});
