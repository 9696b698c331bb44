import assert from "node:assert/strict";
import { hashPassword, isPassword, PASSWORD_HASH, SALT_BYTES } from "../lib/password.ts";

const salt = new Uint8Array(SALT_BYTES).fill(7);

Deno.test("a password fits its hash, and no other does", async () => {
  const hash = await hashPassword("correct 马 battery", salt);
  assert.match(hash, PASSWORD_HASH);
  assert.equal(await isPassword("correct 马 battery", hash), true);
  assert.equal(await isPassword("correct 马 Battery", hash), false);
  assert.equal(await isPassword("", hash), false);
});

Deno.test("the same password under another salt has another hash", async () => {
  const other = new Uint8Array(SALT_BYTES).fill(8);
  assert.notEqual(await hashPassword("password1", salt), await hashPassword("password1", other));
});

Deno.test("a password is the same however its characters were composed", async () => {
  const hash = await hashPassword("caf\u00e9-caf\u00e9", salt);
  assert.equal(await isPassword("cafe\u0301-cafe\u0301", hash), true);
});

Deno.test("a hash that would cost too much, or is none, is not taken", async () => {
  const rest = `${"A".repeat(22)}:${"A".repeat(43)}`;
  for (const cost of ["1048576:8:1", "32768:64:1", "32768:8:99", "3:8:1"]) {
    assert.doesNotMatch(`scrypt:${cost}:${rest}`, PASSWORD_HASH);
  }
  await assert.rejects(isPassword("x", "md5:abc"), TypeError);
});
