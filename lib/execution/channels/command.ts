/**
 * A channel that runs a program for each order: the order as JSON on its standard input, the result as JSON on its standard
 * output.
 *
 * The intent is committed before the program is started; a crash in between leaves an order that is only queried.
 *
 * @module
 */
import type { CommandChannelConfig } from "../../config.ts";
import type { Log } from "../../log.ts";
import type { Money } from "../../money.ts";
import { formatMoney } from "../../money.ts";
import type { Channel, Outcome, Task } from "../channel.ts";
import type { ProgramEnd, RunProgram } from "../run_program.ts";
import { readCommandAnswer } from "./command_answer.ts";

/** What of our environment every program gets, where we have it. */
const ENVIRONMENT: readonly string[] = ["PATH", "HOME", "LANG", "TZ", "SystemRoot"];

/** What a command channel works with. */
export interface CommandParts {
  readonly run: RunProgram;
  readonly env: (name: string) => string | undefined;
  readonly log: Log;
}

/** What a program said, and whether there was one to say it. */
interface Asked {
  readonly outcome: Outcome;
  readonly hasRun: boolean;
}

/** Makes the channel. */
export function commandChannel(
  name: string,
  config: CommandChannelConfig,
  { run, env, log }: CommandParts,
): Channel {
  const environment = environmentOf([...ENVIRONMENT, ...config.env], env);
  const ask = async (argv: readonly string[], task: Task): Promise<Asked> => {
    const { cwd, timeoutMs } = config;
    const input = JSON.stringify(inputOf(task));
    const ended = await run({ argv, cwd, env: environment, input, timeoutMs });
    const mask = maskOf(task);
    const outcome = masked(within(outcomeOf(ended), task.order.fields.chargeCash), mask);
    const errors = "errors" in ended ? mask(ended.errors.trim()) : "";
    if (errors !== "" || outcome.kind === "unknown") {
      log.warn("a command was not plain", {
        channel: name,
        reference: task.reference,
        outcome: outcome.kind,
        reason: "reason" in outcome ? outcome.reason : undefined,
        stderr: errors,
      });
    }
    return { outcome, hasRun: ended.kind !== "notStarted" };
  };
  return {
    name,
    type: "command",
    settledFromOutside: false,
    canQuery: config.query !== null,
    submit: async (task) => (await ask(config.run, task)).outcome,
    async query(task) {
      if (config.query === null) {
        return { kind: "unknown", reason: "没有查询命令 there is no query command" };
      }
      const { outcome, hasRun } = await ask(config.query, task);
      // That the query could not be started proves nothing about the order.
      return outcome.kind === "untouched" && !hasRun
        ? { kind: "unknown", reason: outcome.reason }
        : outcome;
    },
  };
}

/** Those of the names that are set. */
function environmentOf(
  names: readonly string[],
  env: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

function outcomeOf(ended: ProgramEnd): Outcome {
  switch (ended.kind) {
    case "notStarted":
      return {
        kind: "untouched",
        reason: `程序未能启动 the program could not be started: ${ended.reason}`,
      };
    case "timedOut":
      return { kind: "unknown", reason: "程序超时 the program took too long" };
    case "tooLong":
      return { kind: "unknown", reason: "输出过长 the output is too long" };
    case "exited":
      return ended.code === 0
        ? readCommandAnswer(ended.output)
        : { kind: "unknown", reason: `退出码 exit code ${ended.code ?? "(signal)"}` };
  }
}

/** The outcome, where what it says to have arrived can be: more than was ordered, or something after a failure, is not clear. */
function within(outcome: Outcome, chargeCash: Money): Outcome {
  if (outcome.kind !== "succeeded" && outcome.kind !== "failed") return outcome;
  const { retCash } = outcome.details;
  if (retCash === undefined) return outcome;
  const isPossible = outcome.kind === "failed"
    ? retCash === 0n
    : 0n < retCash && retCash <= chargeCash;
  if (isPossible) return outcome;
  const reason = `${outcome.kind}, retCash ${formatMoney(retCash)}: 定单是 the order is of ` +
    formatMoney(chargeCash);
  return { kind: "unknown", reason };
}

/** What the program is told: the protocol's fields by their own names, amounts as text with three decimals. */
export function inputOf({ order, reference, secrets }: Task): Record<string, unknown> {
  const { literals: _, unknown: __, chargeCash, faceValue, ...fields } = order.fields;
  return {
    reference,
    server: order.server,
    attempt: order.attempt,
    ...fields,
    chargeCash: formatMoney(chargeCash),
    faceValue: formatMoney(faceValue),
    ...secrets(),
  };
}

/** Keeps an order's passwords out of a text: programs repeat their input where they fail. */
function maskOf({ order, secrets }: Task): (text: string) => string {
  if (order.sealed === null) return (text) => text;
  const { cardPassword, agentPass } = secrets();
  const shown = [cardPassword, agentPass].filter((secret) => secret !== "");
  return (text) => shown.reduce((masked, secret) => masked.replaceAll(secret, "…"), text);
}

/** What a program said goes into the order's timeline and result, which are stored, shown and pushed. */
function masked(outcome: Outcome, mask: (text: string) => string): Outcome {
  if ("reason" in outcome) return { ...outcome, reason: mask(outcome.reason) };
  if (outcome.kind !== "succeeded" && outcome.kind !== "failed") return outcome;
  const { retDetail, userContent } = outcome.details;
  const texts = {
    ...(retDetail === undefined ? {} : { retDetail: mask(retDetail) }),
    ...(userContent === undefined ? {} : { userContent: mask(userContent) }),
  };
  return { ...outcome, details: { ...outcome.details, ...texts } };
}
