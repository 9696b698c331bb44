import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { sameSign, signAck, signCallback, signOrder } from "../../lib/protocol/sign.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../../lib/protocol/sample.ts";

Deno.test("the document's three signatures come out", () => {
  assert.equal(signOrder(sampleOrder, SAMPLE_MD5KEY), "8e6f40693e0380fdb0c504768e5e70ab");
  const answer = { chargeId: "196", retRsn: "" };
  assert.equal(
    signAck({ ...answer, retCode: 0 }, SAMPLE_MD5KEY),
    "6de2b30585c463d5fa6d7188400522ed",
  );
  assert.equal(
    signCallback({ ...answer, retCode: 1 }, SAMPLE_MD5KEY),
    "30b0e1dc67695ebfd501ac1ab9fcb7fd",
  );
});

Deno.test("an order's signature runs its fields together in the document's order", () => {
  const fields = {
    chargeId: "1",
    chargeAcct: "2",
    var1: "3",
    var2: "4",
    var3: "5",
    var4: "6",
    chargeCash: "7",
  };
  const expected = createHash("md5").update("1234567key").digest("hex");
  assert.equal(signOrder(fields, "key"), expected);
});

Deno.test("the hash is over GBK bytes, with what GBK lacks as it is sent", () => {
  const hashed = new Uint8Array([0x31, 0x31, 0xb6, 0xa8, ...new TextEncoder().encode("\\u00f1k")]);
  const expected = createHash("md5").update(hashed).digest("hex");
  assert.equal(signCallback({ chargeId: "1", retCode: 1, retRsn: "定ñ" }, "k"), expected);
});

Deno.test("signatures are the same in either case, and only when every digit is", () => {
  const sign = "8e6f40693e0380fdb0c504768e5e70ab";
  assert.equal(sameSign(sign, sign), true);
  assert.equal(sameSign(sign.toUpperCase(), sign), true);
  assert.equal(sameSign(sign, sign.toUpperCase()), true);
  assert.equal(sameSign("", sign), false);
  assert.equal(sameSign(sign.slice(0, -1), sign), false);
  assert.equal(sameSign(sign + "0", sign), false);
  for (let i = 0; i < sign.length; i++) {
    const other = sign.slice(0, i) + (sign[i] === "0" ? "1" : "0") + sign.slice(i + 1);
    assert.equal(sameSign(other, sign), false);
  }
});
