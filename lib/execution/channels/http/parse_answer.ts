/**
 * Answers and notifications as expressions see them: texts, and maps and lists of them.
 *
 * @module
 */
import { decodeText, encodeText } from "../../../expression/charset.ts";
import type { AnswerFormat, Charset } from "../../../http_config.ts";
import { errorText } from "../../../log.ts";
import { parseJson } from "./parse_json.ts";
import { parseXml } from "./parse_xml.ts";

/** What was read. */
export type Parsed =
  | { readonly kind: "read"; readonly value: unknown; readonly text: string }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Reads bytes. */
export function parseAnswer(bytes: Uint8Array, format: AnswerFormat, charset: Charset): Parsed {
  const decoded = decodeText(bytes, charset);
  if (decoded === null) return unreadable(`不是 ${charset} not ${charset}`);
  const text = decoded.replace(/^\uFEFF/, "").trim();
  if (text === "") return unreadable("空的 empty");
  try {
    return { kind: "read", value: valueOf(text, format, charset), text };
  } catch (error) {
    return unreadable(`不是 ${format} not ${format}: ${errorText(error)}`);
  }
}

function valueOf(text: string, format: AnswerFormat, charset: Charset): unknown {
  switch (format) {
    case "json":
      return parseJson(text);
    case "xml":
      return parseXml(text);
    case "form":
      return parseForm(text, charset);
    case "text":
      return text;
  }
}

/** Reads a form. @throws {SyntaxError} a name stands twice, or what is encoded is not in the charset */
export function parseForm(text: string, charset: Charset): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const member of text.split("&")) {
    if (member === "") continue;
    const [name = "", ...value] = member.split("=");
    const key = decodeComponent(name, charset);
    if (form.has(key)) throw new SyntaxError("a name stands twice");
    form.set(key, decodeComponent(value.join("="), charset));
  }
  return form;
}

function decodeComponent(text: string, charset: Charset): string {
  const bytes: number[] = [];
  // What is not encoded is taken as one piece: character by character a text of 64 KiB takes a fifth of a second.
  for (const [piece, hex] of text.matchAll(/%([\da-fA-F]{2})|\+|%|[^%+]+/g)) {
    if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (piece === "+") bytes.push(0x20);
    else for (const byte of encodeText(piece, charset)) bytes.push(byte);
  }
  const decoded = decodeText(Uint8Array.from(bytes), charset);
  if (decoded === null) throw new SyntaxError(`not ${charset}`);
  return decoded;
}

function unreadable(reason: string): Parsed {
  return { kind: "unreadable", reason };
}
