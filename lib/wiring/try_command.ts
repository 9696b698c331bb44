/**
 * `czdock try`: the request that a channel would make for an order, and with `--send` what comes of it.
 *
 * @module
 */
import { silentAlarms } from "../alarm.ts";
import type { Clock } from "../clock.ts";
import type { Flags } from "../console/flags.ts";
import type { Channel, Task } from "../execution/channel.ts";
import { inputOf } from "../execution/channels/command.ts";
import { makeChannels } from "../execution/channels/make.ts";
import { type Prepared, Supplier } from "../execution/channels/http/supplier.ts";
import { EXIT } from "../exit.ts";
import type { HttpChannelConfig } from "../http_config.ts";
import { silentLog } from "../log.ts";
import { formatMoney } from "../money.ts";
import type { Dial } from "../net.ts";
import { Zone } from "../zone.ts";
import type { Asked } from "./command.ts";
import { runCommand } from "./command.ts";
import { triedTask } from "./try_order.ts";
import { answerLines, judgementLines, outcomeLines, requestLines } from "./try_report.ts";
import { dial, machine } from "./world.ts";

/** What `try` is handed of the world. */
export interface TryWorld {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly env: (name: string) => string | undefined;
  readonly readTextFile: (path: string) => string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly dial: Dial;
}

/** What `try --help` prints. */
const TRY_USAGE: readonly string[] = [
  "czdock try CHANNEL [--order FILE] [--field NAME=VALUE …] [--query | --balance] [--send]",
  "",
  "显示通道会为一个定单发出的请求,不发送;加 --send 才真的发送,并显示应答和怎样理解它。",
  "Shows the request that a channel would make for an order, without sending it; with --send also the answer and how it is read.",
  "",
  "  --order FILE         定单的字段(JSON);默认为协议里的样例",
  "                       the order's fields as JSON; default: the document's sample",
  "  --field NAME=VALUE   改一个字段,可多次 changes one field, may come several times",
  "  --query              查询的请求 the request that asks about the order",
  "  --balance            查余额的请求 the request for the balance",
  "  --send               真的发送;提交会真的充值! sends it: a submission is a real recharge!",
  "  --server NAME        定单来自哪个服务器 the server that the order comes from (try)",
  "  --attempt N          第几次 which attempt at the order (1)",
  "  --show-secrets       不打码 shows secrets",
  "  --config FILE",
  "",
  "退出码 exit code: 0 请求写得成、应答看得懂 the request can be made, the answer is understood;",
  "                  1 否则 otherwise; 2 用法不对 wrong usage",
];

/** The flags besides `--config`. */
export const TRY_FLAGS = {
  order: "text",
  field: "texts",
  query: "switch",
  balance: "switch",
  send: "switch",
  server: "text",
  attempt: "text",
  "show-secrets": "switch",
} as const;

/** The server that a tried order comes from: no order has a number of it, so no order's number is taken. */
const TRY_SERVER = "try";

/** Runs `czdock try`. @returns the exit code */
export function tryCommand(args: readonly string[]): Promise<number> {
  return runCommand(args, {
    usage: TRY_USAGE,
    flags: TRY_FLAGS,
    restMax: 1,
    run: (asked) => tryChannel(asked, { ...machine, dial }),
  });
}

/** Tries a channel. @returns the exit code */
export async function tryChannel(asked: Asked, world: TryWorld): Promise<number> {
  const { flags, rest: [name = ""], config } = asked;
  const channel = config.channels.get(name);
  if (channel === undefined) {
    const names = [...config.channels.keys()].join(" ");
    return wrong(`应为通道的名字 expected the name of a channel: ${names}`, world);
  }
  const problem = problemOf(asked);
  if (problem !== null) return wrong(problem, world);
  const task = taskFor(asked, name, world);
  if ("faults" in task) {
    for (const fault of task.faults) world.err(fault);
    return EXIT.usage;
  }
  const zone = new Zone(config.timezone);
  if (channel.type === "http") {
    const supplier = new Supplier(channel, { ...world, zone });
    return await tryHttp({ name, supplier, config: channel, task, flags }, world);
  }
  if (channel.type !== "command") return nothingToShow(channel.type, world);
  const run = flags.isOn("query") ? channel.query : channel.run;
  const monotonicMs = () => performance.now();
  const parts = { ...world, zone, log: silentLog, alarms: silentAlarms, monotonicMs };
  const made = makeChannels(new Map([[name, channel]]), world.clock, parts).get(name);
  if (made === undefined || run === null) return nothingToShow(channel.type, world);
  return await tryProgram({ channel: made, run, task, flags }, world);
}

function wrong(problem: string, world: TryWorld): number {
  for (const line of [problem, "", ...TRY_USAGE]) world.err(line);
  return EXIT.usage;
}

function nothingToShow(type: string, world: TryWorld): number {
  world.err(`类型 ${type} 没有可看的 there is nothing to show of a ${type} channel`);
  return EXIT.usage;
}

/** What is wrong with the flags; `null` where nothing is. */
function problemOf({ flags, config }: Asked): string | null {
  const attempt = attemptIn(flags);
  if (!Number.isInteger(attempt) || attempt < 1 || attempt > 999_999) return "--attempt 1–999999";
  const server = serverIn(flags);
  const isReal = config.servers.some((one) => one.name === server);
  return submits(flags) && isReal
    ? `会占用 ${server} 的订单号,换一个 --server it would take a number of ${server}: another --server`
    : null;
}

/** The order that the channel is tried with, or what is wrong with it. */
function taskFor(
  { flags, path }: Asked,
  channel: string,
  world: TryWorld,
): ReturnType<typeof triedTask> {
  const file = flags.text("order");
  const nowMs = world.clock.nowMs();
  return triedTask({
    json: file === undefined ? null : world.readTextFile(path(file)),
    fields: flags.texts("field"),
    channel,
    server: serverIn(flags),
    attempt: attemptIn(flags),
    // What is submitted needs a number that the supplier has never had.
    chargeId: submits(flags) ? `${nowMs}` : "196",
    nowMs,
  });
}

/** Whether something is executed. */
function submits(flags: Flags): boolean {
  return flags.isOn("send") && !flags.isOn("query") && !flags.isOn("balance");
}

function serverIn(flags: Flags): string {
  return flags.text("server") ?? TRY_SERVER;
}

function attemptIn(flags: Flags): number {
  return Number(flags.text("attempt") ?? "1");
}

interface HttpTry {
  readonly name: string;
  readonly supplier: Supplier;
  readonly config: HttpChannelConfig;
  readonly task: Task;
  readonly flags: Flags;
}

async function tryHttp(tried: HttpTry, world: TryWorld): Promise<number> {
  const { supplier, task, flags, config } = tried;
  const { submit, query } = supplier.compiled;
  const isBalance = flags.isOn("balance");
  const kind = flags.isOn("query") ? "query" : "submit";
  const call = kind === "query" ? query : submit;
  if (call === null) {
    world.err("通道没有 query the channel has no query");
    return EXIT.usage;
  }
  const prepared = isBalance ? supplier.prepareBalance() : supplier.prepare(call, task, kind);
  if ("reason" in prepared) {
    world.err(`不会发送 it would not be sent: ${prepared.reason}`);
    return EXIT.failed;
  }
  const mask = (text: string) => flags.isOn("show-secrets") ? text : prepared.masker.mask(text);
  if (!isBalance) world.out(`reference: ${supplier.reference(task.order)}`);
  for (const line of requestLines(prepared.request, config.charset, mask)) world.out(line);
  if (!flags.isOn("send")) return EXIT.fine;
  const { end, exchange } = await supplier.send(prepared);
  const shape = (isBalance ? config.balance?.request : call.request.config)?.answer;
  world.out("");
  for (const line of answerLines(end, shape?.charset ?? "utf-8", exchange.tookMs, mask)) {
    world.out(line);
  }
  world.out("");
  return isBalance
    ? showBalance(supplier, prepared, end, world)
    : showJudgement({ ...tried, call }, prepared, end, kind, world);
}

function showBalance(
  supplier: Supplier,
  prepared: Prepared,
  end: Parameters<Supplier["readBalance"]>[1],
  world: TryWorld,
): number {
  const balance = supplier.readBalance(prepared, end);
  world.out(balance === null ? "⇒ 读不出余额 no balance" : `⇒ ${formatMoney(balance)}`);
  return balance === null ? EXIT.failed : EXIT.fine;
}

function showJudgement(
  { supplier, task, call, config }: HttpTry & { call: Supplier["compiled"]["submit"] },
  prepared: Prepared,
  end: Parameters<Supplier["read"]>[2],
  kind: "submit" | "query",
  world: TryWorld,
): number {
  const believes = config.query?.believeNotFoundMs ?? null;
  const notFound = kind === "query" && believes !== null ? "pending" : "unknown";
  const judgement = supplier.read(call, prepared, end, task, notFound);
  for (const line of judgementLines(judgement)) world.out(line);
  const isUnderstood = judgement.outcome.kind !== "unknown" && end.kind === "answered";
  return isUnderstood ? EXIT.fine : EXIT.failed;
}

async function tryProgram(
  { channel, run, task, flags }: {
    readonly channel: Channel;
    readonly run: readonly string[];
    readonly task: Task;
    readonly flags: Flags;
  },
  world: TryWorld,
): Promise<number> {
  const shows = flags.isOn("show-secrets");
  const { cardPassword, agentPass } = task.secrets();
  const hide = (secret: string) => shows || secret === "" ? secret : "…";
  const secrets = { cardPassword: hide(cardPassword), agentPass: hide(agentPass) };
  world.out(`→ ${run.map((word) => JSON.stringify(word)).join(" ")}`);
  world.out(JSON.stringify(inputOf({ ...task, secrets: () => secrets }), null, 2));
  if (!flags.isOn("send")) return EXIT.fine;
  const outcome = flags.isOn("query") ? await channel.query(task) : await channel.submit(task);
  for (const line of outcomeLines(outcome)) world.out(line);
  return outcome.kind === "unknown" ? EXIT.failed : EXIT.fine;
}
