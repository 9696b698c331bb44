/**
 * Lists, maps by name, and maps of several types.
 *
 * @module
 */
import type { Words } from "../words.ts";
import type { Position } from "./fault.ts";
import { nearest } from "./nearest.ts";
import { itemPath, keyPath, shownKey } from "./path.ts";
import type { Reading } from "./reading.ts";
import { MAP_EXPECTED } from "./record.ts";
import type { Check, RecordKind } from "./record.ts";
import { NAME_EXPECTED, NAME_FORM } from "./name.ts";
import type { Kind, ListMeta } from "./schema.ts";
import { isNothing, type MapNode } from "./source.ts";

/** How many items there may be. */
export interface ItemBounds {
  readonly min: number;
  readonly max: number;
}

/** A list of one kind. */
export function list<T>(
  item: Kind<T>,
  bounds: ItemBounds,
  check?: Check<readonly T[]>,
): Kind<readonly T[]> {
  return listKind(item, { ...bounds, single: false }, check);
}

/** A list of one kind, or one of it without a list around it. */
export function oneOrMany<T>(
  item: Kind<T>,
  bounds: ItemBounds,
  check?: Check<readonly T[]>,
): Kind<readonly T[]> {
  return listKind(item, { ...bounds, single: true }, check);
}

function listKind<T>(
  item: Kind<T>,
  { single, ...bounds }: ItemBounds & Pick<ListMeta, "single">,
  check?: Check<readonly T[]>,
): Kind<readonly T[]> {
  return {
    meta: { shape: "list", item: item.meta, ...bounds, single },
    standIn: () => [],
    read(node, path, reading) {
      if (single && node.kind === "text" && !isNothing(node)) {
        return [item.read(node, path, reading)];
      }
      if (node.kind !== "list" || outside(node.items.length, bounds)) {
        const expected = {
          zh: ` ${bounds.min}–${bounds.max} 项的列表`,
          en: `a list of ${bounds.min}–${bounds.max}`,
        };
        reading.wrongValue(path, expected, reading.foundShape(node));
        if (node.kind !== "list" || node.items.length > bounds.max) return [];
      }
      const values = node.items.map((one, index) => {
        const at = itemPath(path, index);
        reading.place(at, one.at);
        return item.read(one, at, reading);
      });
      check?.(values, path, reading);
      return values;
    },
  };
}

/** What names may look like. */
export interface NameRule {
  readonly form: RegExp;
  readonly expected: Words;
}

/** Notes a fault where a name is none. @param where its path, and its place in the file */
export function checkName(
  name: string,
  where: { readonly path: string; readonly at: Position },
  { form, expected }: NameRule,
  reading: Reading,
): void {
  if (form.test(name)) return;
  const found = { zh: ` ${shownKey(name)}`, en: shownKey(name) };
  const problem = { zh: "名字不对", en: "wrong name" };
  reading.faultAt(where.path, where.at, problem, { expected, found });
}

/** A map whose keys are names that the operator chooses. */
export function named<T>(
  item: Kind<T>,
  bounds: ItemBounds,
  rule?: NameRule,
): Kind<ReadonlyMap<string, T>> {
  const nameRule = rule ?? { form: NAME_FORM, expected: NAME_EXPECTED };
  return {
    meta: {
      shape: "named",
      item: item.meta,
      ...bounds,
      ...(rule === undefined ? {} : { names: rule.form }),
    },
    standIn: () => new Map<string, T>(),
    read(node, path, reading) {
      const values = new Map<string, T>();
      if (node.kind !== "map" || outside(node.entries.length, bounds)) {
        const expected = {
          zh: ` ${bounds.min}–${bounds.max} 个有名字的项`,
          en: `a map of ${bounds.min}–${bounds.max} names`,
        };
        reading.wrongValue(path, expected, reading.foundShape(node));
        if (node.kind !== "map" || node.entries.length > bounds.max) return values;
      }
      for (const { key, keyAt, value } of node.entries) {
        const at = keyPath(path, key);
        reading.place(at, value.at);
        checkName(key, { path: at, at: keyAt }, nameRule, reading);
        values.set(key, item.read(value, at, reading));
      }
      return values;
    },
  };
}

/** One of the types that a map may be of. */
export interface Variant<T> {
  readonly about: Words;
  readonly kind: RecordKind<T>;
}

/** A map whose `type` says which further keys it has. */
export function variant<T>(
  about: Words,
  variants: Readonly<Record<string, Variant<T>>>,
  standIn: () => T,
): Kind<T> {
  const known = Object.keys(variants);
  const expected = { zh: ` ${known.join(" ")} 之一`, en: `one of ${known.join(" ")}` };
  return {
    meta: { shape: "variant", tag: "type", about, variants },
    standIn,
    read(node, path, reading) {
      if (node.kind !== "map") {
        reading.wrongValue(path, MAP_EXPECTED, reading.foundShape(node));
        return standIn();
      }
      const typePath = keyPath(path, "type");
      const tag = node.entries.find(({ key }) => key === "type");
      if (tag === undefined) {
        reading.fault(typePath, { zh: "缺少 type", en: "type is missing" }, { expected });
        return standIn();
      }
      reading.place(typePath, tag.value.at);
      const type = tag.value.kind === "text" ? reading.expand(tag.value, typePath) : "";
      if (type === null) return standIn();
      const chosen = Object.hasOwn(variants, type) ? variants[type] : undefined;
      if (chosen !== undefined) return chosen.kind.read(without(node, "type"), path, reading);
      const problem = { zh: "未知的类型", en: "unknown type" };
      const found = reading.found(tag.value);
      reading.fault(typePath, problem, { expected, found, suggestion: nearest(type, known) });
      return standIn();
    },
  };
}

function without(node: MapNode, name: string): MapNode {
  return { ...node, entries: node.entries.filter(({ key }) => key !== name) };
}

function outside(count: number, { min, max }: ItemBounds): boolean {
  return count < min || count > max;
}
