/**
 * GBK as code page 936 has it: ASCII, two-byte pairs, and 0x80 for the euro sign. The four-byte sequences of
 * GB18030, which the platform's decoder would take, are refused.
 *
 * Protocol part two: "所有报文字段使用JSON格式封装,GBK编码".
 * @module
 */
import {
  EURO_BYTE,
  gbkTable,
  LEAD_MAX,
  LEAD_MIN,
  NO_TRAIL,
  TRAIL_MAX,
  TRAIL_MIN,
} from "./gbk_table.ts";

/** Bytes of the `\uXXXX` that stands for a UTF-16 unit that GBK lacks. */
const ESCAPE_BYTES = 6;
/** Characters below it are ASCII: each is its own byte. */
const ASCII_END = 0x80;
const HEX = "0123456789abcdef";

/** Holds no state between calls, for it only ever gets whole characters. */
let shared: TextDecoder | undefined;

function decodeWhole(bytes: Uint8Array): string {
  return (shared ??= new TextDecoder("gbk", { fatal: true })).decode(bytes);
}

function isLead(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= LEAD_MIN && byte <= LEAD_MAX;
}

/** How many bytes at the beginning are whole GBK characters. */
function wholeLength(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte < ASCII_END || byte === EURO_BYTE) {
      at++;
      continue;
    }
    const trail = bytes[at + 1] ?? 0;
    if (!isLead(byte) || trail < TRAIL_MIN || trail > TRAIL_MAX || trail === NO_TRAIL) break;
    at += 2;
  }
  return at;
}

/** Decodes a whole text; `null` where the bytes are not GBK, a lone first half at the end included. */
export function decodeGbk(bytes: Uint8Array): string | null {
  return wholeLength(bytes) === bytes.length ? decodeWhole(bytes) : null;
}

/** Decodes what it can of bytes that are not all GBK; for looking, never for acting on. */
export function decodeGbkLeniently(bytes: Uint8Array): string {
  return new TextDecoder("gbk").decode(bytes);
}

/** Decodes GBK that comes in pieces, split anywhere, inside a character too. */
export class GbkDecoder {
  #lead: number | null = null;
  #broken = false;

  /** Whether bytes have come that are not GBK. Nothing is decoded after them. */
  get broken(): boolean {
    return this.#broken;
  }

  /** The text of the characters that are whole with these bytes; `null` once bytes have come that are not GBK. */
  push(bytes: Uint8Array): string | null {
    const text = this.pushPrefix(bytes);
    return this.#broken ? null : text;
  }

  /** Like {@linkcode GbkDecoder.push}, but gives the text before the first bytes that are not GBK. */
  pushPrefix(bytes: Uint8Array): string {
    if (this.#broken || bytes.length === 0) return "";
    const all = this.#lead === null ? bytes : withLead(this.#lead, bytes);
    const whole = wholeLength(all);
    const pending = all[whole];
    this.#lead = whole === all.length - 1 && isLead(pending) ? pending : null;
    this.#broken = whole < all.length && this.#lead === null;
    return decodeWhole(whole === all.length ? all : all.subarray(0, whole));
  }
}

function withLead(lead: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(bytes.length + 1);
  all[0] = lead;
  all.set(bytes, 1);
  return all;
}

/** Bytes of a UTF-16 unit as {@linkcode encodeGbk} writes it. */
function unitLength(unit: number, table: Uint16Array): number {
  if (unit < ASCII_END) return 1;
  const code = table[unit] ?? 0;
  if (code === 0) return ESCAPE_BYTES;
  return code > 0xff ? 2 : 1;
}

/**
 * Encodes JSON text. A character that GBK lacks goes out as the JSON escape `\uXXXX`, one for each of its UTF-16
 * units, never as `?`.
 */
export function encodeGbk(text: string): Uint8Array {
  const bytes = new Uint8Array(gbkLength(text));
  const table = gbkTable();
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const code = unit < ASCII_END ? unit : table[unit] ?? 0;
    if (code > 0xff) bytes[at++] = code >> 8;
    if (code === 0 && unit !== 0) at = writeEscape(bytes, at, unit);
    else bytes[at++] = code;
  }
  return bytes;
}

function writeEscape(bytes: Uint8Array, at: number, unit: number): number {
  bytes[at++] = 0x5c; // \
  bytes[at++] = 0x75; // u
  for (let shift = 12; shift >= 0; shift -= 4) {
    bytes[at++] = HEX.charCodeAt(unit >> shift & 0xf);
  }
  return at;
}

/** Whether a text's GBK bytes are its characters' codes. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) >= ASCII_END) return false;
  }
  return true;
}

/** How many bytes {@linkcode encodeGbk} makes of a text. */
export function gbkLength(text: string): number {
  const table = gbkTable();
  let length = 0;
  for (let i = 0; i < text.length; i++) length += unitLength(text.charCodeAt(i), table);
  return length;
}

/** The longest beginning of a text that {@linkcode encodeGbk} makes at most `bytesMax` bytes of; no character is cut. */
export function cutToGbkLength(text: string, bytesMax: number): string {
  const table = gbkTable();
  let length = 0;
  let end = 0;
  for (const character of text) {
    for (let i = 0; i < character.length; i++) {
      length += unitLength(character.charCodeAt(i), table);
    }
    if (length > bytesMax) break;
    end += character.length;
  }
  return text.slice(0, end);
}
