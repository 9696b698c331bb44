/**
 * Who may ask for what.
 *
 * @module
 */
import assert from "node:assert/strict";
import { errorOf, OPEN, webWorld, WITH_TOKENS } from "../support/web.ts";
import { processing, settled } from "../support/web_orders.ts";

const SETTLE = "/api/orders/main/196/settle";
const PUSH = "/api/orders/main/197/push";

function closedWorld() {
  return webWorld([processing(), settled({ chargeId: "197" })], { config: WITH_TOKENS });
}

function bearer(token: string) {
  return { Authorization: `Bearer ${token}` };
}

Deno.test("without a token every address below /api/ is 401, the unknown ones too", async () => {
  const { get, post, asked } = closedWorld();
  const answers = [
    await get("/api/overview"),
    await get("/api/orders"),
    await get("/api/nowhere"),
    await post(SETTLE, { retCode: 1 }),
    await post(PUSH),
  ];
  for (const answer of answers) {
    assert.deepEqual(errorOf(answer), { status: 401, code: "unauthorized" });
    assert.equal(answer.headers.get("WWW-Authenticate"), 'Bearer realm="czdock"');
  }
  assert.deepEqual(asked, []);
});

Deno.test("a wrong token is 401, also one that only begins or ends as a right one", async () => {
  const { get } = closedWorld();
  for (const token of ["x", "read-toke", "read-token1", "READ-TOKEN", "read-token read-token"]) {
    const answer = await get("/api/orders", bearer(token));
    assert.deepEqual(errorOf(answer), { status: 401, code: "unauthorized" }, token);
    assert.match(answer.headers.get("WWW-Authenticate") ?? "", /error="invalid_token"/);
    assert.ok(!JSON.stringify(answer.json).includes(token + '"'), token);
  }
});

Deno.test("credentials of another kind are as good as none", async () => {
  const { get } = closedWorld();
  for (const value of ["Basic cmVhZC10b2tlbg==", "read-token", "Bearer", "Bearer "]) {
    const answer = await get("/api/orders", { Authorization: value });
    assert.deepEqual(errorOf(answer), { status: 401, code: "unauthorized" }, value);
  }
});

Deno.test("an empty token in the configuration lets nobody in", async () => {
  const tokens = [{ name: "unset", token: "", may: ["admin" as const] }];
  const { get } = webWorld([], { config: { ...OPEN, tokens } });
  for (const value of ["", "Bearer", "Bearer ", "Bearer  "]) {
    assert.equal((await get("/api/orders", { Authorization: value })).status, 401);
  }
});

Deno.test("each right opens its calls and no others, admin all", async () => {
  const may = {
    "read-token": { read: 200, settle: 403, push: 403 },
    "settle-token": { read: 403, settle: 200, push: 200 },
    "push-token": { read: 403, settle: 403, push: 200 },
    "admin-token": { read: 200, settle: 200, push: 200 },
  };
  for (const [token, expected] of Object.entries(may)) {
    const { get, post } = closedWorld();
    const found = {
      read: (await get("/api/orders", bearer(token))).status,
      settle: (await post(SETTLE, { retCode: 1 }, bearer(token))).status,
      push: (await post(PUSH, undefined, bearer(token))).status,
    };
    assert.deepEqual(found, expected, token);
    assert.equal((await get("/api/overview", bearer(token))).status, expected.read, token);
    assert.equal((await get("/api/orders/main/196", bearer(token))).status, expected.read, token);
  }
});

Deno.test("a call that the token may not make is not made", async () => {
  const { post, asked } = closedWorld();
  const answer = await post(SETTLE, { retCode: 1 }, bearer("read-token"));
  assert.deepEqual(errorOf(answer), { status: 403, code: "forbidden" });
  assert.deepEqual(asked, []);
});

Deno.test("the operator hears which token asked, by its name", async () => {
  const { post, asked } = closedWorld();
  await post(SETTLE, { retCode: 1 }, { authorization: "bearer settle-token" });
  await post(PUSH, undefined, bearer("push-token"));
  assert.deepEqual(asked.map(({ call, by }) => [call, by]), [
    ["settle", "token:erp"],
    ["push", "token:pusher"],
  ]);
});

Deno.test("on loopback without users and tokens everything is open to this machine", async () => {
  for (const host of ["127.0.0.1", "localhost", "::1", "127.0.0.9"]) {
    const { get, post, asked } = webWorld([processing()], { config: { ...OPEN, host } });
    assert.equal((await get("/api/orders")).status, 200, host);
    assert.equal((await post(SETTLE, { retCode: 1 })).status, 200, host);
    assert.equal(asked[0]?.by, "operator:local");
  }
});

Deno.test("off loopback, or with users, nothing is open for want of tokens", async () => {
  const users = [{
    name: "admin",
    passwordHash:
      "scrypt:32768:8:1:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    role: "admin" as const,
  }];
  for (const config of [{ ...OPEN, host: "0.0.0.0" }, { ...OPEN, users }]) {
    assert.equal((await webWorld([], { config }).get("/api/orders")).status, 401);
  }
});

Deno.test("a token that may not read sees no screen, whatever else it may", async () => {
  const { app } = webWorld([], { config: WITH_TOKENS });
  const status = async (token: string) => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await app.request("/orders", { headers })).status;
  };
  assert.deepEqual(
    await Promise.all(["read-token", "admin-token", "settle-token", "push-token"].map(status)),
    [200, 200, 403, 403],
  );
});
