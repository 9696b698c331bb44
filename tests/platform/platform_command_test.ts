import assert from "node:assert/strict";
import { bookRows } from "../../lib/audit/book_lines.ts";
import { SERVER_BOOK_COLUMNS } from "../../lib/audit/server_book.ts";
import { makeOrder } from "../../lib/platform/order_maker.ts";
import { platformCommand } from "../../lib/platform/platform_command.ts";
import { FakeCzdock, type Misdeed } from "./fake_czdock.ts";
import { listen, testIo } from "./test_io.ts";

async function run(misdeed: (sending: number) => Misdeed, ...args: string[]) {
  await using fake = new FakeCzdock((_, sending) => misdeed(sending));
  fake.serial = args.includes("refusing");
  const io = testIo(fake);
  const base = ["--port", `${fake.port}`, "--callback-port", "0", "--callback-host", "127.0.0.1"];
  const code = await platformCommand([...base, "--grace", "30ms", ...args], io);
  await fake.stop();
  return { code, out: io.lines.join("\n"), err: io.errors.join("\n"), fake };
}

Deno.test("platform sends all orders, ends when they are confirmed, and exits 0", async () => {
  const { code, out, fake } = await run(() => "none", "--count", "100", "--first-id", "5000");
  assert.equal(code, 0, out);
  const ids = new Set(fake.received.map(({ chargeId }) => Number(chargeId)));
  assert.deepEqual([ids.size, Math.min(...ids), Math.max(...ids)], [100, 5000, 5099]);
  assert.match(out, /丢失 lost: 0\n/);
  assert.match(out, /重复 double: 0\n/);
  assert.match(out, /迟到 late: 0\n/);
  assert.match(out, /verdict: fine/);
});

Deno.test("platform's summary as JSON is one line with every count", async () => {
  const { code, out } = await run(() => "none", "--count", "20", "--json");
  const summary = JSON.parse(out);
  assert.equal(code, 0);
  assert.deepEqual(
    [summary.fine, summary.count, summary.acked, summary.confirmed, summary.lost.count],
    [true, 20, 20, 20, 0],
  );
});

Deno.test("platform exits 1 when an order is lost, at its time limit", async () => {
  const { code, out } = await run(() => "neverPushes", "--count", "3", "--timeout", "300ms");
  assert.equal(code, 1);
  assert.match(out, /verdict: not fine/);
});

Deno.test("the grace after the last OK catches a double", async () => {
  const { code, out } = await run(() => "pushesAgain", "--count", "3", "--grace", "1s");
  assert.equal(code, 1);
  assert.match(out, /重复 double: 3 /);
});

Deno.test("--no-resend gives an order up that got no ack, and exits 1", async () => {
  const misdeed = (sending: number) => sending === 1 ? "closesWithoutAck" : "none";
  const without = await run(misdeed, "--count", "3", "--no-resend", "--json");
  assert.equal(without.code, 1);
  assert.deepEqual(JSON.parse(without.out).unanswered, { closed: 3 });
  const withIt = await run(misdeed, "--count", "3", "--json");
  assert.equal(withIt.code, 0);
});

Deno.test("under --fault refusing the port is closed for a while, and every order still ends well", async () => {
  const { code, out } = await run(() => "none", "--count", "40", "--fault", "refusing", "--json");
  const summary = JSON.parse(out);
  assert.deepEqual([code, summary.fine], [0, true], out);
  assert.equal(summary.faults.refusedMs >= 1900, true);
});

Deno.test("a taken callback port is said, with what helps", async () => {
  const taken = listen("127.0.0.1", 0);
  const io = testIo(null);
  const args = ["--callback-port", `${taken.addr.port}`, "--callback-host", "127.0.0.1"];
  assert.equal(await platformCommand(args, io), 1);
  taken.close();
  assert.match(io.errors.join("\n"), /net\.ipv4\.ip_local_reserved_ports/);
});

Deno.test("an interrupted run still sums up, and exits 1", async () => {
  const interrupt = new AbortController();
  await using fake = new FakeCzdock(() => {
    interrupt.abort();
    return "neverPushes";
  });
  const io = testIo(fake, { signal: interrupt.signal });
  const base = ["--port", `${fake.port}`, "--callback-port", "0", "--callback-host", "127.0.0.1"];
  assert.equal(await platformCommand([...base, "--count", "1000", "--json"], io), 1);
  assert.equal(JSON.parse(io.lines.join("")).fine, false);
});

Deno.test("wrong usage exits 2 and --help exits 0 with both languages", async () => {
  const wrong = testIo(null);
  assert.equal(await platformCommand(["--count", "0", "--fault", "rude"], wrong), 2);
  assert.match(wrong.errors.join("\n"), /--count[^]*--fault/);
  const help = testIo(null);
  assert.equal(await platformCommand(["--help"], help), 0);
  assert.match(help.lines.join("\n"), /扮演服务器[^]*Plays the server/);
});

Deno.test("platform writes its book, comma separated or as JSON lines, as an audit reads it", async () => {
  for (const name of ["book.csv", "book.ndjson"]) {
    await using fake = new FakeCzdock(() => "none");
    const io = testIo(fake);
    const flags = ["--port", `${fake.port}`, "--callback-port", "0", "--grace", "30ms"];
    const first = ["--count", "5", "--first-id", "700", "--callback-host", "127.0.0.1"];
    assert.equal(await platformCommand([...flags, ...first, "--book", name], io), 0);
    const lines = io.files.get(name) ?? [];
    const bytes = ReadableStream.from([new TextEncoder().encode(lines.join("\n"))]);
    const rows = await Array.fromAsync(bookRows(bytes, ["chargeId"]));
    const seen = rows.map(({ row }) => SERVER_BOOK_COLUMNS.map((column) => row(column)));
    assert.deepEqual(
      seen,
      [700, 701, 702, 703, 704].map((id) => {
        const { chargeCash } = makeOrder(BigInt(id));
        return ["", `${id}`, chargeCash, "0", "1", chargeCash, "1", "1"];
      }),
    );
  }
});

Deno.test("platform exits 1 where its book can't be written", async () => {
  await using fake = new FakeCzdock(() => "none");
  const writeLines = () => {
    throw new Deno.errors.NotFound("no such folder");
  };
  const io = testIo(fake, { writeLines });
  const flags = ["--port", `${fake.port}`, "--callback-port", "0", "--grace", "30ms"];
  assert.equal(await platformCommand([...flags, "--count", "1", "--book", "no/book.csv"], io), 1);
  assert.match(io.errors.join("\n"), /cannot write the book: no\/book\.csv: .*no such folder/);
});
