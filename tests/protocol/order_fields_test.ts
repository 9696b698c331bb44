import assert from "node:assert/strict";
import { ORDER_FIELDS, type OrderFieldName } from "../../lib/protocol/order_field_table.ts";
import { readOrderPacket } from "../../lib/protocol/order_packet.ts";
import { SAMPLE_MD5KEY } from "../../lib/protocol/sample.ts";
import { signOrder } from "../../lib/protocol/sign.ts";
import { objectOf } from "../support/protocol.ts";

/** A member's JSON text, `undefined` where it is left out. */
type Members = Partial<Record<OrderFieldName, string>>;

const VALID: Members = {
  action: '"CZ"',
  chargeId: "196",
  chargeAcct: '"13530017201"',
  chargeCash: "100.000",
};

/** Signs a packet as a server that hashes the value of whatever it sends. */
function read(changed: Members) {
  const members = { ...VALID, ...changed };
  const hashed = (name: OrderFieldName) => {
    const text = members[name] ?? "";
    return text.startsWith('"') ? String(JSON.parse(text)) : text === "null" ? "" : text;
  };
  const sign = signOrder({
    chargeId: hashed("chargeId"),
    chargeAcct: hashed("chargeAcct"),
    var1: hashed("var1"),
    var2: hashed("var2"),
    var3: hashed("var3"),
    var4: hashed("var4"),
    chargeCash: hashed("chargeCash"),
  }, SAMPLE_MD5KEY);
  const all = Object.entries({ ...members, sign: `"${sign}"` });
  const texts = all.filter(([, text]) => text !== undefined).map(([name, text]) =>
    `"${name}":${text}`
  );
  return readOrderPacket(objectOf(`{${texts.join(",")}}`), SAMPLE_MD5KEY);
}

/** `ok`, or what is wrong with which field. */
function verdict(changed: Members): string {
  const order = read(changed);
  if (order.kind === "order") return "ok";
  return order.kind === "invalid" ? `${order.field}: ${order.problem}` : order.kind;
}

const fieldNames = Object.keys(ORDER_FIELDS) as OrderFieldName[];
const namesOf = (kind: string) =>
  fieldNames.filter((name) => ORDER_FIELDS[name].kind === kind && name !== "sign");

Deno.test("the table has the document's fields, in its order, with its lengths", () => {
  const rows = fieldNames.map((name) => {
    const { number, kind, bytesMax } = ORDER_FIELDS[name];
    return `${number} ${name} ${kind} ${bytesMax ?? "-"}`;
  });
  assert.deepEqual(rows, [
    "1 action text 2",
    "2 chargeId id -",
    "3 chargeAcct text 50",
    "4 chargeCash money -",
    "5 chargeType integer -",
    "6 amount integer -",
    "7 faceValue money -",
    "8 var1 text 20",
    "9 var2 text 20",
    "10 var3 text 20",
    "11 var4 text 20",
    "12 productSn integer -",
    "13 nbrArea text 20",
    "14 cardSn text 30",
    "15 cardPassword text 30",
    "16 agentAcct text 50",
    "17 agentPass text 50",
    "18 cardId id -",
    "19 retRsn text 50",
    "20 sign text 32",
  ]);
});

Deno.test("a field that must be there is refused where it is missing, every other has a default", () => {
  const required = ["action", "chargeId", "chargeAcct", "chargeCash"];
  for (const name of fieldNames) {
    if (name === "sign") continue;
    const expected = required.includes(name) ? `${name}: 缺少 (missing)` : "ok";
    assert.equal(verdict({ [name]: undefined }), expected);
  }
});

Deno.test("a text must be a JSON string", () => {
  for (const name of namesOf("text")) {
    for (const other of ["1", "null", "true", '["CZ"]', "{}"]) {
      assert.equal(verdict({ [name]: other }), `${name}: 应为字符串 (must be a string)`);
    }
  }
});

Deno.test("a text may have its limit in GBK bytes and not one more", () => {
  for (const name of namesOf("text")) {
    if (name === "action") continue;
    const limit = ORDER_FIELDS[name].bytesMax ?? 0;
    const tooLong = `${name}: 超过${limit}字节 (longer than ${limit} bytes)`;
    assert.equal(verdict({ [name]: `"${"x".repeat(limit)}"` }), "ok");
    assert.equal(verdict({ [name]: `"${"x".repeat(limit + 1)}"` }), tooLong);
    assert.equal(verdict({ [name]: `"${"定".repeat(limit / 2)}"` }), "ok");
    assert.equal(verdict({ [name]: `"x${"定".repeat(limit / 2)}"` }), tooLong);
  }
});

Deno.test("an action other than CZ is refused", () => {
  assert.equal(verdict({ action: '"cz"' }), "action: 应为CZ (must be CZ)");
  assert.equal(verdict({ action: '""' }), "action: 应为CZ (must be CZ)");
  assert.equal(verdict({ action: '"CZX"' }), "action: 超过2字节 (longer than 2 bytes)");
});

Deno.test("an account is not empty and has no control characters", () => {
  assert.equal(verdict({ chargeAcct: '""' }), "chargeAcct: 不能为空 (must not be empty)");
  const problem = "chargeAcct: 含控制字符 (has a control character)";
  for (const character of ["\\u0000", "\\n", "\\u001f", "\\u007f", "\\u0085"]) {
    assert.equal(verdict({ chargeAcct: `"1${character}"` }), problem, character);
  }
  assert.equal(verdict({ chargeAcct: '"张三 a@b.cn"' }), "ok");
});

Deno.test("an id is a number or a string of 1 to 32 digits", () => {
  const digits = "9".repeat(32);
  for (const name of namesOf("id")) {
    for (const id of ["0", digits, `"${digits}"`, '"0"', '"007"']) {
      assert.equal(verdict({ [name]: id }), "ok", id);
    }
    const refused = [
      "-1",
      "1.0",
      "1e3",
      "null",
      "true",
      "[1]",
      '""',
      '"-1"',
      '" 1"',
      '"a"',
      '"1\uff11"',
    ];
    for (const other of [...refused, `9${digits}`, `"9${digits}"`]) {
      const problem = `${name}: 应为1到32位数字 (must be 1 to 32 digits)`;
      assert.equal(verdict({ [name]: other }), problem, other);
    }
  }
});

Deno.test("an integer is a safe JSON number without sign, point or exponent", () => {
  for (const name of namesOf("integer")) {
    for (const integer of ["1", "9", "9007199254740991"]) {
      assert.equal(verdict({ [name]: integer }), "ok");
    }
    for (const other of ["null", '"1"', "true", "[]"]) {
      assert.equal(verdict({ [name]: other }), `${name}: 应为数字 (must be a number)`);
    }
    for (const other of ["1.0", "1e2", "1E2"]) {
      assert.equal(verdict({ [name]: other }), `${name}: 应为整数 (must be an integer)`);
    }
    assert.equal(verdict({ [name]: "-1" }), `${name}: 不能为负数 (must not be negative)`);
    assert.equal(verdict({ [name]: "9007199254740992" }), `${name}: 数值过大 (too large)`);
    const zero = name === "amount" ? "amount: 不能小于1 (must be at least 1)" : "ok";
    assert.equal(verdict({ [name]: "0" }), zero);
  }
});

Deno.test("an amount of money is a JSON number of at most 12 whole digits and 3 decimals", () => {
  for (const name of namesOf("money")) {
    const most = name === "chargeCash" ? "999999.999" : "999999999999.999";
    for (const money of ["0", "100", "100.5", "0.001", most]) {
      assert.equal(verdict({ [name]: money }), "ok", money);
    }
    for (const other of ["null", '"100.000"', "true"]) {
      assert.equal(verdict({ [name]: other }), `${name}: 应为数字 (must be a number)`);
    }
    for (const other of ["1e2", "100.0000", "1000000000000"]) {
      const problem =
        "应为最多12位整数、3位小数的金额 (must be an amount of at most 12 digits and 3 decimals)";
      assert.equal(verdict({ [name]: other }), `${name}: ${problem}`);
    }
    assert.equal(verdict({ [name]: "-1.000" }), `${name}: 不能为负数 (must not be negative)`);
  }
});

Deno.test("no more may be charged than a callback can say has succeeded", () => {
  const problem = "不能超过999999.999,否则成功金额无法如实回报 " +
    "(must not exceed 999999.999, the most that retCash can tell)";
  for (const cash of ["1000000", "1000000.000", "999999999999.999"]) {
    assert.equal(verdict({ chargeCash: cash }), `chargeCash: ${problem}`);
  }
});

Deno.test("the first fault in the document's order is the one that is told", () => {
  assert.match(verdict({ var2: "1", action: '"XX"', retRsn: "1" }), /^action: /);
  assert.match(verdict({ var2: "1", retRsn: "1" }), /^var2: /);
});

Deno.test("what is refused echoes the order's numbers and mark as they came", () => {
  const refused = read({ chargeId: '"196"', cardId: "77", retRsn: '"r\\u5b9a"', amount: "0" });
  assert.deepEqual(refused.kind === "invalid" && refused.echo, {
    chargeId: "196",
    chargeIdLiteral: '"196"',
    cardIdLiteral: "77",
    retRsn: "r定",
  });
});

Deno.test("a problem never says the value of a field", () => {
  for (const name of fieldNames) {
    if (name === "sign") continue;
    for (const value of [`"${"SECRET".repeat(20)}"`, '["SECRET"]', '{"SECRET":1}']) {
      assert.match(verdict({ [name]: value }), new RegExp(`^${name}: `));
      assert.doesNotMatch(verdict({ [name]: value }), /SECRET/);
    }
  }
});
