/**
 * Named texts in expressions, as signatures need them: sorted, picked, joined.
 *
 * @module
 */

/** Names and their texts, in their order. */
export type Pairs = ReadonlyMap<string, string>;

/**
 * What an expression hands in as pairs: a map, or an object of an answer.
 *
 * @throws {TypeError} a value is not a text
 */
export function pairsOf(value: unknown): Pairs {
  const entries = value instanceof Map ? [...value] : Object.entries(Object(value));
  return new Map(entries.map(([name, text]): [string, string] => {
    if (typeof name !== "string" || typeof text !== "string") {
      throw new TypeError(`${String(name)} 的值不是文字 has a value that is no text`);
    }
    return [name, text];
  }));
}

/** By their names, in the order of their characters' codes. */
export function sorted(pairs: Pairs): Pairs {
  return new Map([...pairs].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
}

/** Without those whose text is empty. */
export function filled(pairs: Pairs): Pairs {
  return new Map([...pairs].filter(([, text]) => text !== ""));
}

/** Only these, in this order. @throws {RangeError} one is not there */
export function only(pairs: Pairs, names: readonly string[]): Pairs {
  return new Map(names.map((name): [string, string] => {
    const text = pairs.get(name);
    if (text === undefined) throw new RangeError(`没有参数 there is no parameter ${name}`);
    return [name, text];
  }));
}

/** All but these. */
export function without(pairs: Pairs, names: readonly string[]): Pairs {
  return new Map([...pairs].filter(([name]) => !names.includes(name)));
}

/** `a=1&b=2` */
export function joinPairs(pairs: Pairs, equals = "=", between = "&"): string {
  return [...pairs].map(([name, text]) => name + equals + text).join(between);
}

/** The texts alone: `12`. */
export function joinValues(pairs: Pairs, between = ""): string {
  return [...pairs.values()].join(between);
}
