/**
 * Feeds a surface, and measures: what a figure is too large for is a fault like any other.
 *
 * @module
 */
import process from "node:process";
import { errorText } from "../../lib/log.ts";
import { Chance } from "../support/world/chance.ts";
import { heapBytes } from "./heap.ts";
import type { Input, Surface } from "./surface.ts";

/** What is fed. */
export interface Plan {
  readonly seed: number;
  /** The number of the first input; every input follows from the seed and its number. */
  readonly from: number;
  readonly inputs: number;
}

/** What a run has shown. */
export interface Figures {
  readonly inputs: number;
  readonly seconds: number;
  /** The input that took longest, in milliseconds of processor time, and its number. */
  readonly worstMs: number;
  readonly worstAt: number;
  /** The heap after garbage collections, in bytes: once warm, and at the end. */
  readonly heapBefore: number;
  readonly heapAfter: number;
  /** How often inputs came to what. */
  readonly reached: Readonly<Record<string, number>>;
}

/** An input for which something does not hold. */
export class Found extends Error {
  override name = "Found";
}

/** Blocks after each of which the heap is looked at; the first two are for warming up. */
const BLOCKS = 10, WARM_BLOCKS = 2;
/** Bytes that the heap may grow by over all blocks, whatever caches still fill. */
const GROWTH_BYTES_MAX = 6 * 1024 * 1024;
/** Tries before an input counts as slow: it may have been the one at which the garbage was collected. */
const SLOW_TRIES = 4;

/** Characters that are shown of an input; the line above it makes all of it. */
const SHOWN_CHARACTERS_MAX = 1500;

/** The line that makes an input once more. */
export function replayLine(surface: string, seed: number, at: number): string {
  return `deno task fuzz --surface ${surface} --seed ${seed} --at ${at}`;
}

/**
 * Runs a surface. @throws {Found} with the line that repeats the input
 *
 * @param passed is told the number of each input before it is fed
 */
export async function run(
  surface: Surface,
  { seed, from, inputs }: Plan,
  passed: (at: number) => void = () => {},
): Promise<Figures> {
  const feed = await surface.open();
  const chance = new Chance(seed).fork(surface.name);
  const reached: Record<string, number> = {};
  const heaps: number[] = [];
  const block = Math.max(1, Math.ceil(inputs / BLOCKS));
  let worstMs = 0, worstAt = from;
  const beganMs = performance.now();
  for (let at = from; at < from + inputs; at++) {
    passed(at);
    const input = feed(chance.fork(`${at}`));
    const { word, tookMs } = await timed(surface, input, seed, at);
    reached[word] = (reached[word] ?? 0) + 1;
    if (tookMs > worstMs) [worstMs, worstAt] = [tookMs, at];
    if ((at - from + 1) % block === 0) heaps.push(heapBytes());
  }
  const seconds = (performance.now() - beganMs) / 1000;
  const heapBefore = heaps[WARM_BLOCKS] ?? heaps[0] ?? 0;
  const heapAfter = heaps.at(-1) ?? 0;
  // Least of the last few: what one block leaves behind, and the next takes away, is no leak.
  const left = Math.min(...heaps.slice(-3));
  if (heaps.length >= BLOCKS && left - heapBefore > GROWTH_BYTES_MAX) {
    const grown = Math.round((left - heapBefore) / inputs);
    throw new Found(
      `${surface.name}: the heap grows by ${grown} bytes an input: ${heaps.join(", ")}\n` +
        `deno task fuzz --surface ${surface.name} --seed ${seed} --inputs ${inputs}`,
    );
  }
  return { inputs, seconds, worstMs, worstAt, heapBefore, heapAfter, reached };
}

/** The processor time that this thread has taken, in milliseconds: the machine, and the process, do other things too. */
function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function timed(surface: Surface, input: Input, seed: number, at: number) {
  const lines = () =>
    `${replayLine(surface.name, seed, at)}\n${input.show().slice(0, SHOWN_CHARACTERS_MAX)}`;
  let word = "", tookMs = Infinity;
  for (let tries = 0; tries < SLOW_TRIES && tookMs > surface.inputMsMax; tries++) {
    try {
      const beganMs = busyMs();
      const judge = await input.feed();
      tookMs = Math.min(tookMs, busyMs() - beganMs);
      word = await judge();
    } catch (error) {
      throw new Found(`${surface.name}: ${errorText(error)}\n${lines()}`, { cause: error });
    }
  }
  if (tookMs <= surface.inputMsMax) return { word, tookMs };
  const rule = `${surface.inputMsMax} ms at most`;
  throw new Found(`${surface.name}: took ${Math.round(tookMs)} ms, ${rule}\n${lines()}`);
}
