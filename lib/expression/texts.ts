/**
 * Texts in expressions, as forms, URLs, XML and JSON need them.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Charset } from "../http_config.ts";
import { encodeText } from "./charset.ts";

/** Random digits and pads, at most. */
const WRITTEN_CHARACTERS_MAX = 64;

/** Percent signs for every byte but letters, digits and `-_.~`. @throws {RangeError} the charset lacks a character */
export function urlEncode(text: string, charset: Charset): string {
  return Array.from(encodeText(text, charset), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[\w.~-]/.test(character)) return character;
    return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

/** The bytes in Base64. @throws {RangeError} the charset lacks a character */
export function base64(text: string, charset: Charset): string {
  return Buffer.from(encodeText(text, charset)).toString("base64");
}

/** Base64 of the bytes that hex stands for. @throws {RangeError} it is no hex */
export function hexToBase64(hex: string): string {
  if (!/^(?:[\da-f]{2})*$/i.test(hex)) throw new RangeError("不是十六进制 not hex");
  return Buffer.from(hex, "hex").toString("base64");
}

/** As XML needs it between tags and in attributes. */
export function xmlEscape(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&apos;",
  };
  return text.replaceAll(/[&<>"']/g, (character) => names[character] ?? character);
}

/** So many random digits. @throws {RangeError} too many */
export function randomDigits(count: bigint, random: () => number): string {
  const length = bounded(count);
  return Array.from({ length }, () => Math.floor(random() * 10)).join("");
}

/** Filled up on the left. @throws {RangeError} too long */
export function padLeft(text: string, length: bigint, fill: string): string {
  return text.padStart(bounded(length), fill);
}

function bounded(count: bigint): number {
  if (count >= 0n && count <= BigInt(WRITTEN_CHARACTERS_MAX)) return Number(count);
  throw new RangeError(`最多 ${WRITTEN_CHARACTERS_MAX} 个字符 at most so many characters`);
}

/** A number of a JSON body, with exactly these digits. */
export class JsonNumber {
  /** @throws {RangeError} it is no number of JSON */
  constructor(readonly digits: string) {
    if (!/^-?(?:0|[1-9]\d{0,39})(?:\.\d{1,40})?$/.test(digits)) {
      throw new RangeError("不是数 not a number");
    }
  }
}
