/**
 * A map with keys of its own: unknown keys are faults, absent ones get their defaults, and a secret may be in a file.
 *
 * @module
 */
import type { Words } from "../words.ts";
import { nearest } from "./nearest.ts";
import { keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";
import { fileTwin, isSecret, type Key, type Keys, type Kind } from "./schema.ts";
import type { RecordMeta, ValuesOf } from "./schema.ts";
import { impliedNode, isNothing, nodeFromFile } from "./source.ts";
import type { MapEntry, MapNode, SourceNode, TextNode } from "./source.ts";

/** Checks what no key can check alone. It sees stand-ins where a key could not be read. */
export type Check<T> = (value: T, path: string, reading: Reading) => void;

/** A kind whose meta is known to be a record's. */
export interface RecordKind<T> extends Kind<T> {
  readonly meta: RecordMeta;
}

/** What may stand where a map has keys of its own. */
export const MAP_EXPECTED: Words = { zh: "键值映射", en: "a map of keys" };

/** A map with these keys, built into what the program uses. */
export function record<K extends Keys, T>(
  keys: K,
  build: (values: ValuesOf<K>) => T,
  check?: Check<T>,
): RecordKind<T> {
  return {
    meta: { shape: "record", keys },
    standIn: () => build(collect(keys, (key) => key.kind.standIn())),
    read(node, path, reading) {
      if (node.kind !== "map") {
        reading.wrongValue(path, MAP_EXPECTED, reading.foundShape(node));
        return this.standIn();
      }
      refuseUnknown(keys, node, path, reading);
      const entries = new Map(node.entries.map((entry) => [entry.key, entry]));
      const value = build(
        collect(keys, (key, name) => readKey(key, name, { node, path, entries }, reading)),
      );
      check?.(value, path, reading);
      return value;
    },
  };
}

/** The map that is read. */
interface ReadMap {
  readonly node: MapNode;
  readonly path: string;
  readonly entries: ReadonlyMap<string, MapEntry>;
}

function collect<K extends Keys>(
  keys: K,
  valueOf: (key: Key<unknown>, name: string) => unknown,
): ValuesOf<K> {
  const values: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) values[name] = valueOf(key, name);
  return values as ValuesOf<K>;
}

function refuseUnknown(keys: Keys, node: MapNode, path: string, reading: Reading): void {
  const known = Object.entries(keys)
    .flatMap(([name, key]) => isSecret(key) ? [name, fileTwin(name)] : [name]);
  for (const { key, keyAt } of node.entries) {
    if (known.includes(key)) continue;
    // `md5key:abc`, for want of a space, is one key to YAML.
    const word = /^[^:\s]*/.exec(key)?.[0] ?? "";
    const suggestion = nearest(word, known);
    const problem = word === key || suggestion === null
      ? { zh: "未知的键", en: "unknown key" }
      : { zh: "未知的键(冒号后少了空格)", en: "unknown key (no space after the colon)" };
    const names = known.join(" ");
    const expected = suggestion === null && names !== ""
      ? { zh: ` ${names} 之一`, en: `one of ${names}` }
      : null;
    reading.faultAt(keyPath(path, key), keyAt, problem, { expected, suggestion });
  }
}

function readKey(key: Key<unknown>, name: string, map: ReadMap, reading: Reading): unknown {
  const path = keyPath(map.path, name);
  const entry = map.entries.get(name);
  const twin = isSecret(key) ? map.entries.get(fileTwin(name)) : undefined;
  if (twin !== undefined) {
    return readTwin(key, name, twin, { ...map, own: entry !== undefined }, reading);
  }
  if (entry !== undefined) {
    reading.place(path, entry.value.at);
    if (!isLeftEmpty(key, entry.value)) return key.kind.read(entry.value, path, reading);
  }
  if (key.whenAbsent === "required") {
    const names = isSecret(key) ? `${name} / ${fileTwin(name)}` : name;
    const problem = { zh: `缺少 ${names}:${key.about.zh}`, en: `${names} is missing` };
    reading.fault(path, problem);
    return key.kind.standIn();
  }
  if (key.whenAbsent === "optional") return undefined;
  return key.kind.read(defaultNode(key.whenAbsent.default, map.node), path, reading);
}

/** A section whose keys are all commented out is as good as absent; a single value left empty is a slip. */
export function isLeftEmpty(key: Key<unknown>, node: SourceNode): boolean {
  if (!isNothing(node) || typeof key.whenAbsent === "string") return false;
  return key.whenAbsent.default === "{}" || key.whenAbsent.default === "[]";
}

function readTwin(
  key: Key<unknown>,
  name: string,
  twin: MapEntry,
  map: ReadMap & { own: boolean },
  reading: Reading,
): unknown {
  const path = keyPath(map.path, fileTwin(name));
  reading.place(path, twin.value.at);
  if (map.own) {
    reading.fault(path, onlyOneOf(name));
    return key.kind.standIn();
  }
  const held = heldByFile(twin.value, path, reading);
  return held === null ? key.kind.standIn() : key.kind.read(held, path, reading);
}

/** The fault of a secret that stands both in the configuration and in a file. */
export function onlyOneOf(name: string): Words {
  return {
    zh: `${name} 与 ${fileTwin(name)} 只能写一个`,
    en: `only one of ${name} and ${fileTwin(name)} may stand here`,
  };
}

/** The secret in the file that a node names; `null` after noting a fault. */
export function heldByFile(node: SourceNode, path: string, reading: Reading): TextNode | null {
  if (node.kind !== "text" || isNothing(node)) {
    const expected = { zh: "文件的路径", en: "the path of a file" };
    reading.wrongValue(path, expected, reading.foundShape(node));
    return null;
  }
  const file = reading.expand(node, path);
  const text = file === null ? null : reading.secretFrom(file, path);
  return text === null ? null : nodeFromFile(text, node.at);
}

function defaultNode(text: string, { at }: MapNode): SourceNode {
  if (text === "{}") return { kind: "map", entries: [], at };
  if (text === "[]") return { kind: "list", items: [], at };
  return impliedNode(text, at);
}
