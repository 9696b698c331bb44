/**
 * The configuration as a JSON schema (draft 7), from the definitions that read it, so that an editor completes and checks
 * `config.yaml`. What no schema can say (that a route's channel exists, that two names differ) is left to `czdock check`.
 *
 * Editors read YAML's plain `60000` as a number and the reader takes every value as text, so where a text is wanted a
 * number will do, and where a number is wanted its text.
 *
 * @module
 */
import type { Words } from "../words.ts";
import { durationForm, integerForm, sizeForm } from "./number_forms.ts";
import { NAME_FORM } from "./name.ts";
import { configKind } from "./root.ts";
import { fileTwin, isSecret } from "./schema.ts";
import type { Key, KindMeta, ListMeta, NamedMeta, RecordMeta } from "./schema.ts";
import type { ScalarMeta, VariantMeta } from "./schema.ts";

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
/** An object of JSON. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Where the schema's dialect is defined. */
const DIALECT = "http://json-schema.org/draft-07/schema#";
const VARIABLE = String.raw`\$\{[A-Za-z_][A-Za-z0-9_]*\}`;

/** The schema of `config.yaml`. */
export function configSchema(): JsonObject {
  const title = "czdock config.yaml";
  return { $schema: DIALECT, title, ...recordSchema(configKind.meta) };
}

/** The text of the schema's file. */
export function configSchemaText(): string {
  return JSON.stringify(configSchema(), null, 2) + "\n";
}

function schemaOf(meta: KindMeta): JsonObject {
  switch (meta.shape) {
    case "scalar":
      return scalarSchema(meta);
    case "list":
      return listSchema(meta);
    case "record":
      return recordSchema(meta);
    case "named":
      return namedSchema(meta);
    case "variant":
      return variantSchema(meta);
    case "tree":
      return { type: ["object", "array", "string", "number", "boolean"] };
  }
}

function scalarSchema(meta: ScalarMeta): JsonObject {
  const { name, min = "", max = "", choices = [], form } = meta;
  const words = choices.map(quoted);
  const wrong = told(meta.expected);
  const text = (type: Json, ...forms: string[]): JsonObject => ({
    type,
    pattern: `^(?:${[...forms, ...words].join("|")})$|${VARIABLE}`,
    patternErrorMessage: wrong,
  });
  switch (name) {
    case "integer":
      return numeric("integer", min, max, text("string", integerForm(Number(min), Number(max))));
    case "decimal":
    case "money":
      return numeric("number", min, max, text("string", String.raw`\d+(?:\.\d+)?`));
    case "duration":
      return text("string", durationForm(min, max));
    case "size":
      return text("string", sizeForm(min, max));
    case "choice":
      // An enumeration is what editors complete from.
      return { anyOf: [{ enum: choices }, { type: "string", pattern: VARIABLE }] };
    case "address":
    case "host":
    case "span":
    case "rate":
    case "timezone":
      return text("string", bare(form));
    case "text":
    case "name":
    case "path":
      return text(
        ["string", "number", "boolean"],
        form === undefined ? `[\\s\\S]{${min},${max}}` : bare(form),
      );
  }
}

function numeric(type: string, min: string, max: string, asText: JsonObject): JsonObject {
  return { anyOf: [{ type, minimum: Number(min), maximum: Number(max) }, asText] };
}

function listSchema({ item, min, max, single }: ListMeta): JsonObject {
  const items = schemaOf(item);
  const list = { type: "array", items, minItems: min, maxItems: max };
  return single ? { anyOf: [list, items] } : list;
}

function recordSchema({ keys }: RecordMeta, tag: JsonObject = {}): JsonObject {
  const properties: Record<string, Json> = { ...tag };
  const required: string[] = [];
  const allOf: JsonObject[] = [];
  for (const [name, key] of Object.entries(keys)) {
    properties[name] = keySchema(key);
    if (!isSecret(key)) {
      if (key.whenAbsent === "required") required.push(name);
      continue;
    }
    const twin = fileTwin(name);
    properties[twin] = { ...described(key.about), type: ["string", "number"] };
    const both = { required: [name, twin] };
    const either = { anyOf: [{ required: [name] }, { required: [twin] }] };
    if (key.whenAbsent === "required") allOf.push(either);
    allOf.push({ not: both });
  }
  return {
    type: "object",
    properties,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(allOf.length > 0 ? { allOf } : {}),
  };
}

function keySchema({ kind, whenAbsent, about }: Key<unknown>): JsonObject {
  const schema = schemaOf(kind.meta);
  if (typeof whenAbsent === "string") return { ...described(about), ...schema };
  const value = defaultValue(whenAbsent.default, kind.meta);
  // A section whose keys are all commented out is as good as absent.
  const mayBeEmpty = typeof value === "object";
  const whole = mayBeEmpty ? { anyOf: [schema, { type: "null" }] } : schema;
  return { ...described(about), default: value, ...whole };
}

function defaultValue(text: string, meta: KindMeta): Json {
  if (text === "{}") return {};
  if (text === "[]") return [];
  const isNumber = meta.shape === "scalar" && ["integer", "decimal"].includes(meta.name);
  return isNumber ? Number(text) : text;
}

function namedSchema({ item, min, max, names = NAME_FORM }: NamedMeta): JsonObject {
  return {
    type: "object",
    propertyNames: { pattern: names.source },
    additionalProperties: schemaOf(item),
    minProperties: min,
    maxProperties: max,
  };
}

function variantSchema({ tag, about, variants }: VariantMeta): JsonObject {
  const names = Object.keys(variants);
  const anyOf: Json = [{ enum: names }, { type: "string", pattern: VARIABLE }];
  const type = { ...described(about), anyOf };
  // One branch each, so that an editor tells what is wrong for this type and not for all of them.
  const allOf = Object.entries(variants).map(([name, part]) => ({
    if: { properties: { [tag]: { const: name } }, required: [tag] },
    then: { ...recordSchema(part.kind.meta, { [tag]: true }), ...described(part.about) },
  }));
  return { type: "object", properties: { [tag]: type }, required: [tag], allOf };
}

function described(about: Words): JsonObject {
  return { description: told(about) };
}

function told({ zh, en }: Words): string {
  return `${zh.trim()}\n${en}`;
}

function bare(form: RegExp | undefined): string {
  return (form?.source ?? String.raw`[\s\S]+`).replace(/^\^/, "").replace(/\$$/, "");
}

function quoted(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
