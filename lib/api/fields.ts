/**
 * The fields of a JSON body. Numbers stay the text that was sent, for money must not become a float.
 *
 * @module
 */
import { invalid } from "./refusal.ts";
import type { Read } from "./refusal.ts";

/** A JSON number, as the text that was sent. */
export class NumberText {
  /** Keeps a number's text. @param text the JSON number as it came, such as `100.000` */
  constructor(readonly text: string) {}
}

/** The fields of a JSON object by name; numbers are {@linkcode NumberText}. */
export type BodyFields = ReadonlyMap<string, unknown>;

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

/** Reads the fields of a body: UTF-8, JSON, one object. */
export function parseFields(bytes: Uint8Array): Read<BodyFields> {
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    value = JSON.parse(text, keepNumberText);
  } catch {
    // Not UTF-8, not JSON, or nested so deep that the parser gives up: all the same to the asker.
    return notJson("请求体不是 UTF-8 的 JSON (the body is not JSON in UTF-8)");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    if (!(value instanceof NumberText)) return { ok: true, value: new Map(Object.entries(value)) };
  }
  return notJson("请求体必须是一个 JSON 对象 (the body must be a JSON object)");
}

function keepNumberText(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" ? new NumberText(context?.source ?? String(value)) : value;
}

function notJson(message: string): Read<never> {
  return { ok: false, refusal: { code: "bad_json", message } };
}
