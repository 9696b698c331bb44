/**
 * `czdock platform`: plays the server for a trial or a load test.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { EXIT } from "../exit.ts";
import { errorText } from "../log.ts";
import { bookLines } from "./book.ts";
import { portFault } from "./callback_port.ts";
import type { CommandIo } from "./command_io.ts";
import { PLATFORM_HELP } from "./help.ts";
import { makeOrder } from "./order_maker.ts";
import { Platform } from "./platform.ts";
import { type PlatformPlan, readPlatformFlags } from "./platform_flags.ts";
import { summarize } from "./report.ts";
import { summaryLines } from "./report_text.ts";
import { sendAll } from "./sending.ts";
import { pause } from "./waiting.ts";

/** How often a line about the progress is printed, in milliseconds. */
const PROGRESS_MS = 5_000;

/** Runs `czdock platform`; see `--help`. */
export async function platformCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const flags = readPlatformFlags(args, io.clock.nowMs());
  if (flags.kind === "help") {
    io.out(PLATFORM_HELP);
    return EXIT.fine;
  }
  if (flags.kind === "wrong") {
    for (const fault of flags.faults) io.err(`用法错误 / wrong usage: ${fault}`);
    io.err("czdock platform --help");
    return EXIT.usage;
  }
  const { plan } = flags;
  let platform: Platform;
  try {
    platform = start(plan, io);
  } catch (thrown) {
    portFault(thrown, plan.callbackHost, plan.callbackPort).forEach((line) => io.err(line));
    return EXIT.failed;
  }
  await run(platform, plan, io);
  const summary = summarize(platform, plan.count);
  await platform.stop();
  if (plan.book !== null && !writeBook(plan.book, platform, io)) return EXIT.failed;
  if (plan.json) io.out(JSON.stringify(summary));
  else summaryLines(summary, plan.withinMs).forEach((line) => io.out(line));
  return summary.fine ? EXIT.fine : EXIT.failed;
}

function writeBook(book: string, { ledger }: Platform, io: CommandIo): boolean {
  try {
    io.writeLines(book, bookLines(ledger, book));
    return true;
  } catch (thrown) {
    io.err(`不能写账本 / cannot write the book: ${book}: ${errorText(thrown)}`);
    return false;
  }
}

function start(plan: PlatformPlan, io: CommandIo): Platform {
  return new Platform({
    connect: io.connect,
    listen: (host, port) => io.listen(host, port),
    clock: io.clock,
    target: plan.target,
    md5key: plan.md5key,
    callbackHost: plan.callbackHost,
    callbackPort: plan.callbackPort,
    faults: {
      fault: plan.fault,
      share: plan.faultShare,
      callbacksMax: Math.ceil(plan.count / 2),
      random: () => io.random(),
    },
    withinMs: plan.withinMs,
    strict: plan.strict,
    confirmStrangers: plan.confirmStrangers,
  });
}

/** Until all orders are confirmed and the grace is over, the time is up, or someone interrupts. */
async function run(platform: Platform, plan: PlatformPlan, io: CommandIo): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any(io.signal ? [over.signal, io.signal] : [over.signal]);
  const progress = showProgress(platform, plan, io, signal);
  await Promise.race([
    sendAndListen(platform, plan, io.clock, signal),
    pause(io.clock, plan.timeoutMs, signal),
  ]);
  over.abort();
  await progress;
}

async function sendAndListen(
  platform: Platform,
  { count, firstId, connections, ratePerSecond, resend, timeoutMs, graceMs }: PlatformPlan,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  await sendAll(platform, {
    count,
    orderAt: (index) => makeOrder(firstId + BigInt(index)),
    connections,
    ratePerSecond,
    resend,
    clock,
    signal,
  });
  await platform.until((ledger) => ledger.unfinished === 0, timeoutMs);
  await pause(clock, graceMs, signal);
}

async function showProgress(
  platform: Platform,
  { count }: PlatformPlan,
  io: CommandIo,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(io.clock, PROGRESS_MS, signal);
    const { acked, confirmed } = platform.ledger;
    if (!signal.aborted) {
      io.err(`已接收 acked ${acked}/${count}, 已确认 confirmed ${confirmed}/${count}`);
    }
  }
}
