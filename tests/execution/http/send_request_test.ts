import assert from "node:assert/strict";
import { systemClock } from "../../../lib/clock.ts";
import { BODY_BYTES_MAX } from "../../../lib/execution/channels/http/answer_reader.ts";
import {
  type RequestEnd,
  requestSender,
} from "../../../lib/execution/channels/http/send_request.ts";
import type { Dial } from "../../../lib/net.ts";
import { dial } from "../../../lib/wiring/world.ts";
import { freePort } from "../../support/free_port.ts";
import { AUTHORITY, type RawConnection, RawServer } from "../../support/raw_server.ts";

const REQUEST = "POST /order HTTP/1.1\r\nHost: shop\r\nContent-Length: 1\r\n\r\nx";

interface Asked {
  readonly tls?: { readonly ca: string | null } | null;
  readonly hostname?: string;
  readonly timeoutMs?: number;
  readonly dial?: Dial;
}

function ask(port: number, asked: Asked = {}): Promise<RequestEnd> {
  const { tls = null, hostname = "127.0.0.1", timeoutMs = 5000 } = asked;
  return requestSender(asked.dial ?? dial, systemClock)({
    target: { hostname, port, tls },
    bytes: new TextEncoder().encode(REQUEST),
    timeoutMs,
  });
}

/** What is made of a server that says this, once it has heard the request. */
async function answered(
  answer: string | Uint8Array,
  then: (connection: RawConnection) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  await using server = RawServer.start(async (connection) => {
    await connection.until("\r\n\r\nx");
    await connection.write(answer);
    await then(connection);
  });
  const end = await ask(server.port, { timeoutMs: 2000 });
  assert.equal(server.connections.length, 1, "asked more than once");
  assert.equal(server.connections[0]?.received(), REQUEST);
  if (end.kind !== "answered") return end.kind;
  const { status, body } = end.answer;
  return `${status} ${new TextDecoder().decode(body)}`;
}

Deno.test("an answer is read by its length, in chunks, or to the end of the connection", async () => {
  assert.equal(await answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), "200 ok");
  assert.equal(
    await answered(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\no\r\n1\r\nk\r\n0\r\n\r\n",
    ),
    "200 ok",
  );
  assert.equal(await answered("HTTP/1.0 200 OK\r\n\r\nok"), "200 ok");
  assert.equal(await answered("HTTP/1.1 204 No Content\r\n\r\n"), "204 ");
  const continued = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok";
  assert.equal(await answered(continued), "200 ok");
});

Deno.test("a redirect is told as it is, and nobody goes there", async () => {
  const redirect =
    "HTTP/1.1 307 Temporary Redirect\r\nLocation: /order\r\nContent-Length: 0\r\n\r\n";
  assert.equal(await answered(redirect), "307 ");
});

Deno.test("what is no whole answer is none: cut, too long, compressed, unclear in its length, no HTTP", async () => {
  const head = "HTTP/1.1 200 OK\r\n";
  const wrong: [string, string][] = [
    ["nothing", ""],
    ["half a head", "HTTP/1.1 200 O"],
    ["a cut body", `${head}Content-Length: 5\r\n\r\nok`],
    ["a cut chunk", `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nok`],
    ["no last chunk", `${head}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n`],
    ["a chunk that is longer", `${head}Transfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n`],
    ["two lengths", `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok`],
    ["both ways", `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok`],
    ["a length that is none", `${head}Content-Length: -2\r\n\r\nok`],
    ["compressed", `${head}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok`],
    ["no HTTP", "ok\r\n\r\n"],
    ["a broken head", "HTTP/1.1 200 OK\r\nno colon\r\n\r\nok"],
    ["an announced giant", `${head}Content-Length: ${BODY_BYTES_MAX + 1}\r\n\r\nok`],
    ["an endless head", `${head}X: ${"y".repeat(40_000)}\r\n\r\n`],
    ["another protocol", "HTTP/1.1 101 Switching Protocols\r\n\r\n"],
  ];
  for (const [what, answer] of wrong) assert.equal(await answered(answer), "noAnswer", what);
});

Deno.test("an answer that does not end is given up at the limit", async () => {
  await using server = RawServer.start(async (connection) => {
    await connection.until("\r\n\r\nx");
    await connection.write("HTTP/1.0 200 OK\r\n\r\n");
    for (;;) await connection.write("y".repeat(64 * 1024));
  });
  assert.equal((await ask(server.port)).kind, "noAnswer");
});

Deno.test("a server that hears the request and is silent, or answers drop by drop, is given up in time", async () => {
  await using slow = RawServer.start(async (connection) => {
    await connection.until("\r\n\r\nx");
    for (const drop of "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") {
      await connection.write(drop);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
  assert.equal((await ask(slow.port, { timeoutMs: 300 })).kind, "noAnswer");
  await using silent = RawServer.start(async (connection) => {
    await connection.until("never");
  });
  const lost = await ask(silent.port, { timeoutMs: 300 });
  assert.equal(lost.kind, "noAnswer");
  assert.match("reason" in lost ? lost.reason : "", /timed out/);
  assert.equal(silent.connections.length, 1);
});

Deno.test({
  name: "nothing was sent to a name that leads nowhere",
  // Deno 2.7 keeps a small resource of each such failure.
  sanitizeResources: false,
  async fn() {
    assert.equal((await ask(80, { hostname: "no-such-host.invalid" })).kind, "notSent");
  },
});

Deno.test("nothing was sent where nobody listens, or connecting takes too long", async () => {
  assert.equal((await ask(freePort())).kind, "notSent");
  const never: Dial = (_, signal) =>
    new Promise((_, reject) =>
      signal.addEventListener("abort", () => reject(new Error("aborted")))
    );
  assert.equal((await ask(80, { dial: never, timeoutMs: 50 })).kind, "notSent");
});

Deno.test("a connection that comes after the time is over is not written to", async () => {
  await using server = RawServer.start(async (connection) => {
    await connection.until("never");
  });
  const late: Dial = async (target, signal) => {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    return await dial(target, new AbortController().signal);
  };
  const end = await ask(server.port, { dial: late, timeoutMs: 50 });
  assert.equal(end.kind, "notSent");
  assert.equal(server.connections[0]?.received() ?? "", "");
});

Deno.test("a peer that ends the connection at once, having read nothing, may have the request all the same", async () => {
  await using server = RawServer.start(() => Promise.resolve());
  assert.equal((await ask(server.port)).kind, "noAnswer");
  assert.equal(server.connections.length, 1);
});

Deno.test("over TLS the certificate is checked before anything is sent", async () => {
  const hello = async (connection: RawConnection) => {
    await connection.until("\r\n\r\nx");
    await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  };
  await using server = RawServer.start(hello, { tls: true });
  const trusted = { ca: AUTHORITY };
  assert.equal((await ask(server.port, { tls: trusted, hostname: "localhost" })).kind, "answered");
  assert.equal((await ask(server.port, { tls: trusted })).kind, "answered");
  const heard = server.connections.length;
  const strange = await ask(server.port, { tls: { ca: null }, hostname: "localhost" });
  assert.equal(strange.kind, "notSent");
  assert.match("reason" in strange ? strange.reason : "", /certificate/i);
  for (const connection of server.connections.slice(heard)) assert.equal(connection.received(), "");
});

Deno.test("a peer that speaks no TLS was sent nothing of the request", async () => {
  await using server = RawServer.start(async (connection) => {
    await connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    await connection.until("POST");
  });
  assert.equal((await ask(server.port, { tls: { ca: AUTHORITY } })).kind, "notSent");
  assert.ok(!server.connections[0]?.received().includes("POST"));
});

Deno.test("a TLS handshake that never ends is given up in time, with nothing sent", async () => {
  await using server = RawServer.start(async (connection) => {
    await connection.until("never");
  });
  const end = await ask(server.port, { tls: { ca: AUTHORITY }, timeoutMs: 300 });
  assert.equal(end.kind, "notSent");
});
