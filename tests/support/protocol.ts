/**
 * What the tests of the protocol share: texts of all kinds, pieces of bytes, packets.
 *
 * @module
 */
import fc from "fast-check";
import {
  type Literal,
  type LiteralObject,
  parseLiteralObject,
} from "../../lib/protocol/literal_json.ts";
import { PacketFramer } from "../../lib/protocol/framing.ts";

/** Texts of ASCII, of what JSON escapes, of GBK, of what GBK lacks, and of halves of surrogate pairs. */
export function anyText(): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 2 }),
    fc.constantFrom(
      '"',
      "\\",
      "{",
      "}",
      "[",
      ",",
      ":",
      "\0",
      "\n",
      "定",
      "乗",
      "縗",
      "誠",
      "€",
      "😀",
      "ñ",
    ),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  );
  return fc.array(unit, { maxLength: 20 }).map((units) => units.join(""));
}

/** Cuts bytes into pieces, each of its own copy; any numbers will do as places. */
export function splitAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const to of [...places, bytes.length]) {
    pieces.push(bytes.slice(from, to));
    from = to;
  }
  return pieces;
}

/** Reads an object that a test has written itself. */
export function objectOf(text: string): LiteralObject {
  const object = parseLiteralObject(text);
  if (object === null) throw new Error(`the test's own object is broken: ${text}`);
  return object;
}

/** Frames a packet that a test has written itself. */
export function framedObject(bytes: Uint8Array): LiteralObject {
  const framed = new PacketFramer(bytes.length + 1).push(bytes);
  if (framed.kind !== "packet") throw new Error(`the test's own packet is ${framed.kind}`);
  return framed.object;
}

/** An object's members as plain text, for comparing. */
export function plain(object: LiteralObject | null): [string, Literal][] | null {
  return object === null ? null : [...object];
}
