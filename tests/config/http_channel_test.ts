import assert from "node:assert/strict";
import { channelConfig, channelFaults, configText } from "../support/http_channel.ts";
import { AUTHORITY } from "../support/raw_server.ts";
import { faultsOf, warningsOf } from "./support.ts";

const GOOD = `secrets: { key: abcdef }
values:
  user: "1001"
  stamp: "{time(now, 'yyyyMMddHHmmss')}"
products:
  - { id: p1, chargeType: 0, price: 9.5 }
submit:
  url: https://shop.example/order
  form:
    no: "{reference}"
    sign: "{md5(joinPairs(sorted(params)) + secrets.key)}"
  succeeded: answer.code == "0"
  retCost: product.price
`;

/** The one fault of {@linkcode GOOD} with a part of it replaced, without the file's name. */
function faultWith(part: string, other: string): string {
  assert.ok(GOOD.includes(part), `there is no ${part}`);
  const faults = channelFaults(GOOD.replace(part, other));
  assert.equal(faults.length, 1, faults.join("\n"));
  return (faults[0] ?? "").replace("config.yaml:", "");
}

Deno.test("a description without a slip has no fault", () => {
  assert.deepEqual(channelFaults(GOOD), []);
});

Deno.test("every slip of an expression is a fault at the place of its key, before any order comes", () => {
  const slips: [string, string, RegExp][] = [
    [
      "{reference}",
      "{refrence}",
      /^14:13: channels\.shop\.submit\.form\.no: .*did you mean reference/,
    ],
    ["secrets.key", "secrets.keyy", /^15:15: .*form\.sign: .*no variable keyy; did you mean key/],
    ["md5(", "md6(", /^15:15: .*there is no function md6; did you mean md5/],
    ["{reference}", "{md5(amount)}", /^14:13: .*no matching overload for 'md5\(int\)'/],
    ["{reference}", "{chargeAcct + 1}", /^14:13: .*wrong expression/],
    ["{reference}", "{chargeAcct", /^14:13: .*no \} ends the \{/],
    ["{reference}", "chargeAcct}", /^14:13: .*no \{ begins the \}/],
    ["{reference}", "{}", /^14:13: .*no expression/],
    ["{reference}", "{params}", /^14:13: .*the expression gives map/],
    ["sorted(params)", "sorted(without(params, [params.on]))", /^15:15: .*no parameter on/],
    [
      "sorted(params)",
      "only(sorted(params), ['noo'])",
      /^15:15: .*no parameter noo, .*; did you mean no\?$/,
    ],
    ["sorted(params)", "only(params, ['sign'])", /^15:15: .*no parameter sign, or it refers to/],
    ["sorted(params)", "without(filled(params), ['nr'])", /^15:15: .*no parameter nr/],
    ["{reference}", "{digits(65)}", /^14:13: .*can never be evaluated: digits\(65\)/],
    ["{reference}", "{padLeft(chargeId, 99, '0')}", /^14:13: .*can never be evaluated: padLeft/],
    ["{reference}", "{yuan(chargeCash, 4)}", /^14:13: .*can never be evaluated: yuan/],
    ["product.price", "times(chargeCash, '98%')", /^17:16: .*can never be evaluated: times/],
    ['answer.code == "0"', "answer.code.matches('[')", /^16:18: .*can never be evaluated/],
    [", price: 9.5", "", /^17:16: .*a product\.price only where every row of products has a price/],
    ["{reference}", "{notifyUrl}", /^14:13: .*no notifyUrl without notify\.url/],
    ["yyyyMMddHHmmss", "YYYYMMdd", /^8:14: .*there is no form of time YYYYMMdd/],
    [
      'answer.code == "0"',
      "answer.code == 0",
      /^16:18: .*a number needs quotes: answer\.code == 0/,
    ],
    ['answer.code == "0"', "answer.code in [0, 1]", /^16:18: .*a number needs quotes/],
    [
      'answer.code == "0"',
      "\"'yes'\"",
      /^16:18: .*the expression gives string; expected true or false/,
    ],
    ['answer.code == "0"', "anser.code", /^16:18: .*no variable anser; did you mean answer/],
    ["product.price", "product.cost", /^17:16: .*no variable cost/],
    ["product.price", "chargeType", /^17:16: .*gives int; expected a text/],
    ["https://shop.example", "shop.example", /^12:12: .*not a whole URL/],
    ["https://shop.example", "https://{chargeAcct}.example", /^12:12: .*not a whole URL/],
    ["succeeded: answer", "partly: answer", /^16:15: .*needs retCash/],
    ["url: https", "method: GET\n  url: https", /^12:15: .*GET has no body/],
    ["  form:", "  body: x\n  form:", /^13:13: .*cannot stand beside form/],
    ["  form:", "  params: { no: 1 }\n  form:", /^13:21: .*also in the body/],
    ["retCost", "statuses: [302]\n  retCost", /^17:18: .*redirects/],
    ["key: abcdef", "key: abc", /^5:21: .*found a text of 3 characters$/],
  ];
  for (const [part, other, fault] of slips) assert.match(faultWith(part, other), fault, other);
});

Deno.test("a product is not there without products", () => {
  const [fault, ...more] = channelFaults(GOOD.replace(/products:\n.*\n/, ""));
  assert.match(
    fault ?? "",
    /15:16: channels\.shop\.submit\.retCost: .*no product without products/,
  );
  assert.deepEqual(more, []);
});

Deno.test("without may leave out a parameter that is not among params anyway, such as the signature itself", () => {
  assert.deepEqual(
    channelFaults(GOOD.replace("sorted(params)", "sorted(without(params, ['sign']))")),
    [],
  );
});

Deno.test("a time-out that can't be read is one fault, whatever is held against it", () => {
  const faults = channelFaults(`${GOOD}timeout: 30
query:
  url: https://shop.example/q
  notFound: answer.code == "4"
  believeNotFoundAfter: 1m
`);
  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? "", /18:14: channels\.shop\.timeout: .*did you mean 30s/);
});

Deno.test("an expression in braces that YAML takes for a map is told to need quotes", () => {
  assert.match(faultWith('"{reference}"', "{reference}"), /^14:13: .*begins with \{ needs quotes/);
});

Deno.test("a variable of the environment is sent as it is, and is no part of an expression", () => {
  const env = { KEY: "{md5('x')}}" };
  const text = configText(GOOD.replace('"1001"', '"a-${KEY}"'));
  assert.deepEqual(faultsOf(text, { env }), []);
  const inside = faultsOf(configText(GOOD.replace("{reference}", "{'${KEY}'}")), { env });
  assert.match(inside[0] ?? "", /an expression cannot hold/);
  const missing = faultsOf(configText(GOOD.replace('"1001"', '"a-${KEY}"')));
  assert.match(missing[0] ?? "", /the environment has no KEY/);
});

Deno.test("a ${ that is meant itself is written with two braces, as every brace", () => {
  const text = GOOD.replace('"{reference}"', '"${{no}}-{reference}"');
  assert.deepEqual(channelFaults(text), []);
  const { body } = channelConfig(text).submit.request;
  assert.ok(body.kind === "form");
  assert.deepEqual(body.fields.get("no"), [{ text: "${no}-" }, { expression: "reference" }]);
});

Deno.test("a file of certificates that is none, damaged or too large is told which it is", () => {
  const withCa = `${GOOD}caFile: ca.pem\n`;
  const fault = (text: string) => channelFaults(withCa, { "ca.pem": text })[0] ?? "";
  assert.match(fault("-----BEGIN RSA PRIVATE KEY-----"), /caFile: .*no certificate in PEM/);
  assert.equal(fault(`${AUTHORITY}# another one\n${AUTHORITY}`), "");
  const damaged = AUTHORITY.replace(/(?<=CERTIFICATE-----\n).*\n/, "");
  assert.match(fault(AUTHORITY + damaged), /caFile: .*certificate 2 of the file is damaged/);
  assert.match(fault(AUTHORITY + "#".repeat(256 * 1024)), /caFile: .*too large, 262144 char/);
});

Deno.test("a secret may be in a file, is never shown, and has one place", () => {
  const files = { "shop.key": "the-secret\n" };
  const inFile = GOOD.replace("key: abcdef", "keyFile: shop.key");
  assert.equal(channelConfig(inFile, files).secrets.get("key"), "the-secret");
  assert.match(channelFaults(inFile)[0] ?? "", /keyFile: .*cannot read the file/);
  const both = channelFaults(GOOD.replace("key: abcdef", "key: abcdef, keyFile: shop.key"), files);
  assert.match(both[0] ?? "", /only one of key and keyFile/);
  assert.ok(!channelFaults(GOOD.replace("key: abcdef", "key: xyz"))[0]?.includes("xyz"));
});

Deno.test("secrets in files have names as others have, and are as few", () => {
  const secrets = (keys: string) => GOOD.replace("key: abcdef", `key: abcdef, ${keys}`);
  const files = { "shop.key": "the-secret" };
  const [fault, ...more] = channelFaults(secrets("shop-keyFile: shop.key"), files);
  assert.match(fault ?? "", /:5:29: .*secrets\.shop-keyFile: .*wrong name; .*found shop-key$/);
  assert.deepEqual(more, []);
  const many = (count: number) =>
    secrets(Array.from({ length: count }, (_, at) => `k${at}File: shop.key`).join(", "));
  assert.deepEqual(channelFaults(many(63), files), []);
  assert.match(channelFaults(many(64), files)[0] ?? "", /secrets: .*a map of 0–64 names/);
});

Deno.test("a value of an order can't be used where there is none, one that is fixed can", () => {
  const balance = (expression: string) =>
    `${GOOD}balance: { url: "https://shop.example/{${expression}}", amount: answer }\n`;
  assert.deepEqual(channelFaults(balance("values.stamp")), []);
  const ofOrder = balance("values.user").replace('"1001"', '"{chargeAcct}"');
  assert.match(channelFaults(ofOrder)[0] ?? "", /balance\.url: .*no variable user/);
  assert.match(channelFaults(balance("chargeAcct"))[0] ?? "", /no variable chargeAcct/);
});

Deno.test("a value may refer to those before it, not to those behind it", () => {
  const values = (text: string) => GOOD.replace('  user: "1001"\n', text);
  assert.deepEqual(
    channelFaults(values('  user: "1"\n  both: "{values.user}{values.user}"\n')),
    [],
  );
  const faults = channelFaults(values('  both: "{values.stamp}"\n  user: "1"\n'));
  assert.match(faults[0] ?? "", /values\.both: .*no variable stamp/);
});

Deno.test("not found is not believed while the submission may still be on its way", () => {
  const query = (after: string) =>
    `${GOOD}query:\n  url: https://shop.example/q\n  notFound: answer.code == "4"\n` +
    `  believeNotFoundAfter: ${after}\n`;
  assert.deepEqual(channelFaults(query("31s")), []);
  assert.match(
    channelFaults(query("30s"))[0] ?? "",
    /21:29: .*longer than the submission's timeout/,
  );
  const alone = query("1h").replace('  notFound: answer.code == "4"\n', "");
  assert.match(channelFaults(alone)[0] ?? "", /means nothing without notFound/);
});

Deno.test("the first interval of queries is not longer than the longest", () => {
  const query = (intervals: string) =>
    `${GOOD}query: { url: https://shop.example/q, succeeded: 'answer.ok == "1"', ${intervals} }\n`;
  assert.deepEqual(channelFaults(query("first: 5m")), []);
  for (const intervals of ["first: 6m", "first: 1m, max: 59s"]) {
    const [fault, ...more] = channelFaults(query(intervals));
    assert.match(fault ?? "", /query\.max: .*shorter than first/, intervals);
    assert.deepEqual(more, []);
  }
});

Deno.test("a notification's address that is no whole URL is a fault", () => {
  const notify = (url: string) =>
    `${GOOD}notify: { url: "${url}", format: form, valid: "true", reference: answer.no }\n`;
  assert.deepEqual(channelFaults(notify("https://dock.example:8443/notify/shop")), []);
  for (const url of ["dock.example/notify", "https://dock.example:84430/", "http://[/"]) {
    assert.match(channelFaults(notify(url))[0] ?? "", /notify\.url: .*expected a whole URL/, url);
  }
});

Deno.test("what is probably not meant is warned of: no success anywhere, a notification that anyone can write", () => {
  const warnings = (text: string) => warningsOf(configText(text)).join("\n");
  assert.equal(warnings(GOOD), "");
  assert.match(warnings(GOOD.replace("succeeded", "failed")), /no answer ever means success/);
  const nowhere = warnings(GOOD.replace("chargeType: 0", "province: 广冻, carrier: 移东"));
  assert.match(nowhere, /products\[0\]\.province: .*no such province; found 广冻/);
  assert.match(nowhere, /products\[0\]\.carrier: .*is none of .*; found 移东/);
  const notify = "notify: { format: form, valid: 'answer.from == \"us\"', reference: answer.no }\n";
  assert.match(warnings(GOOD + notify), /anyone can pass for the supplier/);
  assert.equal(warnings(GOOD + notify.replace("}", ", confirm: query }")), "");
});

Deno.test("servers whose names a supplier can't take need another one, and no two the same", () => {
  const text = (names: readonly string[], reference: string) =>
    configText(`${GOOD}reference: ${reference}\n`).replace(
      /servers: .*/,
      `servers: [${
        names.map((name, at) => `{ name: ${name}, addresses: 127.0.0.${at + 1}, md5key: 12345678 }`)
      }]`,
    );
  assert.deepEqual(faultsOf(text(["main", "b-2"], "{ separator: _ }")), []);
  assert.match(faultsOf(text(["b-2"], "{ separator: x }"))[0] ?? "", /give it another one/);
  assert.deepEqual(faultsOf(text(["b-2"], "{ separator: x, servers: { b-2: b2 } }")), []);
  assert.match(faultsOf(text(["主站"], "{}"))[0] ?? "", /给|另起一个/);
  const same = faultsOf(text(["a", "b"], "{ servers: { a: b } }"));
  assert.match(same[0] ?? "", /would be the same/);
  const nobody = faultsOf(text(["a"], "{ servers: { c: d } }"));
  assert.match(nobody[0] ?? "", /no such server/);
});
