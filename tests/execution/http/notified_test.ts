import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { NotificationRequest } from "../../../lib/notification.ts";
import { AnsweringShop } from "../../support/answering_shop.ts";
import { makeShop, taskFor } from "../../support/http_channel.ts";
import { toGbk } from "../../support/suppliers/gbk_text.ts";

const SHOP = (more = "") => `
secrets: { key: "\${SHOP_KEY}" }
submit: { url: "http://127.0.0.1:9/order", succeeded: answer.code == "0" }
notify:
  format: form
  valid: same(answer.sign, md5(joinPairs(sorted(without(answer, ["sign"]))) + secrets.key))
  reference: answer.no
  succeeded: answer.state == "1"
  partly: answer.state == "3"
  failed: answer.state == "2"
  pending: answer.state == "0"
  retCash: answer.cash
  retCost: answer.cost
  good: OK
  bad: FAIL
${more}`;

const KEY = "s3cret-of-the-shop";

function signed(members: Readonly<Record<string, string>>): string {
  const pairs = Object.keys(members).sort().map((name) => `${name}=${members[name]}`).join("&");
  const sign = createHash("md5").update(pairs + KEY).digest("hex").toUpperCase();
  return new URLSearchParams({ ...members, sign }).toString();
}

function posted(body: string | Uint8Array, more: Partial<NotificationRequest> = {}) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const usual = { method: "POST", query: "", headers: new Map<string, string>(), from: "10.0.0.1" };
  return { ...usual, body: bytes, ...more };
}

/** What a channel makes of a notification: what is said of the order of 50 yuan, or why it is refused. */
async function read(text: string, request: NotificationRequest) {
  const { channel } = makeShop(text);
  const notification = await channel.notified?.(request);
  assert.ok(notification !== undefined);
  if (notification.kind === "refused") {
    return { refused: notification.reason, reply: notification.reply };
  }
  const [said] = notification.said;
  assert.ok(said !== undefined);
  const { exchange, ...outcome } = said.outcome(taskFor().order);
  return {
    reference: said.reference,
    asks: said.asks,
    outcome,
    exchange,
    reply: notification.reply,
    unknownReply: notification.unknownReply,
  };
}

Deno.test("a signed notification says what became of the attempt that it names", async () => {
  const body = signed({ no: "main-196-1", state: "1", cost: "49.3" });
  const said = await read(SHOP(), posted(body));
  assert.equal(said.reference, "main-196-1");
  assert.deepEqual(said.outcome, { kind: "succeeded", details: { retCost: 49_300n } });
  assert.deepEqual([said.reply.body, said.reply.status], ["OK", 200]);
  assert.equal(said.unknownReply?.body, "FAIL");
  // The same again is the same again.
  assert.deepEqual(await read(SHOP(), posted(body)), said);
  const partly = await read(SHOP(), posted(signed({ no: "main-196-1", state: "3", cash: "20" })));
  assert.ok(partly.outcome?.kind === "succeeded" && partly.outcome.details.retCash === 20_000n);
  const more = await read(SHOP(), posted(signed({ no: "main-196-1", state: "3", cash: "51" })));
  assert.equal(more.outcome?.kind, "unknown");
});

Deno.test("what is not signed, signed for something else, or can't be read, is not believed", async () => {
  const good = signed({ no: "main-196-1", state: "1" });
  const forged = [
    good.replace("state=1", "state=2"),
    good.replace(/sign=\w{4}/, "sign=0000"),
    good.replace(/&sign=.*/, ""),
    `${good}&state=2`,
    `${good}&extra=1`,
    "",
    "no=main-196-1&state=1&sign=",
  ];
  for (const body of forged) {
    const { refused, reply } = await read(SHOP(), posted(body));
    assert.ok(refused !== undefined, body);
    assert.equal(reply.body, "FAIL");
  }
  assert.ok((await read(SHOP(), posted(toGbk("中文=1")))).refused !== undefined);
});

Deno.test("a form in the URL is read, and one that says a thing there and in the body is not", async () => {
  const query = signed({ no: "main-196-1", state: "2" });
  const got = await read(SHOP(), posted("", { method: "GET", query }));
  assert.equal(got.outcome?.kind, "failed");
  const both = await read(SHOP(), posted("state=1", { query }));
  assert.ok(both.refused !== undefined);
});

Deno.test("only the configured addresses may notify, and strangers hear nothing", async () => {
  const text = SHOP("  from: [192.0.2.0/24]\n");
  const body = signed({ no: "main-196-1", state: "1" });
  assert.equal(
    (await read(text, posted(body, { from: "::ffff:192.0.2.7" }))).reference,
    "main-196-1",
  );
  for (const from of ["192.0.3.7", "::1", "unknown", ""]) {
    const { refused, reply } = await read(text, posted(body, { from }));
    assert.ok(refused !== undefined, from);
    assert.deepEqual([reply.status, reply.body], [403, ""]);
  }
});

Deno.test("with confirm, a notification is only the occasion to ask", async () => {
  const body = signed({ no: "main-196-1", state: "1" });
  assert.equal((await read(SHOP("  confirm: query\n"), posted(body))).asks, true);
  assert.equal((await read(SHOP(), posted(body))).asks, false);
});

Deno.test("a reference comes back in the supplier's writing and is known in ours", async () => {
  const text = SHOP("reference: { separator: x, servers: { main: m } }\n");
  const { channel } = makeShop(text.replace('/order"', '/order", params: { no: "{reference}" }'));
  const { exchange } = await channel.submit(taskFor());
  assert.match(exchange?.request ?? "", /no=mx196x1/);
  const said = await read(text, posted(signed({ no: "mx196x1", state: "1" })));
  assert.equal(said.reference, "main-196-1");
  assert.equal(said.outcome?.kind, "succeeded");
  // None of ours: told as it is, and no order has that name.
  const strange = await read(text, posted(signed({ no: "S100", state: "1" })));
  assert.equal(strange.reference, "S100");
});

Deno.test("a signature over the raw body, sent in a header, is checked over exactly these bytes", async () => {
  const text = SHOP()
    .replace("format: form", "format: json")
    .replace(/valid: .*/, 'valid: same(headers["x-sign"], hmacSha256(secrets.key, body))');
  const body = '{ "no":"main-196-1","state":1 }\n';
  const sign = createHash("sha256").update("x").digest("hex");
  const right = await hmacOf(body);
  const read1 = await read(text, posted(body, { headers: new Map([["x-sign", right]]) }));
  assert.equal(read1.outcome?.kind, "succeeded");
  const wrong = await read(text, posted(body, { headers: new Map([["x-sign", sign]]) }));
  assert.ok(wrong.refused !== undefined);
  const none = await read(text, posted(body));
  assert.ok(none.refused !== undefined);
});

Deno.test("a notified result has the last known balance and, of its product, the price", async () => {
  await using shop = new AnsweringShop('{"money":"812.5"}');
  const text = SHOP(`
products: [{ id: "p50", faceValue: 50, price: 49.2 }]
cost: { expected: product.price }
balance: { url: "${shop.url}/balance", amount: answer.money }
`).replace("retCost: answer.cost", "retCost: 'has(answer.cost) ? answer.cost : product.price'");
  const { channel, alarms } = makeShop(text);
  const heard = async (body: string) => {
    const notification = await channel.notified?.(posted(body));
    assert.ok(notification?.kind === "understood");
    const outcome = notification.said[0]?.outcome(taskFor().order);
    assert.ok(outcome?.kind === "succeeded");
    return outcome.details;
  };
  assert.equal(await channel.balance?.(), 812_500n);
  const plain = signed({ no: "main-196-1", state: "1" });
  assert.deepEqual(await heard(plain), { retCost: 49_200n, retBalance: 812_500n });
  assert.deepEqual(alarms.raised, []);
  await heard(signed({ no: "main-196-1", state: "1", cost: "50" }));
  assert.deepEqual(alarms.raised, [{ kind: "priceMismatch", subject: "shop" }]);
});

async function hmacOf(text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(KEY), algorithm, false, ["sign"]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
