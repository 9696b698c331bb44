/**
 * What a program of the operator's writes to its output, for a channel of type `command`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readCommandAnswer } from "../../../lib/execution/channels/command_answer.ts";
import type { Outcome } from "../../../lib/execution/channel.ts";
import type { Chance } from "../../support/world/chance.ts";
import { objectText, oddLiteral } from "../json.ts";
import { anyText, mutateMembers, mutateText } from "../mutate.ts";
import { type Surface, surface } from "../surface.ts";

const OUTCOMES = ["succeeded", "failed", "unknown", "pending", "untouched"] as const;
const KEYS = ["outcome", "reason", "retDetail", "userContent", "retCost", "retBalance", "retCash"];

/** The surface. */
export function commandAnswers(read: typeof readCommandAnswer = readCommandAnswer): Surface {
  return surface({
    name: "command-answers",
    reaches: OUTCOMES,
    weight: 4,
    make,
    feed: read,
    judge,
    show: (text) => JSON.stringify(text),
  });
}

function make(chance: Chance): string {
  const money = () =>
    chance.pick(["100", "98.500", '"98.500"', "0", "-1", "1e3", "0.0001", '"1e3"']);
  let members: (readonly [string, string])[] = [["outcome", `"${chance.pick(OUTCOMES)}"`]];
  for (const key of KEYS.slice(1)) {
    if (!chance.hit(0.4)) continue;
    members.push([
      key,
      key.startsWith("retC") || key === "retBalance" ? money() : JSON.stringify(anyText(chance)),
    ]);
  }
  for (let change = chance.pick([0, 0, 1, 2]); change > 0; change--) {
    members = mutateMembers(members, chance, oddLiteral);
  }
  const text = objectText(members, chance);
  return chance.hit(0.1) ? mutateText(text, chance) : text;
}

function judge(text: string, outcome: Outcome): string {
  if (outcome.kind === "unknown") return "unknown";
  const answer = Object(JSON.parse(text));
  assert.equal(outcome.kind, answer.outcome);
  assert.ok(
    Object.keys(answer).every((key) => KEYS.includes(key)),
    "a misspelt key was passed over",
  );
  if (!("details" in outcome)) return outcome.kind;
  for (const [name, value] of Object.entries(outcome.details)) {
    const said = answer[name];
    if (typeof value !== "bigint") assert.equal(value, said, name);
    else {
      const [whole = "", decimals = ""] = `${said}`.split(".");
      assert.equal(value, BigInt(whole + decimals.padEnd(3, "0")), `${name} ${said}`);
      assert.ok(value >= 0n || name === "retBalance", `${name} is below nothing`);
    }
  }
  const given = ["retCost", "retBalance", "retCash"].filter((name) => answer[name] !== undefined);
  assert.ok(
    given.every((name) => Object.hasOwn(outcome.details, name)),
    "an amount was passed over",
  );
  return outcome.kind;
}
