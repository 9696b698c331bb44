import assert from "node:assert/strict";
import fc from "fast-check";
import { errorText, shortAccount } from "../lib/log.ts";

Deno.test("a phone number keeps its first three and last four digits", () => {
  assert.equal(shortAccount("13530017201"), "135…7201");
});

Deno.test("an account of eight characters or fewer keeps only its last two", () => {
  assert.equal(shortAccount("12345678"), "…78");
  assert.equal(shortAccount("ab"), "…ab");
  assert.equal(shortAccount("a"), "…a");
  assert.equal(shortAccount(""), "");
});

Deno.test("an account is shortened by characters, never inside one", () => {
  assert.equal(shortAccount("😀😀😀😀😀😀😀😀😀"), "😀😀😀…😀😀😀😀");
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (account) => {
    assert.equal(shortAccount(account).isWellFormed(), true);
  }));
});

Deno.test("a shortened account never shows more than seven characters of the account", () => {
  fc.assert(fc.property(fc.string({ minLength: 9 }), (account) => {
    assert.equal([...shortAccount(account)].length, Math.min(8, [...account].length + 1));
  }));
});

Deno.test("what was thrown is told with its name, unless the name says nothing", () => {
  assert.equal(errorText(new TypeError("x is no number")), "TypeError: x is no number");
  assert.equal(errorText(new Error("disk full")), "disk full");
  assert.equal(errorText("gave up"), "gave up");
});
