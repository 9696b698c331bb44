/**
 * The functions that expressions have besides those of CEL.
 *
 * @module
 */
import type { Environment } from "@marcbachmann/cel-js";
import type { Charset } from "../http_config.ts";
import type { Zone } from "../zone.ts";
import { amount, fen, fromFen, times, whole, yuan, yuanWith } from "./amounts.ts";
import { charsetOf } from "./charset.ts";
import { digest, DIGESTS, hmac, same } from "./digests.ts";
import type { Pairs } from "./pairs.ts";
import { filled, joinPairs, joinValues, only, pairsOf, sorted, without } from "./pairs.ts";
import { base64, hexToBase64, JsonNumber, padLeft } from "./texts.ts";
import { randomDigits, urlEncode, xmlEscape } from "./texts.ts";
import { formatTime, zoneOf } from "./times.ts";

/** What the functions work with. */
export interface FunctionParts {
  /** The zone of times that name none. */
  readonly zone: Zone;
  /** The charset of digests and encodings that name none: the message's own. */
  readonly charset: Charset;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Functions whose result does not give away what went into them. */
export const ONE_WAY: ReadonlySet<string> = new Set(
  [...DIGESTS, ...DIGESTS.map(hmacName), "same"],
);

/** `hmacMd5` of `md5`. */
function hmacName(algorithm: string): string {
  return `hmac${algorithm[0]?.toUpperCase()}${algorithm.slice(1)}`;
}

/** Adds the functions to an environment. */
export function addFunctions(env: Environment, parts: FunctionParts): void {
  addDigests(env, parts);
  addPairs(env);
  addAmounts(env);
  addTexts(env, parts);
  const { zone } = parts;
  env.registerFunction(
    "time(int, string): string",
    (at: bigint, form: string) => formatTime(Number(at), form, zone),
  );
  env.registerFunction(
    "time(int, string, string): string",
    (at: bigint, form: string, name: string) => formatTime(Number(at), form, zoneOf(name)),
  );
  env.registerFunction("seconds(int): int", (at: bigint) => at / 1000n);
}

function addDigests(env: Environment, { charset }: FunctionParts): void {
  for (const algorithm of DIGESTS) {
    const keyed = hmacName(algorithm);
    env.registerFunction(
      `${algorithm}(string): string`,
      (text: string) => digest(algorithm, text, charset),
    );
    env.registerFunction(
      `${algorithm}(string, string): string`,
      (text: string, other: string) => digest(algorithm, text, charsetOf(other)),
    );
    env.registerFunction(
      `${keyed}(string, string): string`,
      (key: string, text: string) => hmac(algorithm, key, text, charset),
    );
    env.registerFunction(
      `${keyed}(string, string, string): string`,
      (key: string, text: string, other: string) => hmac(algorithm, key, text, charsetOf(other)),
    );
  }
  env.registerFunction("same(string, string): bool", same);
}

const MAP = "map<string, string>";

function addPairs(env: Environment): void {
  const add = (name: string, change: (pairs: Pairs) => Pairs) =>
    env.registerFunction(`${name}(${MAP}): ${MAP}`, (value: unknown) => change(pairsOf(value)));
  add("sorted", sorted);
  add("filled", filled);
  const pick = (name: string, change: (pairs: Pairs, names: readonly string[]) => Pairs) =>
    env.registerFunction(
      `${name}(${MAP}, list<string>): ${MAP}`,
      (value: unknown, names: readonly string[]) => change(pairsOf(value), names),
    );
  pick("only", only);
  pick("without", without);
  env.registerFunction(`joinPairs(${MAP}): string`, (v: unknown) => joinPairs(pairsOf(v)));
  env.registerFunction(
    `joinPairs(${MAP}, string, string): string`,
    (v: unknown, equals: string, between: string) => joinPairs(pairsOf(v), equals, between),
  );
  env.registerFunction(`joinValues(${MAP}): string`, (v: unknown) => joinValues(pairsOf(v)));
  env.registerFunction(
    `joinValues(${MAP}, string): string`,
    (v: unknown, between: string) => joinValues(pairsOf(v), between),
  );
}

function addAmounts(env: Environment): void {
  env.registerFunction("amount(string): string", amount);
  env.registerFunction("yuan(string): string", yuan);
  env.registerFunction("yuan(string, int): string", yuanWith);
  env.registerFunction("whole(string): string", whole);
  env.registerFunction("fen(string): string", fen);
  env.registerFunction("fromFen(string): string", fromFen);
  env.registerFunction("times(string, string): string", times);
}

function addTexts(env: Environment, { charset, random }: FunctionParts): void {
  env.registerFunction("upper(string): string", (text: string) => text.toUpperCase());
  env.registerFunction("lower(string): string", (text: string) => text.toLowerCase());
  env.registerFunction("urlEncode(string): string", (text: string) => urlEncode(text, charset));
  env.registerFunction(
    "urlEncode(string, string): string",
    (text: string, other: string) => urlEncode(text, charsetOf(other)),
  );
  env.registerFunction("base64(string): string", (text: string) => base64(text, charset));
  env.registerFunction(
    "base64(string, string): string",
    (text: string, other: string) => base64(text, charsetOf(other)),
  );
  env.registerFunction("hexToBase64(string): string", hexToBase64);
  env.registerFunction("xml(string): string", xmlEscape);
  env.registerFunction("json(string): string", (text: string) => JSON.stringify(text));
  env.registerFunction("padLeft(string, int, string): string", padLeft);
  env.registerFunction("digits(int): string", (count: bigint) => randomDigits(count, random));
  env.registerType("Number", JsonNumber);
  env.registerFunction("number(string): Number", (text: string) => new JsonNumber(text));
}
