/**
 * A configuration as it is in force, for people: every key with its value or its default, secrets as `***`.
 *
 * @module
 */
import { unmaskVariables } from "./environment.ts";
import { HIDDEN, isSecretFlag, isSecretName, withoutSecrets } from "./hidden.ts";
import { isLeftEmpty } from "./record.ts";
import { configKind } from "./root.ts";
import { fileTwin, isSecret } from "./schema.ts";
import type { Key, KindMeta, RecordMeta } from "./schema.ts";
import type { MapNode, SourceNode } from "./source.ts";

const INDENT = "  ";

/** A configuration without faults, with every default and without a secret. */
export function shownConfig(root: SourceNode): string {
  const shown = shownValue(configKind.meta, root);
  return typeof shown === "string" ? shown : shown.join("\n") + "\n";
}

/** A value as what stands behind its key: one piece on the key's line, or lines below it. */
type Shown = string | readonly string[];

function shownValue(meta: KindMeta, node: SourceNode): Shown {
  if (node.kind === "text") {
    const isHidden = meta.shape === "scalar" && meta.secret;
    const text = unmaskVariables(node.text);
    // A variable's name is no secret, and says where the secret is.
    return isHidden && !/^\$\{\w+\}$/.test(text) ? HIDDEN : textOf(withoutSecrets(text));
  }
  if (node.kind === "list") {
    const item = meta.shape === "list" ? meta.item : meta;
    return listLines(node.items.map((value, at) => {
      const before = node.items[at - 1];
      return before?.kind === "text" && isSecretFlag(before.text)
        ? HIDDEN
        : shownValue(item, value);
    }));
  }
  switch (meta.shape) {
    case "record":
      return keyLines(meta, node);
    case "variant": {
      const tag = node.entries.find(({ key }) => key === meta.tag)?.value;
      const type = tag?.kind === "text" ? unmaskVariables(tag.text) : "";
      const variant = meta.variants[type];
      const tagLine = `${meta.tag}: ${textOf(type)}`;
      return variant === undefined ? [tagLine] : [tagLine, ...keyLines(variant.kind.meta, node)];
    }
    case "tree":
      return node.entries.flatMap(({ key, value }) =>
        entryLines(key, isSecretName(key) ? HIDDEN : shownValue(meta, value))
      );
    case "named":
      return node.entries.flatMap(({ key, value }) =>
        entryLines(key, namedValue(meta.item, key, value))
      );
    case "list":
      return shownValue(meta.item, node);
    case "scalar":
      return [];
  }
}

/** Names that the operator chooses may say that a value is a secret, such as a header's. */
function namedValue(meta: KindMeta, name: string, node: SourceNode): Shown {
  return meta.shape === "scalar" && isSecretName(name) ? HIDDEN : shownValue(meta, node);
}

function keyLines({ keys }: RecordMeta, node: MapNode): string[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    const twin = isSecret(key) ? entryOf(node, fileTwin(name)) : null;
    if (twin !== null) return entryLines(fileTwin(name), shownValue(PATH, twin));
    const value = entryOf(node, name);
    return value === null || isLeftEmpty(key, value)
      ? absentLines(name, key)
      : entryLines(name, shownValue(key.kind.meta, value));
  });
}

const PATH: KindMeta = {
  shape: "scalar",
  name: "path",
  expected: { zh: "路径", en: "a path" },
  secret: false,
};

function entryOf(node: MapNode, name: string): SourceNode | null {
  return node.entries.find(({ key }) => key === name)?.value ?? null;
}

function absentLines(name: string, { kind: { meta }, whenAbsent }: Key<unknown>): string[] {
  if (typeof whenAbsent === "string") return [];
  const text = whenAbsent.default;
  // What an empty map means is said by its keys' own defaults.
  if (text === "{}" && meta.shape === "record") {
    return entryLines(
      name,
      keyLines(meta, { kind: "map", entries: [], at: { line: 0, column: 0 } }),
    );
  }
  const isEmpty = text === "{}" || text === "[]";
  return [`${name}: ${isEmpty ? text : textOf(text)} # 默认 default`];
}

function entryLines(name: string, shown: Shown): string[] {
  const key = textOf(name);
  if (typeof shown === "string") return [`${key}: ${shown}`];
  return shown.length === 0 ? [`${key}: {}`] : [`${key}:`, ...shown.map((line) => INDENT + line)];
}

function listLines(items: readonly Shown[]): Shown {
  if (items.every((item) => typeof item === "string")) return `[${items.join(", ")}]`;
  return items.flatMap((item) => {
    const [first = "{}", ...rest] = typeof item === "string" ? [item] : item;
    return [`- ${first}`, ...rest.map((line) => INDENT + line)];
  });
}

/** Texts that stand without quotes, in braces and brackets too: a variable is no map. */
const PLAIN = /^(?:[\w./]|\$\{\w+\})(?:[\w./:*%+@-]|\$\{\w+\})*(?<!:)$/;
/** What YAML takes for nothing. */
const NOTHING = /^null$/i;

/** A value or a key as YAML takes it back. */
function textOf(text: string): string {
  return PLAIN.test(text) && !NOTHING.test(text) ? text : JSON.stringify(text);
}
