/**
 * Reads a request's JSON body: announced as JSON, of bounded size, UTF-8, one object. Numbers stay the text that was
 * sent, for money must not become a float.
 *
 * @module
 */
import type { Context } from "hono";
import { invalid } from "../errors.ts";
import type { ErrorCode, Read } from "../errors.ts";

/** Largest body that is read. */
export const BODY_BYTES_MAX = 16 * 1024;

/** A JSON number, as the text that was sent. */
export class NumberText {
  /** Keeps a number's text. @param text the JSON number as it came, such as `100.000` */
  constructor(readonly text: string) {}
}

/** The fields of a JSON object by name; numbers are {@linkcode NumberText}. */
export type BodyFields = ReadonlyMap<string, unknown>;

/** Reads the body. With `mayBeEmpty` an empty one, whether announced or not, is an object without fields. */
export async function readJsonBody(c: Context, mayBeEmpty = false): Promise<Read<BodyFields>> {
  const type = c.req.header("Content-Type");
  if (type === undefined ? !mayBeEmpty : !isJson(type)) {
    return no("unsupported_media_type", "需要 Content-Type: application/json (UTF-8)");
  }
  const bytes = await readBytes(c.req.raw, BODY_BYTES_MAX);
  if (bytes === "tooLarge") {
    return no("too_large", `请求体超过上限 (the body is over the limit), ${BODY_BYTES_MAX} bytes`);
  }
  if (bytes === "broken") return no("bad_json", "请求体没有收完整 (the body ended early)");
  if (bytes.length === 0 && mayBeEmpty) return { ok: true, value: new Map() };
  if (type === undefined) {
    return no("unsupported_media_type", "需要 Content-Type: application/json (UTF-8)");
  }
  return parseFields(bytes);
}

/** A value as an error shows it. */
export function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value instanceof NumberText) return value.text;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Refuses fields that a call does not have. */
export function onlyFields(fields: BodyFields, known: readonly string[]): Read<BodyFields> {
  for (const [name, value] of fields) {
    if (known.includes(name)) continue;
    const rule = known.length === 0
      ? "这个调用没有字段 (this call has no fields)"
      : `没有这个字段,只有 (unknown field, known are) ${known.join(", ")}`;
    return invalid(name, rule, shown(value) ?? "");
  }
  return { ok: true, value: fields };
}

function isJson(contentType: string): boolean {
  return /^application\/json *(?:; *charset *= *"?utf-?8"? *)?;?$/i.test(contentType.trim());
}

/** Reads a body. Stops at the limit, so that a body of any size costs no more than the limit. */
export async function readBytes(
  request: Request,
  bytesMax: number,
): Promise<Uint8Array | "tooLarge" | "broken"> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.body) {
      bytes += chunk.length;
      if (bytes > bytesMax) return "tooLarge";
      chunks.push(chunk);
    }
  } catch {
    return "broken";
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function parseFields(bytes: Uint8Array): Read<BodyFields> {
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    value = JSON.parse(text, keepNumberText);
  } catch {
    // Not UTF-8, not JSON, or nested so deep that the parser gives up: all the same to the asker.
    return no("bad_json", "请求体不是 UTF-8 的 JSON (the body is not JSON in UTF-8)");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return no("bad_json", "请求体必须是一个 JSON 对象 (the body must be a JSON object)");
  }
  if (value instanceof NumberText) {
    return no("bad_json", "请求体必须是一个 JSON 对象 (the body must be a JSON object)");
  }
  return { ok: true, value: new Map(Object.entries(value)) };
}

function keepNumberText(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" ? new NumberText(context?.source ?? String(value)) : value;
}

function no(code: ErrorCode, message: string): Read<never> {
  return { ok: false, refusal: { code, message } };
}
