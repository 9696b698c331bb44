import assert from "node:assert/strict";
import type { WebConfig } from "../../lib/config.ts";
import { hashPassword, SALT_BYTES } from "../../lib/password.ts";
import { FREE_FAILURES } from "../../lib/access/lockout.ts";
import { OPEN, webWorld, WITH_TOKENS } from "../support/web.ts";
import { processing } from "../support/web_orders.ts";

const PASSWORD = "correct horse";
const HASH = await hashPassword(PASSWORD, new Uint8Array(SALT_BYTES));
const CONFIG: WebConfig = {
  ...OPEN,
  host: "0.0.0.0",
  tokens: WITH_TOKENS.tokens,
  users: (["viewer", "operator", "admin"] as const).map((role) => ({
    name: role,
    passwordHash: HASH,
    role,
  })),
};

/** The app with a viewer, an operator and an admin, who all have the same password. */
function world() {
  const order = processing();
  const web = webWorld([order], { config: CONFIG });
  const post = (path: string, fields: Record<string, string>, headers = {}, from = "10.0.0.9") =>
    web.app.request(path, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    }, { remoteAddr: { hostname: from } });
  const signIn = async (name: string, password = PASSWORD, next = "/") => {
    const response = await post("/sign-in", { name, password, next });
    const cookie = /^[^;]+/.exec(response.headers.get("Set-Cookie") ?? "")?.[0] ?? "";
    return { response, cookie, text: await response.text() };
  };
  const path = `/api/orders/${order.server}/${order.fields.chargeId}`;
  return { ...web, post, signIn, path };
}

Deno.test("with users the page sends everybody to sign in, and back where he wanted to go", async () => {
  const { app, signIn } = world();
  const away = await app.request("/?lang=en");
  assert.deepEqual(
    [away.status, away.headers.get("Location")],
    [303, `/sign-in?next=${encodeURIComponent("/?lang=en")}`],
  );
  const form = await app.request("/sign-in?next=%2F%3Flang%3Den");
  assert.match(await form.text(), /name="next" value="\/\?lang=en"/);
  const { response, cookie } = await signIn("viewer", PASSWORD, "/?lang=en");
  assert.deepEqual([response.status, response.headers.get("Location")], [303, "/?lang=en"]);
  assert.equal((await app.request("/", { headers: { Cookie: cookie } })).status, 200);
});

Deno.test("the cookie is out of reach of scripts and of other sites, and over TLS it stays there", async () => {
  const { post, signIn } = world();
  const { response } = await signIn("viewer");
  const cookie = response.headers.get("Set-Cookie") ?? "";
  assert.match(cookie, /^czdock_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
  const secure = await post("/sign-in", { name: "viewer", password: PASSWORD }, {
    Origin: "https://localhost",
    "Sec-Fetch-Site": "same-origin",
  });
  assert.match(secure.headers.get("Set-Cookie") ?? "", /; Secure/);
});

Deno.test("signing in leads nowhere but to this page", async () => {
  for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "x", "/a b"]) {
    const { signIn } = world();
    const { response } = await signIn("viewer", PASSWORD, next);
    assert.equal(response.headers.get("Location"), "/", next);
  }
});

Deno.test("a wrong password and an unknown name are told the same, and the password is nowhere", async () => {
  const { signIn, audited } = world();
  const wrong = await signIn("viewer", "wrong horse"), unknown = await signIn("nobody");
  assert.deepEqual([wrong.response.status, unknown.response.status], [401, 401]);
  assert.equal(wrong.text, unknown.text.replace("nobody", "viewer"));
  assert.equal(wrong.cookie, "");
  assert.deepEqual(audited.events("warn"), ["sign-in failed", "sign-in failed"]);
  assert.doesNotMatch(JSON.stringify(audited.lines) + wrong.text, /horse/);
});

Deno.test("after too many failures even the right password has to wait", async () => {
  const { signIn } = world();
  for (let time = 0; time <= FREE_FAILURES.name; time++) await signIn("viewer", "wrong horse");
  const { response, text } = await signIn("viewer");
  assert.equal(response.status, 429);
  assert.ok(Number(response.headers.get("Retry-After")) > 0);
  assert.match(text, /失败次数太多/);
});

Deno.test("each role may do what it is for, and no more", async () => {
  const settle = JSON.stringify({ retCode: 3 });
  const expected = { viewer: [200, 403, 403], operator: [200, 200, 200], admin: [200, 200, 200] };
  for (const [role, statuses] of Object.entries(expected)) {
    const { app, signIn, path, asked } = world();
    const { cookie } = await signIn(role);
    const headers = { Cookie: cookie, "Content-Type": "application/json" };
    const read = await app.request(path, { headers });
    const settled = await app.request(`${path}/settle`, { method: "POST", headers, body: settle });
    const pushed = await app.request(`${path}/push`, { method: "POST", headers });
    assert.deepEqual([read.status, settled.status, pushed.status], statuses, role);
    const by = role === "viewer" ? [] : [`operator:${role}`, `operator:${role}`];
    assert.deepEqual(asked.map((one) => one.by), by);
  }
});

Deno.test("what is done is written down: who, when, from where, and what came of it", async () => {
  const { app, signIn, path, audited } = world();
  const { cookie } = await signIn("operator");
  const headers = { Cookie: cookie, "Content-Type": "application/json" };
  const body = JSON.stringify({ retCode: 3 });
  const from = { remoteAddr: { hostname: "10.0.0.7" } };
  for (let time = 0; time < 2; time++) {
    await app.request(`${path}/settle`, { method: "POST", headers, body }, from);
  }
  const settles = audited.lines.filter(({ event }) => event === "settle");
  assert.deepEqual(
    settles.map(({ fields }) => [fields.by, fields.from, fields.retCode, fields.outcome]),
    [["operator:operator", "10.0.0.7", 3, "settled"], [
      "operator:operator",
      "10.0.0.7",
      3,
      "alreadySettled",
    ]],
  );
  assert.deepEqual(audited.events("info")[0], "signed in");
});

Deno.test("another site can't act in a signed-in browser", async () => {
  const { app, signIn, path } = world();
  const { cookie } = await signIn("operator");
  const headers = {
    Cookie: cookie,
    "Sec-Fetch-Site": "cross-site",
    Origin: "https://evil.example",
  };
  const answer = await app.request(`${path}/push`, { method: "POST", headers });
  assert.equal(answer.status, 403);
});

Deno.test("who signs out is out, here or everywhere", async () => {
  const { get, post, signIn, path } = world();
  const one = await signIn("viewer"), two = await signIn("viewer"), three = await signIn("viewer");
  const status = async (cookie: string) => (await get(path, { Cookie: cookie })).status;
  const out = await post("/sign-out", {}, { Cookie: one.cookie });
  assert.deepEqual([out.status, out.headers.get("Location")], [303, "/sign-in"]);
  assert.match(out.headers.get("Set-Cookie") ?? "", /czdock_session=; Max-Age=0/);
  assert.deepEqual([await status(one.cookie), await status(two.cookie)], [401, 200]);
  await post("/sign-out", { everywhere: "1" }, { Cookie: two.cookie });
  assert.deepEqual([await status(two.cookie), await status(three.cookie)], [401, 401]);
});

Deno.test("a token works beside users, and a wrong one is not helped by a session", async () => {
  const { get, signIn, path } = world();
  const { cookie } = await signIn("viewer");
  assert.equal((await get(path, { Authorization: "Bearer read-token" })).status, 200);
  const wrong = { Authorization: "Bearer wrong-token-0000", Cookie: cookie };
  assert.equal((await get(path, wrong)).status, 401);
});

Deno.test("without users there is nowhere to sign in", async () => {
  const { app } = webWorld([], { config: OPEN });
  assert.equal((await app.request("/sign-in", { headers: { Host: "localhost" } })).status, 404);
});

Deno.test("a form that is too long is refused", async () => {
  const { post } = world();
  const answer = await post("/sign-in", { name: "x".repeat(5000), password: "y" });
  assert.equal(answer.status, 413);
});
