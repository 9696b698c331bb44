/**
 * JSON as text, right and wrong: what `JSON.stringify` would never write, too.
 *
 * @module
 */
import type { Chance } from "../support/world/chance.ts";
import { anyText, ODD_TEXTS } from "./mutate.ts";

const ODD_LITERALS: readonly [string, ...string[]] = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "-1",
  "1.",
  ".1",
  "+1",
  "01",
  "1e2",
  "1E+400",
  "1e-400",
  "100",
  "100.0",
  "100.000",
  "100.0000",
  "0.001",
  "999999999999.999",
  "9999999999999",
  "9007199254740993",
  "123456789012345678901234567890123",
  `${"9".repeat(300)}`,
  '""',
  '"0"',
  '"100.000"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u0041"',
  '"\\/"',
  '"\\x"',
  '"a',
  "'a'",
  "NaN",
  "Infinity",
  "undefined",
  "{}",
  "[]",
  "[1,2",
  '{"a":1,"a":2}',
  "/* */1",
  "",
  " ",
];

/** A JSON value as text, which need not be right. */
export function oddLiteral(chance: Chance): string {
  switch (chance.between(0, 7)) {
    case 0: {
      const depth = chance.pick([2, 31, 32, 33, 200, 4000]);
      const [open, close] = chance.pick([["[", "]"], ['{"a":', "}"]] as const);
      const inner = chance.hit(0.8) ? "1" : "";
      return open.repeat(depth) + inner + (chance.hit(0.8) ? close.repeat(depth) : "");
    }
    case 1:
      return JSON.stringify(anyText(chance));
    case 2:
      return escaped(anyText(chance));
    case 3:
      return `"${chance.pick(ODD_TEXTS)}"`;
    default:
      return chance.pick(ODD_LITERALS);
  }
}

/** A text as JSON with an escape for each of its units: the same value in other letters. */
export function escaped(text: string): string {
  const units = Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`,
  );
  return `"${units.join("")}"`;
}

/** An object of members as text, with white space where it may stand. */
export function objectText(
  members: readonly (readonly [string, string])[],
  chance: Chance,
): string {
  const blank = () => chance.hit(0.03) ? chance.pick([" ", "\n", "\t ", "\r\n"]) : "";
  const body = members.map(([name, literal]) =>
    `${blank()}${
      chance.hit(0.01) ? escaped(name) : JSON.stringify(name)
    }${blank()}:${blank()}${literal}${blank()}`
  ).join(",");
  return `{${body}}`;
}
