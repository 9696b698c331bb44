/**
 * `channels:`, who executes orders.
 *
 * @module
 */
import type { ChannelConfig } from "../config.ts";
import { NO_LIMITS } from "../config.ts";
import { list, named, variant } from "./collection.ts";
import { http } from "./http/channel.ts";
import { LIMIT_KEYS, limitsOf } from "./limits.ts";
import { duration } from "./number_kinds.ts";
import { resolveBeside } from "./beside.ts";
import { itemPath, keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";
import { record } from "./record.ts";
import { defaulted, type Kind, optional, required } from "./schema.ts";
import { choice, path as filePath, pattern, text } from "./text_kinds.ts";

/** Channels, at most. */
const CHANNELS_MAX = 256;

const simulate = record(
  {
    outcome: defaulted(
      choice(["success", "failed", "uncertain", "partial", "random"]),
      "success",
      "模拟出什么结果;random 为随机。",
      "The outcome it plays; random plays any of them.",
    ),
    delay: defaulted(
      duration("0s", "1h"),
      "200ms",
      "多久后出结果。",
      "How long it takes to come to its outcome.",
    ),
    journal: optional(
      filePath,
      "每次模拟执行记一行 JSON 的文件;不写则不记。",
      "A file that gets one JSON line for every execution it plays; none when left out.",
    ),
    ...LIMIT_KEYS,
  },
  (values): ChannelConfig => ({
    type: "simulate",
    outcome: values.outcome,
    delayMs: values.delay,
    journal: values.journal ?? null,
    limits: limitsOf(values),
  }),
);

const manual = record(
  { ...LIMIT_KEYS },
  (values): ChannelConfig => ({ type: "manual", limits: limitsOf(values) }),
);

const worker = record(
  {
    lease: defaulted(
      duration("5s", "24h"),
      "2m",
      "程序领取一单后多久之内要有结果或续期;过时转待查。",
      "How long a claimed order is its program's own; without a result or an extension it goes to review.",
    ),
    ...LIMIT_KEYS,
  },
  (values): ChannelConfig => ({
    type: "worker",
    leaseMs: values.lease,
    limits: limitsOf(values),
  }),
);

/** Programs of a command channel that run at a time, where the file does not say. */
const COMMAND_CONCURRENCY = 4;

/** Words of a command, at most, and characters of each. */
const WORDS_MAX = 100;
const WORD_CHARACTERS_MAX = 4096;
const variableName = pattern(/^[^=\0]{1,128}$/, {
  zh: "环境变量的名字",
  en: "the name of an environment variable",
});
const words = () => list(text(1, WORD_CHARACTERS_MAX), { min: 1, max: WORDS_MAX });

const command = record(
  {
    run: required(
      words(),
      "执行的程序及其参数;不经过 shell。",
      "The program and its arguments; no shell reads them.",
    ),
    query: optional(
      words(),
      "查询结果的程序及其参数,绝不充值;不写则不能查询,结果不明时等人工。",
      "The program that says what became of an order and never executes; without one it can't be asked.",
    ),
    timeout: defaulted(
      duration("1s", "1h"),
      "60s",
      "最长运行时间;超时则连同子进程一起结束,结果不明。",
      "How long it may run; then it is ended with its children, and the outcome is unknown.",
    ),
    cwd: optional(
      filePath,
      "在哪个文件夹运行;不写则与 czdock 相同。",
      "The folder that it runs in; czdock's own when left out.",
    ),
    env: defaulted(
      list(variableName, { min: 0, max: WORDS_MAX }),
      "[]",
      "除 PATH HOME LANG TZ 之外还给它哪些环境变量。",
      "Names of environment variables that it gets besides PATH, HOME, LANG and TZ.",
    ),
    ...LIMIT_KEYS,
  },
  (values): ChannelConfig => ({
    type: "command",
    run: values.run,
    query: values.query ?? null,
    timeoutMs: values.timeout,
    cwd: values.cwd ?? null,
    env: values.env,
    limits: limitsOf(values, COMMAND_CONCURRENCY),
  }),
  warnOfMissingPrograms,
);

/** A program may come later; until then every order finds it missing. One without a folder is looked for in `PATH`. */
function warnOfMissingPrograms(config: ChannelConfig, path: string, reading: Reading): void {
  const { file, exists } = reading.options;
  if (config.type !== "command" || exists === undefined) return;
  for (const key of ["run", "query"] as const) {
    const [program = ""] = config[key] ?? [];
    if (!/[\\/]/.test(program)) continue;
    const folder = config.cwd === null ? file : resolveBeside(file, `${config.cwd}/.`);
    if (exists(resolveBeside(folder, program.replace(/^\.[\\/]/, "")))) continue;
    const found = { zh: ` ${program}`, en: program };
    const problem = { zh: "没有这个程序", en: "there is no such program" };
    reading.warn(itemPath(keyPath(path, key), 0), problem, { found });
  }
}

const channel = variant<ChannelConfig>(
  { zh: "通道的类型。", en: "The type of the channel." },
  {
    simulate: {
      about: { zh: "模拟充值,只用于试验", en: "plays a supplier, for trials only" },
      kind: simulate,
    },
    manual: {
      about: { zh: "人工在页面上处理", en: "a person settles the order on the page" },
      kind: manual,
    },
    worker: {
      about: {
        zh: "程序通过 API 领取和结算",
        en: "programs claim and settle the orders through the API",
      },
      kind: worker,
    },
    command: {
      about: { zh: "每单运行一个程序", en: "runs a program for each order" },
      kind: command,
    },
    http: {
      about: {
        zh: "上游的 HTTP 接口,用 YAML 描述",
        en: "a supplier's HTTP API, described here",
      },
      kind: http,
    },
  },
  () => ({ type: "manual", limits: NO_LIMITS }),
);

/** The section `channels`. */
export const channels: Kind<ReadonlyMap<string, ChannelConfig>> = named(channel, {
  min: 1,
  max: CHANNELS_MAX,
});
