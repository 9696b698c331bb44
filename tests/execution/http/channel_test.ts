import assert from "node:assert/strict";
import { type Clock, systemClock } from "../../../lib/clock.ts";
import type { Outcome } from "../../../lib/execution/channel.ts";
import { QUERY_PAUSE_MS, QUERY_TRIES } from "../../../lib/execution/channels/http/channel.ts";
import type { YoungAttempts } from "../../../lib/execution/channels/http/young_attempts.ts";
import { AnsweringShop } from "../../support/answering_shop.ts";
import { freePort } from "../../support/free_port.ts";
import { makeShop, taskFor } from "../../support/http_channel.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";

/** Pauses between queries are over at once; time-outs are as they are. */
const impatient: Clock = {
  nowMs: () => systemClock.nowMs(),
  after: (delayMs, run) => systemClock.after(delayMs === QUERY_PAUSE_MS ? 0 : delayMs, run),
};

const SHOP = (url: string, more = "") => `
secrets: { key: "\${SHOP_KEY}" }
submit:
  url: ${url}/order
  form: { no: "{reference}", acct: "{chargeAcct}", sum: "{yuan(chargeCash)}" }
  succeeded: answer.code == "0"
  partly: answer.code == "3"
  failed: answer.code == "9"
  pending: answer.code == "1"
  untouched: [answer.code == "5", answer.code == "1" && answer.refused == "yes"]
  retCash: answer.cash
  retCost: answer.cost
  retDetail: answer.text
query:
  url: ${url}/query
  params: { no: "{reference}" }
  succeeded: answer.code == "0"
  failed: answer.code == "9"
  pending: answer.code == "1"
  untouched: answer.code == "5"
  notFound: answer.code == "404"
  believeNotFoundAfter: 1h
${more}`;

async function submitted(answer: string | null | { raw: string }): Promise<Outcome> {
  await using shop = new AnsweringShop(answer);
  const { channel } = makeShop(SHOP(shop.url));
  const outcome = await channel.submit(taskFor());
  assert.equal(shop.asked.length, 1, "asked more than once");
  return outcome;
}

Deno.test("an answer means what exactly one list says, and nothing else means anything", async () => {
  const rows: [string | null | { raw: string }, Outcome["kind"]][] = [
    ['{"code":0}', "succeeded"],
    ['{"code":"9"}', "failed"],
    ['{"code":1}', "pending"],
    ['{"code":5}', "untouched"],
    // On two lists.
    ['{"code":1,"refused":"yes"}', "unknown"],
    // On none: another code, none at all, one of another type, a list.
    ['{"code":77}', "unknown"],
    ["{}", "unknown"],
    ['{"code":null}', "unknown"],
    ['{"code":{"code":0}}', "unknown"],
    ['[{"code":0}]', "unknown"],
    ['"0"', "unknown"],
    ["", "unknown"],
    ["<html>502</html>", "unknown"],
    ['{"code":0', "unknown"],
    ['{"code":9,"code":0}', "unknown"],
    [null, "unknown"],
    [{ raw: 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 10\r\n\r\n{"code":5}' }, "unknown"],
    [{ raw: 'HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\n{"code":9}' }, "unknown"],
    [{ raw: "HTTP/1.1 302 Found\r\nLocation: /order\r\nContent-Length: 0\r\n\r\n" }, "unknown"],
    [{ raw: 'HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n{"code":5}' }, "unknown"],
  ];
  for (const [answer, kind] of rows) {
    assert.equal((await submitted(answer)).kind, kind, JSON.stringify(answer));
  }
});

Deno.test("a part that succeeded needs an amount that fits; details that can't be told are left out", async () => {
  const cashOf = async (answer: string) => {
    const outcome = await submitted(answer);
    return outcome.kind === "succeeded" ? outcome.details.retCash : outcome.kind;
  };
  assert.equal(await cashOf('{"code":3,"cash":"20.5"}'), 20_500n);
  assert.equal(await cashOf('{"code":3,"cash":50}'), 50_000n);
  for (const cash of ["50.001", "0", "-1", '"x"', "1e1", "null"]) {
    assert.equal(await cashOf(`{"code":3,"cash":${cash}}`), "unknown", cash);
  }
  assert.equal(await cashOf('{"code":3}'), "unknown");
  const { exchange: _, ...whole } = await submitted('{"code":0,"cost":"dear","cash":"7"}');
  assert.deepEqual(whole, { kind: "succeeded", details: {} });
});

Deno.test("what fails before anything is sent leaves the order untouched", async () => {
  const nobody = makeShop(SHOP(`http://127.0.0.1:${freePort()}`));
  assert.equal((await nobody.channel.submit(taskFor())).kind, "untouched");
  await using shop = new AnsweringShop('{"code":0}');
  const text = SHOP(shop.url, "products: [{ id: a, chargeType: 5 }]\nreference: { max: 12 }\n")
    .replace("yuan(chargeCash)", "whole(chargeCash)");
  const { channel } = makeShop(text);
  const reasons: string[] = [];
  for (
    const task of [
      taskFor(),
      taskFor({ chargeType: 5, chargeCash: 50_500n }),
      taskFor({ chargeType: 5, chargeId: "12345678" }),
    ]
  ) {
    const outcome = await channel.submit(task);
    assert.ok(outcome.kind === "untouched");
    reasons.push(outcome.reason);
  }
  assert.match(reasons[0] ?? "", /产品/);
  assert.match(reasons[1] ?? "", /小数/);
  assert.match(reasons[2] ?? "", /too long: main-12345678-1/);
  assert.equal(shop.asked.length, 0);
  assert.equal((await channel.submit(taskFor({ chargeType: 5 }))).kind, "succeeded");
});

Deno.test("a query is made again until it is answered, and what it can't send proves nothing", async () => {
  await using shop = new AnsweringShop(null, null, '{"code":0}');
  const { channel } = makeShop(SHOP(shop.url), { clock: impatient });
  assert.equal((await channel.query(taskFor())).kind, "succeeded");
  assert.equal(shop.asked.length, QUERY_TRIES);
  await using dumb = new AnsweringShop(null);
  const lost = makeShop(SHOP(dumb.url), { clock: impatient });
  assert.equal((await lost.channel.query(taskFor())).kind, "unknown");
  assert.equal(dumb.asked.length, QUERY_TRIES);
  const nobody = makeShop(SHOP(`http://127.0.0.1:${freePort()}`), { clock: impatient });
  assert.equal((await nobody.channel.query(taskFor())).kind, "unknown");
});

Deno.test("that an order is not found is believed when the time for it has come, or never", async () => {
  await using shop = new AnsweringShop('{"code":404}');
  const clock = new VirtualClock();
  const startedAtMs = clock.nowMs();
  const { channel } = makeShop(SHOP(shop.url), { clock });
  const kind = async () => (await channel.query(taskFor({ startedAtMs }))).kind;
  assert.equal(await kind(), "pending");
  await clock.advance(3_599_999);
  assert.equal(await kind(), "pending");
  await clock.advance(1);
  assert.equal(await kind(), "untouched");
  const never = makeShop(SHOP(shop.url).replace("believeNotFoundAfter: 1h", ""), { clock });
  assert.equal((await never.channel.query(taskFor({ startedAtMs }))).kind, "unknown");
});

Deno.test("a clock that is set forward does not have a supplier believed too early", async () => {
  await using shop = new AnsweringShop('{"code":404}');
  const steady = new VirtualClock();
  let aheadMs = 0;
  const clock = { nowMs: () => steady.nowMs() + aheadMs, after: steady.after.bind(steady) };
  const monotonicMs = () => steady.nowMs();
  const young = new Map<string, YoungAttempts>();
  const { channel } = makeShop(SHOP(shop.url), { clock, monotonicMs, young });
  const startedAtMs = clock.nowMs();
  const task = taskFor({ startedAtMs });
  await channel.submit(task);
  aheadMs = 5 * 3_600_000;
  // The order may still be on its way into the supplier's books: no other channel may be asked to execute it.
  assert.equal((await channel.query(task)).kind, "pending");
  // Nor by the channel that a reload has put in its place.
  const reloaded = makeShop(SHOP(shop.url), { clock, monotonicMs, young });
  assert.equal((await reloaded.channel.query(task)).kind, "pending");
  await steady.advance(3_600_000);
  assert.equal((await channel.query(task)).kind, "untouched");
  // Of what an earlier process has submitted only the wall clock tells how long ago that was.
  const other = makeShop(SHOP(shop.url), { clock, monotonicMs });
  assert.equal((await other.channel.query(task)).kind, "untouched");
});

Deno.test("no secret and no password is in what is shown or logged, in whatever writing it went out", async () => {
  const text = (url: string) => `
secrets: { key: "\${SHOP_KEY}", user: "us er+密" }
values: { login: "{secrets.user}:{secrets.key}", sign: "{md5(secrets.key)}" }
submit:
  url: ${url}/order/{secrets.user}
  headers: { Authorization: "Basic {base64(values.login)}", X-Up: "{upper(secrets.key)}" }
  json:
    no: "{reference}"
    card: "{cardPassword}"
    both: { agent: "{agentPass}", n: "{number(yuan(chargeCash))}", list: ["{amount}", "x"] }
    all: "{joinPairs(params)}"
    sign: "{values.sign}"
  succeeded: answer.code == "0"
  retDetail: answer.echo
`;
  const echo =
    '{"code":7,"echo":"card-4711 S3CRET-OF-THE-SHOP s3cret-of-the-shop us%20er%2B%E5%AF%86"}';
  await using shop = new AnsweringShop(echo, echo.replace("7", "0"));
  const { channel, log } = makeShop(text(shop.url));
  const first = await channel.submit(taskFor());
  const second = await channel.submit(taskFor());
  const sent = shop.asked[0] ?? "";
  assert.match(sent, /^POST \/order\/us%20er%2B%E5%AF%86 HTTP/);
  assert.match(sent, /"both":\{"agent":"agent-0815","n":50,"list":\[1,"x"\]\}/);
  assert.match(sent, /Content-Type: application\/json; charset=utf-8/);
  const shown = JSON.stringify(
    [first, second, log.lines],
    (_, value) => typeof value === "bigint" ? `${value}` : value,
  );
  assert.match(shown, /"n\\+":50/);
  // A digest gives nothing away, and is what a supplier's support asks for.
  assert.ok(shown.includes("88a96e2b64f345956501bf3861265bcd"));
  for (const secret of ["s3cret", "S3CRET", "us er", "us%20er", "card-4711", "agent-0815"]) {
    assert.ok(!shown.includes(secret), `${secret} in ${shown}`);
  }
});

Deno.test("what an order holds can't become a header, another parameter or another path", async () => {
  await using shop = new AnsweringShop('{"code":0}');
  const text = (where: string) => `
submit:
  url: ${shop.url}/order/{chargeAcct}
  ${where}
  succeeded: answer.code == "0"
`;
  const plain = makeShop(text('params: { a: "{chargeAcct}" }'));
  await plain.channel.submit(taskFor({ chargeAcct: "1&b=2/../x?y#z" }));
  assert.match(
    shop.asked[0] ?? "",
    /^GET \/order\/1%26b%3D2%2F\.\.%2Fx%3Fy%23z\?a=1%26b%3D2/,
  );
  for (const chargeAcct of ["..", "."]) {
    assert.equal((await plain.channel.submit(taskFor({ chargeAcct }))).kind, "untouched");
  }
  const header = makeShop(text('headers: { X-Acct: "{chargeAcct}" }'));
  const forged = await header.channel.submit(taskFor({ chargeAcct: "1\r\nX-Other: 2" }));
  assert.equal(forged.kind, "untouched");
  assert.equal(shop.asked.length, 1);
});

Deno.test("another price than the expected one is told, and changes nothing", async () => {
  const text = (url: string) =>
    SHOP(url, "cost: { expected: \"times(chargeCash, '0.985')\", tolerance: 0.01 }\n");
  await using shop = new AnsweringShop(
    '{"code":0,"cost":"49.25"}',
    '{"code":0,"cost":"49.26"}',
    '{"code":0,"cost":"50"}',
  );
  const { channel, alarms, log } = makeShop(text(shop.url));
  for (let order = 0; order < 2; order++) await channel.submit(taskFor());
  assert.deepEqual(alarms.raised, []);
  const dear = await channel.submit(taskFor());
  assert.ok(dear.kind === "succeeded" && dear.details.retCost === 50_000n);
  assert.deepEqual(alarms.raised, [{ kind: "priceMismatch", subject: "shop" }]);
  assert.ok(log.lines.some(({ event }) => /price/.test(event)));
});

Deno.test("the balance is asked for once in its time, and a result tells the last known one", async () => {
  const text = (url: string) =>
    SHOP(
      url,
      `balance: { url: "${url}/balance", amount: answer.left, every: 1m, alarmBelow: 100 }\n`,
    );
  await using shop = new AnsweringShop('{"left":"150.5"}', '{"code":0}', '{"left":99}');
  const clock = new VirtualClock();
  const { channel, alarms } = makeShop(text(shop.url), { clock });
  const both = await Promise.all([channel.balance?.(), channel.balance?.()]);
  assert.deepEqual(both, [150_500n, 150_500n]);
  const outcome = await channel.submit(taskFor());
  assert.ok(outcome.kind === "succeeded" && outcome.details.retBalance === 150_500n);
  assert.equal(shop.asked.length, 2);
  await clock.advance(60_000);
  assert.equal(await channel.balance?.(), 99_000n);
  assert.deepEqual(alarms.raised, [{ kind: "lowBalance", subject: "shop" }]);
});

Deno.test("a clock that is set back does not make an old balance a fresh one", async () => {
  await using shop = new AnsweringShop('{"left":"99.000"}');
  const steady = new VirtualClock();
  let aheadMs = 0;
  const clock = { nowMs: () => steady.nowMs() + aheadMs, after: steady.after.bind(steady) };
  const { channel } = makeShop(
    SHOP(shop.url, `balance: { url: "${shop.url}/balance", amount: answer.left, every: 1m }\n`),
    { clock, monotonicMs: () => steady.nowMs() },
  );
  await channel.balance?.();
  aheadMs = -24 * 3_600_000;
  await steady.advance(60_000);
  await channel.balance?.();
  assert.equal(shop.asked.length, 2);
});

Deno.test("a balance that can't be had is the last known one, or none", async () => {
  const text = (url: string) =>
    SHOP(url, `balance: { url: "${url}/balance", amount: answer.left, every: 10s }\n`);
  await using shop = new AnsweringShop(null, '{"left":"7"}', '{"oops":1}');
  const clock = new VirtualClock();
  const { channel } = makeShop(text(shop.url), { clock });
  const seen: unknown[] = [];
  for (let time = 0; time < 3; time++) {
    seen.push(await channel.balance?.());
    await clock.advance(10_000);
  }
  assert.deepEqual(seen, [null, 7000n, 7000n]);
});
