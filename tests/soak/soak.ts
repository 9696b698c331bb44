/**
 * One soak from its beginning to its verdict.
 *
 * @module
 */
import { processorMs } from "../bench/process_figures.ts";
import { summarize } from "../../lib/platform/report.ts";
import { descriptorsWithout } from "./descriptors.ts";
import type { Flags } from "./flags.ts";
import { judge, verdictLine } from "./judge.ts";
import { Machine } from "./machine.ts";
import type { Sample } from "./samples.ts";
import { Sampler } from "./samples.ts";
import { SoakWorld } from "./world.ts";

/** From one look to the next, in milliseconds. */
const LOOK_EVERY_MS = 5000;
/** Share of the wanted orders that must have been sent: where the machine does less, it shows nothing. */
const SENT_SHARE_MIN = 0.3;
/** Descriptors that may be open at rest more than before the first order, and how long that may take, in milliseconds. */
const REST_MORE_MAX = 10, REST_MS_MAX = 30_000;
/** Looks from one printed line to the next. */
const TELL_EVERY = 6;

/** What a soak came to. */
export interface Soaked {
  readonly samples: readonly Sample[];
  readonly fine: boolean;
}

/** Runs a soak. @throws {Error} czdock does not start, or does not come to an end */
export async function soak(
  { minutes, rate, executable, entry }: Pick<Flags, "minutes" | "rate" | "executable" | "entry">,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<Soaked> {
  const seconds = minutes * 60;
  await using world = await SoakWorld.open({ seconds, rate, executable, entry });
  signal?.addEventListener("abort", () => world[Symbol.asyncDispose]());
  say(`soak: ${minutes} min at ${rate} orders/s, ${executable ?? entry ?? "the source"}`);
  const { count: restedAt } = descriptorsWithout(world.pid, world.webPort);
  const samples: Sample[] = [];
  // A czdock that is gone is noticed by who looks at it; the traffic would try for ever.
  const [missed] = await Promise.all([
    world.traffic.run(rate, seconds),
    look(world, seconds, samples, say),
  ]);
  const cpu = processorMs(world.pid) / 10 / seconds;
  await world.drain();
  say(
    `sent ${world.traffic.sent} orders, ${missed} less than wanted; czdock used ${
      cpu.toFixed(0)
    } % of a core`,
  );
  const wrong = [...ledgerFaults(world), ...tooFew(world, rate * seconds)];
  const { count: restsAt, kinds } = await rest(world, restedAt);
  say(`descriptors at rest: ${restedAt} before, ${restsAt} after`);
  if (restsAt > restedAt + REST_MORE_MAX) wrong.push(`descriptors were left open: ${kinds}`);
  const verdicts = judge(samples);
  for (const verdict of verdicts ?? []) say(verdictLine(verdict));
  if (verdicts === null) say("too short to say whether anything grows");
  const audit = await world.audit();
  for (const line of (audit.out + audit.err).trimEnd().split("\n")) say(`audit: ${line}`);
  if (audit.code !== 0) wrong.push(`czdock audit ended with ${audit.code}`);
  const code = await world.stop();
  if (code !== 0) wrong.push(`czdock ended with ${code}: ${world.written}`);
  for (const verdict of verdicts ?? []) if (verdict.grows) wrong.push(`${verdict.name} grows`);
  for (const fault of wrong) say(`WRONG: ${fault}`);
  say(wrong.length === 0 ? "soak: fine" : "soak: not fine");
  return { samples, fine: wrong.length === 0 };
}

/** The descriptors that are open once no connection is needed any more; what is under way may end first. */
async function rest({ pid, webPort }: SoakWorld, before: number) {
  let open = descriptorsWithout(pid, webPort);
  for (let waited = 0; waited < REST_MS_MAX; waited += 500) {
    if (open.count <= before + REST_MORE_MAX) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
    open = descriptorsWithout(pid, webPort);
  }
  return open;
}

function tooFew({ traffic: { sent } }: SoakWorld, wanted: number): string[] {
  return sent < wanted * SENT_SHARE_MIN ? [`only ${sent} of ${wanted} orders were sent`] : [];
}

async function look(
  world: SoakWorld,
  seconds: number,
  samples: Sample[],
  say: (line: string) => void,
): Promise<void> {
  await using machine = new Machine(`${world.folder}/synced`);
  const sampler = new Sampler(world.pid, world.webPort, machine);
  const beganAtMs = performance.now();
  for (let looks = 0;; looks++) {
    const waitMs = beganAtMs + looks * LOOK_EVERY_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const atS = (performance.now() - beganAtMs) / 1000;
    if (atS > seconds) return;
    const sample = await sampler.look(atS).catch((cause) => {
      throw new Error(`czdock does not answer: ${world.written}`, { cause });
    });
    if (sample === null) continue;
    samples.push(sample);
    if (looks % TELL_EVERY === 0) say(sampleLine(sample));
  }
}

function sampleLine(sample: Sample): string {
  const { atS, rssMb, heapMb, descriptors, lagMs, commitMs, backlog, ownLagMs, syncMs } = sample;
  return `${atS.toFixed(0).padStart(5)} s  rss ${rssMb.toFixed(1)} MB (heap ${
    heapMb.toFixed(1)
  }), ` +
    `${descriptors} descriptors, lag ${lagMs.toFixed(2)} ms, commit ${commitMs.toFixed(2)} ms, ` +
    `backlog ${backlog}; here lag ${ownLagMs.toFixed(2)} ms, sync ${syncMs.toFixed(2)} ms`;
}

/** What the played server's own books say, whatever czdock says of itself. */
function ledgerFaults({ platform, traffic }: SoakWorld): string[] {
  const { lost, unconfirmed, acked, confirmed, refused, altered, unreadable, ...summary } =
    summarize(
      platform,
      traffic.sent,
    );
  const faults: string[] = [];
  const none = (what: string, count: number) => count > 0 && faults.push(`${count} ${what}`);
  none("lost", lost.count);
  none("unconfirmed", unconfirmed.count);
  none("told two results", platform.ledger.differing.count);
  none("late", summary.late.count);
  none("wrongly signed", summary.wrongSignedAcks.count + summary.wrongSignedCallbacks.count);
  none("altered", altered.count);
  none("refused", Object.values(refused).reduce((sum, count) => sum + count, 0));
  none("unreadable", Object.values(unreadable).reduce((sum, count) => sum + count, 0));
  if (acked !== traffic.sent) faults.push(`${acked} of ${traffic.sent} acked`);
  if (confirmed !== acked) faults.push(`${confirmed} of ${acked} confirmed`);
  return faults;
}
