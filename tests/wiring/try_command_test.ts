import assert from "node:assert/strict";
import { readConfig } from "../../lib/config/read.ts";
import { Flags, readFlags } from "../../lib/console/flags.ts";
import { dial } from "../../lib/wiring/world.ts";
import { TRY_FLAGS, tryChannel } from "../../lib/wiring/try_command.ts";
import { AnsweringShop } from "../support/answering_shop.ts";
import { configText } from "../support/http_channel.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { systemClock } from "../../lib/clock.ts";

const SHOP = (url: string) => `
charset: gbk
answer: json
secrets: { key: "\${SHOP_KEY}" }
submit:
  url: ${url}/order
  form: { no: "{reference}", acct: "{chargeAcct}", sum: "{whole(chargeCash)}", key: "{secrets.key}" }
  succeeded: answer.code == "0"
  retCost: answer.cost
query: { url: "${url}/query", params: { no: "{reference}" }, succeeded: answer.code == "0" }
balance: { url: "${url}/balance", amount: answer.left }
`;

/** What `try` prints, to either side, and its exit code. */
async function tried(
  channel: string,
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
) {
  const read = readConfig(configText(channel), {
    file: "config.yaml",
    env: () => "s3cret-of-the-shop",
    readTextFile: () => "",
  });
  assert.ok("config" in read);
  const told = readFlags(args, TRY_FLAGS);
  assert.ok(told.kind === "told");
  assert.ok(told.flags instanceof Flags);
  const out: string[] = [], err: string[] = [];
  const { flags, rest } = told;
  const code = await tryChannel({ flags, rest, config: read.config, path: (given) => given }, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: () => undefined,
    readTextFile: (path) => files[path] ?? "",
    clock: { nowMs: () => new VirtualClock().nowMs(), after: systemClock.after },
    random: () => 0.5,
    dial,
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

Deno.test("the request is shown to the byte, secrets masked, and nothing is sent", async () => {
  await using shop = new AnsweringShop('{"code":0}');
  const masked = await tried(SHOP(shop.url), ["shop", "--field", "chargeAcct=用户"]);
  assert.equal(masked.code, 0, masked.err);
  assert.match(masked.out, /^reference: try-196-1$/m);
  assert.match(masked.out, /^POST \/order HTTP\/1\.1$/m);
  assert.match(masked.out, /^Content-Length: \d+$/m);
  assert.match(masked.out, /^no=try-196-1&acct=%D3%C3%BB%A7&sum=100&key=…$/m);
  assert.match(masked.out, /^ {2}acct=用户$/m);
  assert.ok(!masked.out.includes("s3cret"));
  assert.ok(!masked.out.includes("73 33 63 72"), "the secret in hex");
  const open = await tried(SHOP(shop.url), ["shop", "--show-secrets"]);
  assert.match(open.out, /key=s3cret-of-the-shop/);
  assert.match(open.out, /73 33 63 72/);
  assert.equal(shop.asked.length, 0);
});

Deno.test("with --send the answer is shown, and how it was read", async () => {
  await using shop = new AnsweringShop('{"code":0,"cost":"x\u0085"}', '{"code":5}');
  const { code, out } = await tried(SHOP(shop.url), ["shop", "--send"]);
  assert.equal(code, 0);
  assert.match(out, /^← HTTP 200/m);
  assert.match(out, /^succeeded: answer\.code == "0"$/m);
  assert.match(out, /^⇒ succeeded$/m);
  assert.match(out, /answer\.cost: /);
  assert.ok(!out.includes("\u0085"));
  assert.match(shop.asked[0] ?? "", /no=try-\d{13}-1&/);
  const unclear = await tried(SHOP(shop.url), ["shop", "--send"]);
  assert.equal(unclear.code, 1);
  assert.match(unclear.out, /^⇒ unknown: /m);
});

Deno.test("a query and a balance can be tried, also of a real order", async () => {
  await using shop = new AnsweringShop('{"code":0}', '{"left":"12.5"}', "oops");
  const query = await tried(SHOP(shop.url), [
    "shop",
    "--query",
    "--send",
    "--server=main",
    "--field=chargeId=77",
    "--attempt=2",
  ]);
  assert.equal(query.code, 0);
  assert.match(shop.asked[0] ?? "", /^GET \/query\?no=main-77-2 /);
  const balance = await tried(SHOP(shop.url), ["shop", "--balance", "--send"]);
  assert.equal(balance.code, 0);
  assert.match(balance.out, /^⇒ 12\.500$/m);
  assert.equal((await tried(SHOP(shop.url), ["shop", "--balance", "--send"])).code, 1);
});

Deno.test("what a supplier refused or does not know has no number there, and nothing is said of that", async () => {
  await using shop = new AnsweringShop('{"code":5}', '{"code":4}', '{"code":0}');
  const text = SHOP(shop.url).replace(
    "  retCost",
    "  untouched: answer.code == '5'\n  supplierRef: answer.no\n  retCost",
  )
    .replace(
      'succeeded: answer.code == "0" }',
      "succeeded: answer.code == '0', notFound: answer.code == '4', supplierRef: answer.no }",
    );
  const refused = await tried(text, ["shop", "--send"]);
  assert.match(refused.out, /^⇒ untouched/m);
  assert.ok(!refused.out.includes("answer.no"), refused.out);
  const unknown = await tried(text, ["shop", "--query", "--send"]);
  assert.match(unknown.out, /^notFound: /m);
  assert.ok(!unknown.out.includes("answer.no"), unknown.out);
  // Of one that is there it is said.
  assert.match((await tried(text, ["shop", "--query", "--send"])).out, /answer\.no: /);
});

Deno.test("a submission never takes the number of a real server's order", async () => {
  await using shop = new AnsweringShop('{"code":0}');
  const { code, err } = await tried(SHOP(shop.url), ["shop", "--send", "--server", "main"]);
  assert.equal(code, 2);
  assert.match(err, /it would take a number of main/);
  assert.equal(shop.asked.length, 0);
  assert.equal((await tried(SHOP(shop.url), ["shop", "--server", "main"])).code, 0);
});

Deno.test("an order comes from a file, in the protocol's own fields, and must be one that could come", async () => {
  const files = {
    "o.json": '{"chargeId":12,"chargeCash":20.000,"chargeAcct":"1","state":"queued"}',
  };
  const read = await tried(SHOP("http://127.0.0.1:9"), ["shop", "--order", "o.json"], files);
  assert.match(read.out, /no=try-12-1&acct=1&sum=20&/);
  const rows: [string, RegExp][] = [
    ["chargeCash=abc", /chargeCash/],
    ["chargeType=x", /chargeType/],
    ["chargeId=x", /chargeId/],
    ["nbrArea=" + "长".repeat(11), /nbrArea/],
    ["nothing=1", /no field nothing/],
    ["plain", /NAME=VALUE/],
  ];
  for (const [field, fault] of rows) {
    const { code, err } = await tried(SHOP("http://127.0.0.1:9"), ["shop", "--field", field]);
    assert.equal(code, 2, field);
    assert.match(err, fault);
  }
});

Deno.test("what can't be made into a request says why, and an unknown channel lists those there are", async () => {
  const { code, err } = await tried(SHOP("http://127.0.0.1:9"), ["shop", "--field=chargeCash=1.5"]);
  assert.equal(code, 1);
  assert.match(err, /it would not be sent: .*1\.500/);
  const other = await tried(SHOP("http://127.0.0.1:9"), ["shpo"]);
  assert.equal(other.code, 2);
  assert.match(other.err, /expected the name of a channel: shop/);
});
