/**
 * What a configuration is made of: kinds of values, and keys that hold them. The same definitions read the file, and tell the
 * docs (and a JSON schema) what there is: everything about a key is in its {@linkcode KindMeta} and {@linkcode Key}.
 *
 * @module
 */
import type { Words } from "../words.ts";
import type { Reading } from "./reading.ts";
import type { SourceNode } from "./source.ts";

/** Names of the kinds of a single value. */
export type ScalarName =
  | "text"
  | "name"
  | "integer"
  | "decimal"
  | "money"
  | "duration"
  | "size"
  | "choice"
  | "address"
  | "host"
  | "path"
  | "span"
  | "rate"
  | "timezone";

/** A single value. */
export interface ScalarMeta {
  readonly shape: "scalar";
  readonly name: ScalarName;
  /** What may stand there, bounds included. */
  readonly expected: Words;
  /** The bounds as the file would write them, both allowed; of texts, in characters. */
  readonly min?: string;
  readonly max?: string;
  /** The only words there are; with bounds, the words besides. */
  readonly choices?: readonly string[];
  /** What every value looks like; the reader may ask for more. */
  readonly form?: RegExp;
  /** A value that no message may show, and that a `…File` key may hold instead. */
  readonly secret: boolean;
}

/** A list of values of one kind. */
export interface ListMeta {
  readonly shape: "list";
  readonly item: KindMeta;
  readonly min: number;
  readonly max: number;
  /** Whether a single item may stand there without a list around it. */
  readonly single: boolean;
}

/** A map with keys of its own. */
export interface RecordMeta {
  readonly shape: "record";
  readonly keys: Keys;
}

/** A map whose keys are names that the operator chooses. */
export interface NamedMeta {
  readonly shape: "named";
  readonly item: KindMeta;
  readonly min: number;
  readonly max: number;
  /** What the names look like where they are not names of the usual form. */
  readonly names?: RegExp;
}

/** Texts, and maps and lists of them, in each other as deep as it may be. */
export interface TreeMeta {
  readonly shape: "tree";
  readonly expected: Words;
}

/** A map whose `tag` key says which further keys it has. */
export interface VariantMeta {
  readonly shape: "variant";
  readonly tag: string;
  readonly about: Words;
  readonly variants: Readonly<Record<string, VariantPart>>;
}

/** One of the types of a {@linkcode VariantMeta}: what it is, and its keys. */
export interface VariantPart {
  readonly about: Words;
  readonly kind: { readonly meta: RecordMeta };
}

/** What may stand somewhere, for those who describe it. */
export type KindMeta = ScalarMeta | ListMeta | RecordMeta | NamedMeta | VariantMeta | TreeMeta;

/**
 * Reads one kind of value. It notes every fault with the reading and still returns a value, its stand-in, so that
 * the rest is read and checked too; a configuration with faults is never used. Checks treat stand-ins
 * (`NaN`, empty texts and lists) as fitting.
 */
export interface Kind<T> {
  readonly meta: KindMeta;
  /** What stands in for a value that could not be read. */
  standIn(): T;
  read(node: SourceNode, path: string, reading: Reading): T;
}

/** What a key that is not there means. */
export type WhenAbsent = "required" | "optional" | { readonly default: string };

/** A key: what it holds, and the one sentence about it that messages and docs print. */
export interface Key<T> {
  readonly kind: Kind<T>;
  readonly whenAbsent: WhenAbsent;
  readonly about: Words;
}

/** The keys of a map. */
export type Keys = Readonly<Record<string, Key<unknown>>>;

/** What reading a map with these keys gives. */
export type ValuesOf<K extends Keys> = {
  readonly [N in keyof K]: K[N] extends Key<infer T> ? T : never;
};

/** A key that must be there. */
export function required<T>(kind: Kind<T>, zh: string, en: string): Key<T> {
  return { kind, whenAbsent: "required", about: { zh, en } };
}

/** A key whose default is written here as the file would write it: `10s`; `[]` and `{}` for an empty list and map. */
export function defaulted<T>(kind: Kind<T>, text: string, zh: string, en: string): Key<T> {
  return { kind, whenAbsent: { default: text }, about: { zh, en } };
}

/** A key that may be left out; its value is then `undefined`. */
export function optional<T>(kind: Kind<T>, zh: string, en: string): Key<T | undefined> {
  const orAbsent: Kind<T | undefined> = {
    meta: kind.meta,
    standIn: () => undefined,
    read(node, path, reading) {
      const before = reading.faultCount;
      const value = kind.read(node, path, reading);
      // The stand-in of what may be absent is its absence; a map keeps its other keys for the checks.
      const failed = kind.meta.shape === "scalar" && reading.faultCount > before;
      return failed ? undefined : value;
    },
  };
  return { kind: orAbsent, whenAbsent: "optional", about: { zh, en } };
}

/** Whether a key holds a secret, so that `…File` may stand in for it. */
export function isSecret(key: Key<unknown>): boolean {
  return key.kind.meta.shape === "scalar" && key.kind.meta.secret;
}

/** The key that names a file with the secret: `md5keyFile` for `md5key`. */
export function fileTwin(key: string): string {
  return `${key}File`;
}
