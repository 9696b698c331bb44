import assert from "node:assert/strict";
import { sendCommand } from "../../lib/platform/send_command.ts";
import { FakeCzdock, type Misdeed } from "./fake_czdock.ts";
import { listen, testIo } from "./test_io.ts";

const SAMPLE_PACKET =
  '{"action":"CZ","chargeId":196,"chargeAcct":"13530017201","chargeCash":100.000,"chargeType":0,' +
  '"amount":1,"faceValue":100.000,"var1":"","var2":"","var3":"","var4":"","productSn":0,' +
  '"nbrArea":"广东省深圳-移动","cardSn":"","cardPassword":"","agentAcct":"","agentPass":"",' +
  '"cardId":0,"retRsn":"0","sign":"8e6f40693e0380fdb0c504768e5e70ab"}';

async function send(misdeed: Misdeed, ...args: string[]) {
  await using fake = new FakeCzdock(() => misdeed);
  const io = testIo(fake);
  const base = ["--port", `${fake.port}`, "--callback-port", "0", "--callback-host", "127.0.0.1"];
  const code = await sendCommand([...base, ...args], io);
  await fake.stop();
  return { code, out: io.lines.join("\n"), err: io.errors.join("\n"), answers: fake.answers };
}

Deno.test("send shows the sample's packet, its ack and its callback, answers OK and exits 0", async () => {
  const { code, out, err, answers } = await send("none");
  assert.equal(err, "");
  assert.equal(code, 0);
  assert.deepEqual(answers, ["OK"]);
  assert.equal(out.includes(SAMPLE_PACKET), true);
  assert.match(out, /"chargeId":196,"retCode":0,"retDetail":"定单已接收","retRsn":"0"/);
  assert.match(out, /"retCode":1,"retDetail":"充值成功","retRsn":"0","userContent":""/);
  assert.equal(out.match(/签名正确/g)?.length, 2);
});

Deno.test("send never shows a password, and sends it all the same", async () => {
  const secrets = ["--card-password", "s3cret-card", "--agent-pass", "s3cret-agent"];
  await using fake = new FakeCzdock();
  const io = testIo(fake);
  const args = ["--port", `${fake.port}`, "--no-callback", ...secrets];
  assert.equal(await sendCommand(args, io), 0);
  assert.equal(fake.received.length, 1);
  const shown = [...io.lines, ...io.errors].join("\n");
  assert.doesNotMatch(shown, /s3cret/);
  assert.match(shown, /"cardPassword":"\*\*\*"/);
});

Deno.test("send exits 1 when the order is refused, and shows why", async () => {
  const { code, out } = await send("refuses");
  assert.equal(code, 1);
  assert.match(out, /"retCode":3,"retDetail":"太忙"/);
});

Deno.test("send exits 1 when the ack is not signed", async () => {
  const { code, out } = await send("acksUnsigned");
  assert.equal(code, 1);
  assert.match(out, /签名不对/);
});

Deno.test("send exits 1 when the ack can't be read or does not come", async () => {
  assert.match((await send("answersNonsense")).err, /unreadable/);
  const { code, err } = await send("closesWithoutAck");
  assert.equal(code, 1);
  assert.match(err, /没有应答.*closed/);
});

Deno.test("send exits 1 when czdock can't be reached", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  taken.close();
  const io = testIo(null);
  assert.equal(await sendCommand(["--port", `${port}`, "--no-callback"], io), 1);
  assert.match(io.errors.join("\n"), /没有应答.*refused/);
});

Deno.test("send exits 1 when the callback's signature is wrong, and does not answer OK", async () => {
  const { code, err, answers } = await send("pushesUnsigned");
  assert.equal(code, 1);
  assert.match(err, /签名错误/);
  assert.deepEqual(answers.filter((answer) => answer.includes("OK")), []);
});

Deno.test("send exits 1 when the ack alters retRsn or cardId", async () => {
  for (const misdeed of ["acksOtherRetRsn", "acksOtherCardId"] as const) {
    const { code, err } = await send(misdeed);
    assert.equal(code, 1);
    assert.match(err, /未原值返回/);
  }
});

Deno.test("send exits 1 when the callback brings another cardId", async () => {
  const { code, err } = await send("altersCardId", "--card-id", "77");
  assert.equal(code, 1);
  assert.match(err, /未原值返回/);
});

Deno.test("send exits 1 when the callback can't be read, or alters retRsn", async () => {
  assert.match((await send("pushesBroken")).err, /unreadable/);
  const { code, err } = await send("altersRetRsn");
  assert.equal(code, 1);
  assert.match(err, /retRsn/);
});

Deno.test("send exits 1 when no callback comes in time, and says that a number is called back once", async () => {
  const { code, err } = await send("neverPushes", "--wait", "30ms");
  assert.equal(code, 1);
  assert.match(err, /没有等到回调/);
  assert.match(err, /--charge-id/);
});

Deno.test("another order's callback is not confirmed and does not end the wait", async () => {
  const { code, err, answers } = await send("pushesForOther");
  assert.equal(code, 0);
  assert.match(err, /77777/);
  assert.deepEqual(answers, ["REFUSED", "OK"]);
});

Deno.test("a taken callback port is said before anything is sent, with what helps", async () => {
  await using fake = new FakeCzdock();
  const taken = listen("127.0.0.1", 0);
  const io = testIo(fake);
  const port = `${taken.addr.port}`;
  const args = ["--port", `${fake.port}`, "--callback-port", port, "--callback-host", "127.0.0.1"];
  assert.equal(await sendCommand(args, io), 1);
  taken.close();
  assert.match(io.errors.join("\n"), /已被占用[^]*net\.ipv4\.ip_local_reserved_ports=50899/);
  assert.equal(fake.received.length, 0);
});

Deno.test("what comes from the network can't steer the terminal", async () => {
  const listener = listen("127.0.0.1", 0);
  const answered = listener.accept().then(async (conn) => {
    await conn.read(new Uint8Array(4096));
    await conn.write(new TextEncoder().encode("\x1b[2Jnonsense"));
    conn.close();
  });
  const io = testIo(null);
  const args = ["--port", `${listener.addr.port}`, "--no-callback"];
  assert.equal(await sendCommand(args, io), 1);
  await answered;
  listener.close();
  assert.match(io.errors.join("\n"), /\\x1b\[2Jnonsense/);
});

Deno.test("wrong usage exits 2 and --help exits 0 with both languages", async () => {
  const wrong = testIo(null);
  assert.equal(await sendCommand(["--port", "x"], wrong), 2);
  assert.match(wrong.errors.join("\n"), /--port/);
  const help = testIo(null);
  assert.equal(await sendCommand(["--help"], help), 0);
  assert.match(help.lines.join("\n"), /扮演服务器[^]*Plays the server/);
});

Deno.test("an interrupted send ends at once", async () => {
  await using fake = new FakeCzdock(() => "neverPushes");
  const interrupt = new AbortController();
  const io = testIo(fake, { signal: interrupt.signal });
  const out = io.out;
  io.out = (line) => {
    out(line);
    if (line.startsWith("等待回调")) interrupt.abort();
  };
  const args = ["--port", `${fake.port}`, "--callback-port", "0", "--callback-host", "127.0.0.1"];
  assert.equal(await sendCommand(args, io), 1);
});
