/**
 * Texts as bytes and back, without a character lost.
 *
 * @module
 */
import type { Charset } from "../http_config.ts";
import { decodeGbk, encodeGbk, isAscii } from "../protocol/gbk.ts";

/** The charsets that expressions may name. */
const CHARSETS: readonly Charset[] = ["utf-8", "gbk"];

/** The charset of a name. @throws {RangeError} it is none of {@linkcode CHARSETS} */
export function charsetOf(name: string): Charset {
  const charset = CHARSETS.find((one) => one === name.toLowerCase());
  if (charset === undefined) throw new RangeError(`没有字符集 there is no charset ${name}`);
  return charset;
}

/** A text's bytes. @throws {RangeError} it has a character that the charset lacks */
export function encodeText(text: string, charset: Charset): Uint8Array {
  if (!text.isWellFormed()) throw new RangeError("不是完整的文字 the text is not well-formed");
  if (charset === "utf-8") return new TextEncoder().encode(text);
  const bytes = encodeGbk(text);
  // What GBK lacks it writes as an escape: right for JSON, wrong for everything else.
  if (isAscii(text) || decodeGbk(bytes) === text) return bytes;
  throw new RangeError("GBK 没有其中的字符 GBK lacks a character of it");
}

/** The bytes' text; `null` where they are not in that charset. */
export function decodeText(bytes: Uint8Array, charset: Charset): string | null {
  if (charset === "gbk") return decodeGbk(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
