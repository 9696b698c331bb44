/**
 * Lets the acks go first: work that nobody waits for is done a piece at a time, with a pause after each.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";

/** The work was told to stop. */
export class Stopped extends Error {
  override name = "Stopped";
}

/** The least pause after a piece, in milliseconds. */
const PAUSE_MS_MIN = 5;
/** A pause is so many times as long as its piece took: on a busy machine the work gives way. */
const PAUSE_FACTOR = 2;
/** The longest pause, in milliseconds: a machine that stood still for an hour is no reason to wait for two. */
const PAUSE_MS_MAX = 1000;

/** How work is slowed down. */
export interface Pace {
  readonly clock: Clock;
  /** Ends the work at its next pause. */
  readonly signal: AbortSignal;
}

/** The same pieces, with a pause after each. @throws {Stopped} at the first pause after the signal */
export async function* paced<T>(
  pieces: AsyncIterable<T>,
  { clock, signal }: Pace,
): AsyncGenerator<T> {
  let beganAtMs = clock.nowMs();
  for await (const piece of pieces) {
    if (signal.aborted) throw new Stopped();
    yield piece;
    const tookMs = clock.nowMs() - beganAtMs;
    await sleep(clock, Math.min(PAUSE_MS_MAX, Math.max(PAUSE_MS_MIN, tookMs * PAUSE_FACTOR)));
    beganAtMs = clock.nowMs();
  }
}

/** Bytes in pieces of so many at most. */
export async function* inPieces(
  bytes: AsyncIterable<Uint8Array<ArrayBuffer>>,
  bytesMax: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += bytesMax) yield chunk.subarray(at, at + bytesMax);
  }
}
