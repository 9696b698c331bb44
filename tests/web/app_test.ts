/**
 * What every answer of the app has in common: headers, unknown addresses, methods, faults.
 *
 * @module
 */
import assert from "node:assert/strict";
import { SECURITY_HEADERS } from "../../web/headers.ts";
import { errorOf, webWorld, WITH_TOKENS } from "../support/web.ts";
import { processing } from "../support/web_orders.ts";

Deno.test("every answer carries the security headers, refusals and faults too", async () => {
  const { app } = webWorld([], { orders: brokenOrders(new Error("disk")) });
  const closed = webWorld([], { config: WITH_TOKENS });
  const answers = {
    page: await app.request("/"),
    health: await app.request("/healthz"),
    unknown: await app.request("/nowhere"),
    wrongMethod: await app.request("/healthz", { method: "DELETE" }),
    badHost: await app.request("/", { headers: { Host: "evil.example" } }),
    fault: await app.request("/api/orders"),
    unauthorized: await closed.app.request("/api/orders"),
  };
  for (const [name, answer] of Object.entries(answers)) {
    for (const [header, value] of Object.entries(SECURITY_HEADERS)) {
      assert.equal(answer.headers.get(header), value, `${name}: ${header}`);
    }
    assert.equal(answer.headers.get("Cache-Control"), "no-store", name);
    await answer.body?.cancel();
  }
});

Deno.test("the policy allows no inline script, nothing from elsewhere and no framing", async () => {
  const { headers } = await webWorld().get("/healthz");
  assert.equal(
    headers.get("Content-Security-Policy"),
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; " +
      "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  assert.equal(headers.get("X-Content-Type-Options"), "nosniff");
  assert.equal(headers.get("X-Frame-Options"), "DENY");
  assert.equal(headers.get("Referrer-Policy"), "same-origin");
});

Deno.test("an unknown address is 404", async () => {
  const { get } = webWorld();
  for (
    const path of ["/nowhere", "/api", "/api/", "/api/nowhere", "/api/orders/main", "/healthz/"]
  ) {
    assert.deepEqual(errorOf(await get(path)), { status: 404, code: "not_found" }, path);
  }
});

Deno.test("a method that an address does not have is 405 and names those it has", async () => {
  const { app } = webWorld([processing()]);
  const cases = [
    ["POST", "/", "GET, HEAD"],
    ["POST", "/healthz", "GET, HEAD"],
    ["PUT", "/api/overview", "GET, HEAD"],
    ["POST", "/api/orders", "GET, HEAD"],
    ["DELETE", "/api/orders/main/196", "GET, HEAD"],
    ["GET", "/api/orders/main/196/settle", "POST"],
    ["PATCH", "/api/orders/main/196/push", "POST"],
    ["OPTIONS", "/api/orders/main/196/settle", "POST"],
  ] as const;
  for (const [method, path, allow] of cases) {
    const response = await app.request(path, { method });
    await response.body?.cancel();
    assert.equal(response.status, 405, `${method} ${path}`);
    assert.equal(response.headers.get("Allow"), allow, `${method} ${path}`);
  }
});

Deno.test("HEAD is answered as GET, without a body", async () => {
  const { app } = webWorld([processing()]);
  const response = await app.request("/api/orders/main/196", { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "");
});

Deno.test("a fault is 500 with a safe sentence; its detail is only in the log", async () => {
  for (const thrown of [new Error("secret path /var/x"), "secret path /var/x"]) {
    const { get, errors } = webWorld([], { orders: brokenOrders(thrown) });
    const answer = await get("/api/orders/main/196?q=1");
    assert.deepEqual(errorOf(answer), { status: 500, code: "internal" });
    assert.ok(!JSON.stringify(answer.json).includes("secret path"));
    assert.equal(errors.length, 1);
    assert.equal(errors[0]?.fields.error, "secret path /var/x");
    assert.equal(errors[0]?.fields.path, "/api/orders/main/196");
  }
});

function brokenOrders(thrown: unknown) {
  const fail = () => Promise.reject(thrown);
  return { get: fail, list: fail, overview: fail };
}
