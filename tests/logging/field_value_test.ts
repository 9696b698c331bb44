import assert from "node:assert/strict";
import fc from "fast-check";
import {
  FIELD_CHARACTERS_MAX,
  FIELD_MEMBERS_MAX,
  isSecretName,
  plainRecord,
  plainValue,
  REDACTED,
} from "../../lib/logging/field_value.ts";

const SECRET = "s3cr3t-Z9";

Deno.test("numbers that JSON lacks, bigints, dates and errors are told as text", () => {
  assert.equal(plainValue(9_007_199_254_740_993n), "9007199254740993");
  assert.equal(plainValue(Infinity), "Infinity");
  assert.equal(plainValue(new Date(0)), "1970-01-01T00:00:00.000Z");
  assert.equal(plainValue(new Date(NaN)), "Invalid Date");
  assert.equal(
    plainValue(new TypeError("no commit", { cause: new Error("disk full") })),
    "TypeError: no commit; because disk full",
  );
  assert.equal(plainValue(new Set(["a"]))?.toString(), "a");
  assert.deepEqual(plainValue(new Map([["a", 1]])), { a: 1 });
});

Deno.test("bytes are only counted, for a packet holds secrets", () => {
  assert.equal(plainValue(new TextEncoder().encode(SECRET)), "[9 bytes]");
});

Deno.test("a long text is cut and says so, never inside a character", () => {
  assert.equal(plainValue("x".repeat(FIELD_CHARACTERS_MAX)), "x".repeat(FIELD_CHARACTERS_MAX));
  assert.equal(
    plainValue("x".repeat(FIELD_CHARACTERS_MAX + 1)),
    "x".repeat(FIELD_CHARACTERS_MAX - 1) + "…",
  );
  const faces = String(plainValue("😀".repeat(FIELD_CHARACTERS_MAX)));
  assert.equal(faces.isWellFormed(), true);
  assert.equal(faces.length <= FIELD_CHARACTERS_MAX, true);
});

Deno.test("an object that contains itself, is deep, or is wide comes to an end", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  assert.match(JSON.stringify(plainValue(loop)), /\[…\]/);
  const wide = plainValue(Array.from({ length: 10_000 }, (_, at) => at));
  assert.equal(JSON.stringify(wide).endsWith(`"… ${10_000 - FIELD_MEMBERS_MAX} more"]`), true);
});

Deno.test("names of secrets are known in any writing, and names that only resemble them are not", () => {
  const secret = ["md5key", "MD5KEY", "cardPassword", "card_password", "agentPass", "token"];
  secret.push("tokens", "X-Token", "passwordHash", "password", "sealed", "erpToken");
  assert.deepEqual(secret.filter((name) => !isSecretName(name)), []);
  const open = ["md5keyFile", "server", "passedOver", "tokenName", "settled", "retCode"];
  assert.deepEqual(open.filter(isSecretName), []);
});

Deno.test("a secret is replaced at any depth, whatever its type", () => {
  const value = {
    order: { fields: [{ cardPassword: SECRET, agentPass: { deep: SECRET } }] },
    servers: new Map([["main", { md5key: SECRET }], ["token", { value: SECRET }]]),
    password: [SECRET],
  };
  assert.doesNotMatch(JSON.stringify(plainRecord(Object.entries(value))), /s3cr3t/);
  assert.deepEqual(plainRecord([["token", null]]), { token: REDACTED });
});

Deno.test("a secret inside a text that names it is replaced: a packet, a YAML line, an error", () => {
  const texts = [
    JSON.stringify({ chargeId: 196, cardPassword: SECRET, agentPass: `"${SECRET}` }),
    JSON.stringify(JSON.stringify({ agentPass: SECRET, cardId: 7 })),
    `md5key: ${SECRET}`,
    `Token=${SECRET}&id=7`,
    `{"cardPassword":"${SECRET}`,
    `cannot sign in: password='one ${SECRET}'`,
    `POST /pay HTTP/1.1\r\nAuthorization: Bearer ${SECRET}\r\nHost: acme.example`,
    `Set-Cookie: lang=zh; session=${SECRET}; Path=/`,
  ];
  for (const text of texts) {
    assert.doesNotMatch(String(plainValue(text)), /s3cr3t/, text);
    assert.doesNotMatch(String(plainValue(new Error(text))), /s3cr3t/, text);
  }
  assert.equal(plainValue(texts[0])?.toString().startsWith('{"chargeId":196,'), true);
  assert.match(String(plainValue(texts[6])), /^POST .* \*\*\*\r\nHost: acme\.example$/s);
});

Deno.test("a secret that the cut falls into does not show its beginning", () => {
  for (let before = FIELD_CHARACTERS_MAX - 30; before < FIELD_CHARACTERS_MAX; before++) {
    const text = "x".repeat(before) + JSON.stringify({ agentPass: SECRET });
    assert.doesNotMatch(String(plainValue(text)), /s3/);
  }
});

Deno.test("a program is named by its token's name, and a token is not", () => {
  for (
    const text of [
      "token:erp",
      "已暂停(token:erp):忙",
      "paused (token:erp): busy",
      "by=token:erp ok",
    ]
  ) {
    assert.equal(plainValue(text), text);
  }
  // The shortest token that there may be.
  const token = "0123456789abcdef";
  for (const text of [`token:${token}`, `token: ${token}`, `token=${token}`, `(token:${token})`]) {
    assert.doesNotMatch(String(plainValue(text)), /0123/);
  }
  assert.doesNotMatch(String(plainValue("token: short")), /short/);
});

Deno.test("no secret gets through, wherever it stands in what is logged", () => {
  const names = fc.constantFrom("md5key", "cardPassword", "agentPass", "token", "passwordHash");
  const hidden = names.map((name) => ({ [name]: SECRET }));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(hidden, fc.array(tie("tree")), fc.dictionary(fc.string(), tie("tree"))),
  }));
  fc.assert(fc.property(tree, (value) => {
    assert.doesNotMatch(JSON.stringify(plainValue(value)), /s3cr3t/);
    assert.doesNotMatch(JSON.stringify(plainValue(JSON.stringify(value))), /s3cr3t/);
  }));
});
