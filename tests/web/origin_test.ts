/**
 * Requests that a browser sends on behalf of another site.
 *
 * @module
 */
import assert from "node:assert/strict";
import { errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";
import { processing } from "../support/web_orders.ts";

const SETTLE = "/api/orders/main/196/settle";
const TOKEN = { Authorization: "Bearer settle-token" };

Deno.test("an open page answers only under a loopback name, whatever the address", async () => {
  const { get } = webWorld();
  const own = [
    "localhost",
    "LOCALHOST:60080",
    "127.0.0.1:60080",
    "127.1.2.3",
    "[::1]:60080",
    "[::1]",
  ];
  for (const host of own) {
    assert.equal((await get("/api/orders", { Host: host })).status, 200, host);
  }
  const foreign = [
    "evil.example",
    "evil.example:60080",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "192.168.1.5:60080",
    "0.0.0.0:60080",
    "[::2]:60080",
  ];
  for (const host of foreign) {
    for (const path of ["/", "/healthz", "/api/orders", "/nowhere"]) {
      const answer = await get(path, { Host: host });
      assert.deepEqual(errorOf(answer), { status: 403, code: "bad_host" }, `${host} ${path}`);
    }
  }
});

Deno.test("with tokens any well-formed Host is served, and a malformed one refused", async () => {
  const { get } = webWorld([], { config: WITH_TOKENS });
  const read = { Authorization: "Bearer read-token" };
  for (const host of ["czdock.example:8443", "192.168.1.5", "[fe80::1]:60080", "my_host"]) {
    assert.equal((await get("/api/orders", { ...read, Host: host })).status, 200, host);
  }
  for (const host of ["a b", "a@b", "a/b", "host:port", "[zz]", ".", "a:1:2"]) {
    const answer = await get("/api/orders", { ...read, Host: host });
    assert.deepEqual(errorOf(answer), { status: 403, code: "bad_host" }, host);
  }
});

Deno.test("a changing request from another origin is refused before anything is done", async () => {
  const foreign: Record<string, string>[] = [
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { Origin: "" },
    { Origin: "http://localhost:1" },
    { Origin: "http://127.0.0.1" },
    { Origin: "https://localhost" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { Origin: "http://localhost", "Sec-Fetch-Site": "cross-site" },
    { Origin: "http://evil.example", "Sec-Fetch-Site": "same-origin" },
  ];
  for (const headers of foreign) {
    const open = webWorld([processing()]);
    const closed = webWorld([processing()], { config: WITH_TOKENS });
    const label = JSON.stringify(headers);
    const expected = { status: 403, code: "cross_origin" };
    assert.deepEqual(errorOf(await open.post(SETTLE, { retCode: 1 }, headers)), expected, label);
    const withToken = await closed.post(SETTLE, { retCode: 1 }, { ...headers, ...TOKEN });
    assert.deepEqual(errorOf(withToken), expected, label);
    assert.deepEqual([...open.asked, ...closed.asked], [], label);
  }
});

Deno.test("a changing request from the page itself, or from a program, is served", async () => {
  const own: Record<string, string>[] = [
    {},
    { Origin: "http://localhost" },
    { Origin: "http://localhost", "Sec-Fetch-Site": "same-origin" },
    { Origin: "http://127.0.0.1:60080", Host: "127.0.0.1:60080" },
    { Origin: "http://localhost", Host: "localhost:80" },
    { "Sec-Fetch-Site": "none" },
  ];
  for (const headers of own) {
    const { post } = webWorld([processing()]);
    const answer = await post(SETTLE, { retCode: 1 }, headers);
    assert.equal(answer.status, 200, JSON.stringify(headers));
  }
});

Deno.test("behind a proxy that ends TLS the page's own https origin is served", async () => {
  const { post } = webWorld([processing()], { config: WITH_TOKENS });
  const answer = await post(SETTLE, { retCode: 1 }, {
    ...TOKEN,
    Host: "czdock.example",
    Origin: "https://czdock.example",
    "Sec-Fetch-Site": "same-origin",
  });
  assert.equal(answer.status, 200);
});

Deno.test("a link from elsewhere may still open the page", async () => {
  const { app } = webWorld();
  const response = await app.request("/", { headers: { "Sec-Fetch-Site": "cross-site" } });
  assert.equal(response.status, 200);
});

Deno.test("no answer lets another origin read it", async () => {
  const { get } = webWorld();
  const { headers } = await get("/api/orders", { Origin: "https://evil.example" });
  assert.equal(headers.get("Access-Control-Allow-Origin"), null);
  assert.equal(headers.get("Cross-Origin-Resource-Policy"), "same-origin");
});
