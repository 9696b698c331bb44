/**
 * Changes to bytes and texts that nobody would make who means well.
 *
 * @module
 */
import { joined } from "../../lib/bytes.ts";
import type { Chance } from "../support/world/chance.ts";

const encoder = new TextEncoder();

/** Bytes that have broken something somewhere. */
const ODD_BYTES: readonly [Uint8Array, ...Uint8Array[]] = [
  Uint8Array.of(0),
  Uint8Array.of(0, 0, 0, 0),
  // Halves of GBK characters, one that GB18030 alone has, one whose second half is a backslash, one that is a brace.
  Uint8Array.of(0x81),
  Uint8Array.of(0xfe),
  Uint8Array.of(0xff),
  Uint8Array.of(0x81, 0x30, 0x81, 0x30),
  Uint8Array.of(0x81, 0x5c),
  Uint8Array.of(0x81, 0x7d),
  Uint8Array.of(0x81, 0x7f),
  Uint8Array.of(0x80),
  Uint8Array.of(0xa1, 0xa1),
  // UTF-8: a byte order mark, an overlong slash, half of a surrogate pair, the end of Unicode.
  Uint8Array.of(0xef, 0xbb, 0xbf),
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf4, 0x8f, 0xbf, 0xbf),
  Uint8Array.of(0xe4, 0xb8),
  ...[
    "{",
    "}",
    "[",
    "]",
    '"',
    "\\",
    "\\u",
    ",",
    ":",
    "<",
    ">",
    "&",
    "%",
    "=",
    "\r",
    "\n",
    "\r\n\r\n",
  ]
    .map((text) => encoder.encode(text)),
];

/** Texts that have broken something somewhere. */
export const ODD_TEXTS: readonly [string, ...string[]] = [
  "",
  " ",
  "\0",
  "\\",
  '"',
  "'",
  "\n",
  "\r\n",
  "\t",
  "\u007f",
  "\u0085",
  "\u2028",
  "\u3000",
  "\ufeff",
  "\ufffd",
  "\uffff",
  "\ud83d",
  "\ude00",
  "😀",
  "İ",
  "ß",
  "€",
  "ſ",
  "K",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "true",
  "NaN",
  "0",
  "-0",
  "-1",
  "1e400",
  "0x10",
  "00",
  "1_000",
  "9007199254740993",
  "99999999999999999999999999999999",
  "1".repeat(400),
  "../../etc/passwd",
  "%00",
  "%",
  "%zz",
  "{{7*7}}",
  "${PATH}",
  "<script>alert(1)</script>",
  "=1+1",
  "@SUM(A1)",
  "a".repeat(5000),
  "万".repeat(2000),
  "13530017201",
];

/** A text that somebody may send where a name or an account is wanted, ordinary or odd. */
export function anyText(chance: Chance): string {
  switch (chance.between(0, 4)) {
    case 0:
      return chance.pick(ODD_TEXTS);
    case 1:
      return chance.pick(ODD_TEXTS) + chance.pick(ODD_TEXTS);
    case 2:
      return String.fromCharCode(
        ...Array.from({ length: chance.between(1, 12) }, () => chance.between(0, 0xffff)),
      );
    case 3:
      return chance.pick(["广东省深圳-移动", "玩家123", "13800138000", "abc", "196"]);
    default:
      return `${chance.between(0, 2 ** 31)}`;
  }
}

/** Bytes, changed some times. */
export function mutateBytes(bytes: Uint8Array, chance: Chance, times = 1): Uint8Array {
  let mutated = bytes;
  for (let time = 0; time < times; time++) mutated = oneChange(mutated, chance);
  return mutated;
}

function oneChange(bytes: Uint8Array, chance: Chance): Uint8Array {
  const at = chance.between(0, bytes.length);
  const to = Math.min(bytes.length, at + chance.between(1, chance.pick([2, 16, 400])));
  switch (chance.between(0, 8)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return bytes.slice(at);
    case 2:
      return joined([bytes.subarray(0, at), bytes.subarray(to)]);
    case 3:
      return joined([bytes.subarray(0, to), bytes.subarray(at)]);
    case 4: {
      // What lies elsewhere in it, once more.
      const from = chance.between(0, bytes.length);
      const piece = bytes.subarray(from, from + (to - at));
      return joined([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    }
    case 5: {
      const flipped = bytes.slice();
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << chance.between(0, 7));
      return flipped;
    }
    case 6: {
      const random = Uint8Array.from({ length: to - at }, () => chance.between(0, 255));
      return joined([bytes.subarray(0, at), random, bytes.subarray(to)]);
    }
    case 7: {
      const piece = chance.pick(ODD_BYTES);
      const many = chance.hit(0.05) ? chance.pick([64, 1000, 4000]) : 1;
      const pieces = Array.from({ length: many }, () => piece);
      return joined([bytes.subarray(0, at), ...pieces, bytes.subarray(at)]);
    }
    default:
      return joined([bytes.subarray(0, at), chance.pick(ODD_BYTES), bytes.subarray(to)]);
  }
}

/** A text, changed some times. */
export function mutateText(text: string, chance: Chance, times = 1): string {
  let mutated = text;
  for (let time = 0; time < times; time++) {
    const at = chance.between(0, mutated.length);
    const to = Math.min(mutated.length, at + chance.between(1, chance.pick([2, 16, 200])));
    const head = mutated.slice(0, at), tail = mutated.slice(to);
    switch (chance.between(0, 4)) {
      case 0:
        mutated = head + tail;
        break;
      case 1:
        mutated = mutated.slice(0, to) + mutated.slice(at);
        break;
      case 2:
        mutated = head + chance.pick(ODD_TEXTS) + tail;
        break;
      case 3:
        mutated = head + chance.pick(ODD_TEXTS) + mutated.slice(at);
        break;
      default:
        mutated = chance.hit(0.5) ? head : mutated.slice(at);
    }
  }
  return mutated;
}

/** Bytes in pieces, cut anywhere. */
export function cutUp(bytes: Uint8Array, chance: Chance): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const longest = chance.pick([1, 3, 40, 600, 5000]);
  for (let at = 0; at < bytes.length;) {
    const to = at + chance.between(1, longest);
    pieces.push(bytes.subarray(at, to));
    at = to;
  }
  return pieces;
}

/** Members of something that has names and values, changed in their order, number and names. */
export function mutateMembers<Value>(
  members: readonly (readonly [string, Value])[],
  chance: Chance,
  odd: (chance: Chance) => Value,
): (readonly [string, Value])[] {
  const all = [...members];
  const at = chance.between(0, Math.max(0, all.length - 1));
  const one = all[at];
  if (one === undefined) return [[anyText(chance), odd(chance)]];
  switch (chance.between(0, 6)) {
    case 0:
      all.splice(at, 1);
      break;
    case 1:
      all.splice(chance.between(0, all.length), 0, one);
      break;
    case 2:
      all.splice(chance.between(0, all.length), 0, [one[0], odd(chance)]);
      break;
    case 3: {
      const other = chance.between(0, all.length - 1);
      const [name, value] = all[other] ?? one;
      all[at] = [one[0], value];
      all[other] = [name, one[1]];
      break;
    }
    case 4:
      all[at] = [chance.hit(0.5) ? one[0].toUpperCase() : anyText(chance), one[1]];
      break;
    case 5:
      all.splice(chance.between(0, all.length), 0, [anyText(chance), odd(chance)]);
      break;
    default:
      all[at] = [one[0], odd(chance)];
  }
  return all;
}
