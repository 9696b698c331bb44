/**
 * JSON whose values keep the text they came as: `chargeId` may be larger than 2^53 and money never becomes a float.
 *
 * @module
 */
import { isBlank, ObjectScanner } from "./object_scanner.ts";

/** A value: its meaning where czdock has a use for it, and in `text` the JSON text as it came. */
export type Literal =
  | { readonly kind: "string"; readonly value: string; readonly text: string }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "other"; readonly text: string };

/** An object's members by name, in the order they came; no name twice. */
export type LiteralObject = ReadonlyMap<string, Literal>;

/**
 * Reads a text that holds one JSON object and, around it, nothing but white space and NUL.
 *
 * @returns `null` where the text is not that, a name comes twice, or values lie deeper than
 * {@linkcode JSON_DEPTH_MAX} in each other
 */
export function parseLiteralObject(text: string): LiteralObject | null {
  const scanner = new ObjectScanner();
  if (scanner.scan(text) !== "end") return null;
  for (let i = scanner.end; i < text.length; i++) {
    if (!isBlank(text.charCodeAt(i))) return null;
  }
  return readScanned(text, scanner);
}

/** Reads the object whose end `scanner` has found in `text`; `null` where it breaks JSON's grammar or a name comes twice. */
export function readScanned(text: string, scanner: ObjectScanner): LiteralObject | null {
  let values: Record<string, unknown>;
  try {
    values = JSON.parse(text.slice(scanner.start, scanner.end));
  } catch {
    return null;
  }
  const { members } = scanner;
  const names = Object.keys(values);
  if (names.length !== members.length) return null;
  // The parser's own keys are hashed already, which halves the time; slices are for the packets that need them.
  const plain = !text.includes("\\");
  const object = new Map<string, Literal>();
  let i = 0;
  for (const span of members) {
    const name = names[i++] ?? "";
    const isName = plain && name.length === span.keyEnd - span.keyStart &&
      text.startsWith(name, span.keyStart);
    const key = isName ? name : keyOf(text.slice(span.keyStart, span.keyEnd));
    object.set(key, literalOf(values[key], trimmed(text, span.valueStart, span.valueEnd)));
  }
  return object;
}

function keyOf(raw: string): string {
  return raw.includes("\\") ? JSON.parse(`"${raw}"`) : raw;
}

function trimmed(text: string, start: number, end: number): string {
  while (isBlank(text.charCodeAt(start))) start++;
  while (isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function literalOf(value: unknown, text: string): Literal {
  if (typeof value === "string") return { kind: "string", value, text };
  return { kind: typeof value === "number" ? "number" : "other", text };
}
