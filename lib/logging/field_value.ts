/**
 * What a log line may show of a value: bounded in size, without secrets, as plain JSON values.
 *
 * This is a net below the rule that nobody hands a secret to a log; it does not replace that rule.
 *
 * @module
 */
import { errorText } from "../log.ts";

/** A value that JSON can write as it stands. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/** UTF-16 units kept of any one text; what is cut is marked with `…`. */
export const FIELD_CHARACTERS_MAX = 500;
/** Levels of objects and arrays that are shown below a field. */
const FIELD_DEPTH_MAX = 4;
/** Members shown of one object, array, map or set. */
export const FIELD_MEMBERS_MAX = 30;
/** What stands in the place of a secret. */
export const REDACTED = "***";

/** Causes of an error that are told with it. */
const ERROR_CAUSES_MAX = 3;
/** UTF-16 units of a text that are searched for secrets; the rest is cut unseen. */
const SEARCHED_CHARACTERS_MAX = 8 * FIELD_CHARACTERS_MAX;

const SECRET_NAMES =
  "md5key|password|passwordHash|agentPass|token|sealed|secret|authorization|cookie";
const SECRET_FIELD = new RegExp(`(?:${SECRET_NAMES.toLowerCase()})s?$`);
/** `token:erp`, a program by its token's name: no token itself is as short as that. */
const WHO = `token:[^\\s,;&}\\])"']{1,15}(?:$|[\\s,;&}\\])"'])`;
/** A secret's name and what is given to it, in JSON, YAML, a form or a sentence. */
const SECRET_IN_TEXT = new RegExp(
  `(?<name>(?!${WHO})(?:${SECRET_NAMES})s?\\\\?["']?\\s*[:=]\\s*)` +
    `(?:"(?:[^"\\\\]|\\\\.)*"?|\\\\"(?:[^"\\\\]|\\\\[^"])*(?:\\\\")?|'[^']*'?|[^\\s,;&}\\]]+)`,
  "gi",
);
/** A header of HTTP whose whole line is secret: `Authorization: Bearer …`, `Cookie: a=…; b=…`. */
const SECRET_HEADER = /(?<name>(?:authorization|cookie):[^\S\r\n]*)[^\s"'][^\r\n"']*/gi;
/** A text without one of these fits neither {@linkcode SECRET_IN_TEXT} nor {@linkcode SECRET_HEADER}. */
const GIVES_SOMETHING = /[:=]/;

/** Whether a field of this name holds a secret: `md5key`, `card_password`, `X-Token`, `tokens`… */
export function isSecretName(name: string): boolean {
  return SECRET_FIELD.test(name.toLowerCase().replaceAll(/[-_]/g, ""));
}

/**
 * A value as a log line may show it.
 *
 * Text loses what follows a secret's name and is cut; a bigint becomes its digits, a `Date` ISO 8601 UTC, an `Error`
 * its name, message and causes, bytes only their number, and members of objects with a secret's name `***`.
 */
export function plainValue(value: unknown, depthLeft = FIELD_DEPTH_MAX): PlainValue {
  switch (typeof value) {
    case "string":
      return plainText(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "object":
      return value === null ? null : plainObject(value, depthLeft);
    case "function":
      return "[function]";
    default:
      return plainText(String(value));
  }
}

function plainText(text: string): string {
  // Most texts are short and give nothing to any name: they pass without the search.
  if (text.length <= FIELD_CHARACTERS_MAX && !GIVES_SOMETHING.test(text)) return text;
  const searched = text.slice(0, SEARCHED_CHARACTERS_MAX);
  const redacted = searched.replaceAll(SECRET_HEADER, `$<name>${REDACTED}`)
    .replaceAll(SECRET_IN_TEXT, `$<name>${REDACTED}`);
  const isWhole = searched.length === text.length;
  return isWhole && redacted.length <= FIELD_CHARACTERS_MAX ? redacted : cut(redacted);
}

function cut(text: string): string {
  const kept = text.slice(0, FIELD_CHARACTERS_MAX - 1);
  // Half of a surrogate pair is no character.
  return (kept.isWellFormed() ? kept : kept.slice(0, -1)) + "…";
}

function plainObject(value: object, depthLeft: number): PlainValue {
  if (value instanceof Error) return plainText(errorWithCauses(value));
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depthLeft === 0) return "[…]";
  if (Array.isArray(value) || value instanceof Set) return plainMembers([...value], depthLeft);
  const members = value instanceof Map
    ? [...value].map(([name, member]): [string, unknown] => [String(name), member])
    : Object.entries(value);
  return plainRecord(members, depthLeft - 1);
}

function plainMembers(members: readonly unknown[], depthLeft: number): PlainValue {
  const shown = members.slice(0, FIELD_MEMBERS_MAX).map((member) =>
    plainValue(member, depthLeft - 1)
  );
  const left = members.length - shown.length;
  return left > 0 ? [...shown, `… ${left} more`] : shown;
}

/**
 * The fields of an event as its line may show them; a field that is `undefined` is left out.
 *
 * @param depthLeft levels of objects and arrays that are still shown below these members
 */
export function plainRecord(
  members: readonly (readonly [string, unknown])[],
  depthLeft = FIELD_DEPTH_MAX,
): { readonly [name: string]: PlainValue } {
  const given = members.filter(([, value]) => value !== undefined);
  const shown = given.slice(0, FIELD_MEMBERS_MAX).map(([name, value]) =>
    [
      plainText(name),
      isSecretName(name) ? REDACTED : plainValue(value, depthLeft),
    ] as const
  );
  const left = given.length - shown.length;
  return Object.fromEntries(left > 0 ? [...shown, ["…", `${left} more`]] : shown);
}

function errorWithCauses(error: Error): string {
  let text = errorText(error);
  let cause = error.cause;
  for (let told = 0; told < ERROR_CAUSES_MAX && cause !== undefined; told++) {
    text += `; because ${errorText(cause)}`;
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return text;
}
