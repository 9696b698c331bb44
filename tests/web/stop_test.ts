/**
 * `POST /api/stop`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { webWorld, WITH_TOKENS } from "../support/web.ts";

/** A request as it comes from an address. */
async function stopFrom(
  world: ReturnType<typeof webWorld>,
  hostname: string,
  headers: Record<string, string> = {},
) {
  const request = new Request("http://127.0.0.1/api/stop", { method: "POST", headers });
  const response = await world.app.fetch(request, { remoteAddr: { hostname } });
  const text = await response.text();
  return { status: response.status, code: JSON.parse(text).error?.code };
}

Deno.test("whoever sits at the machine of an open page ends the program, and it is written down", async () => {
  const world = webWorld();
  for (const hostname of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    assert.equal((await stopFrom(world, hostname)).status, 202, hostname);
  }
  assert.deepEqual(world.stops, Array(3).fill("operator:local"));
  const outcomes = world.audited.lines.map(({ event, fields }) => [event, fields.outcome]);
  assert.deepEqual(outcomes, Array(3).fill(["stop", "stopping"]));
});

Deno.test("nobody ends it from another machine, through a proxy, or from another site's page", async () => {
  const world = webWorld();
  const cases = [
    ["192.168.1.7", {}],
    ["unknown", {}],
    ["127.0.0.1", { "X-Forwarded-For": "203.0.113.9" }],
    ["127.0.0.1", { Forwarded: "for=203.0.113.9" }],
    ["127.0.0.1", { Via: "1.1 proxy" }],
  ] as const;
  for (const [hostname, headers] of cases) {
    const answer = await stopFrom(world, hostname, headers);
    assert.deepEqual(answer, { status: 403, code: "not_local" }, `${hostname} ${headers}`);
  }
  const foreign = await stopFrom(world, "127.0.0.1", { "Sec-Fetch-Site": "cross-site" });
  assert.deepEqual(foreign, { status: 403, code: "cross_origin" });
  assert.deepEqual(world.stops, []);
});

Deno.test("with tokens, only an administrator's ends it", async () => {
  const world = webWorld([], { config: WITH_TOKENS });
  const as = (token: string) => ({ Authorization: `Bearer ${token}` });
  assert.equal((await stopFrom(world, "127.0.0.1")).status, 401);
  for (const token of ["read-token", "settle-token", "push-token"]) {
    assert.equal((await stopFrom(world, "127.0.0.1", as(token))).status, 403, token);
  }
  assert.deepEqual(world.stops, []);
  assert.equal((await stopFrom(world, "127.0.0.1", as("admin-token"))).status, 202);
  assert.deepEqual(world.stops, ["token:boss"]);
});
