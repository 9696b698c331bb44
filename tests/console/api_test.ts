import assert from "node:assert/strict";
import { ApiClient, ApiFailed } from "../../lib/console/api.ts";

/** What a client says of a server that gives every request this answer. */
async function saidOf(answer: () => Response, token?: string): Promise<ApiFailed> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  const client = new ApiClient({ host: "127.0.0.1", port: server.addr.port }, token);
  const error = await client.json("GET", "/api/overview").catch((error: unknown) => error);
  assert.ok(error instanceof ApiFailed);
  return error;
}

Deno.test("what the API says no with is told, and 401 with the way to give a token", async () => {
  const no = (status: number) => () =>
    Response.json({ error: { code: "no", message: "不行 no" } }, { status });
  assert.equal((await saidOf(no(409))).message, "不行 no");
  assert.equal((await saidOf(no(409))).status, 409);
  assert.match((await saidOf(no(401))).message, /^不行 no \(.*CZDOCK_TOKEN/);
});

Deno.test("another program on the port is not taken for one that can't be asked", async () => {
  const { status, message } = await saidOf(() => new Response("<html>", { status: 200 }));
  assert.equal(status, 0);
  assert.match(message, /不是 JSON.*Is it czdock\?/);
});

Deno.test("no error holds the token", async () => {
  const secret = "t0psecret-t0psecret";
  const redirect = await saidOf(() => Response.redirect("http://127.0.0.1:1/", 307), secret);
  const nonsense = await saidOf(() => new Response("<html>"), secret);
  assert.ok(!`${redirect.message} ${nonsense.message}`.includes(secret));
});
