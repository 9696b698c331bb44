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

/** Makes the channel. */
export function commandChannel(
  name: string,
  config: CommandChannelConfig,
  { run, env, log }: CommandParts,
): Channel {
  const environment: Record<string, string> = {};
  for (const key of [...ENVIRONMENT, ...config.env]) {
    const value = env(key);
    if (value !== undefined) environment[key] = value;
  }
  const ask = async (argv: readonly string[], task: Task): Promise<Outcome> => {
    const { cwd, timeoutMs } = config;
    const input = JSON.stringify(inputOf(task));
    const ended = await run({ argv, cwd, env: environment, input, timeoutMs });
    const outcome = within(outcomeOf(ended), task.order.fields.chargeCash);
    const errors = "errors" in ended ? ended.errors.trim() : "";
    if (errors !== "" || outcome.kind === "unknown") {
      log.warn("a command was not plain", {
        channel: name,
        reference: task.reference,
        outcome: outcome.kind,
        reason: "reason" in outcome ? outcome.reason : undefined,
        stderr: withoutSecrets(errors, task),
      });
    }
    return outcome;
  };
  return {
    name,
    type: "command",
    settledFromOutside: false,
    canQuery: config.query !== null,
    submit: (task) => ask(config.run, task),
    async query(task) {
      if (config.query === null) {
        return { kind: "unknown", reason: "没有查询命令 there is no query command" };
      }
      const outcome = await ask(config.query, task);
      // That the query could not be started proves nothing about the order.
      return outcome.kind === "untouched" && outcome.reason.startsWith(NOT_STARTED)
        ? { kind: "unknown", reason: outcome.reason }
        : outcome;
    },
  };
}

const NOT_STARTED = "程序未能启动 the program could not be started";

function outcomeOf(ended: ProgramEnd): Outcome {
  switch (ended.kind) {
    case "notStarted":
      return { kind: "untouched", reason: `${NOT_STARTED}: ${ended.reason}` };
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

/** Programs repeat their input where they fail. */
function withoutSecrets(text: string, { order, secrets }: Task): string {
  if (order.sealed === null) return text;
  const { cardPassword, agentPass } = secrets();
  return [cardPassword, agentPass].filter((secret) => secret !== "")
    .reduce((masked, secret) => masked.replaceAll(secret, "…"), text);
}
