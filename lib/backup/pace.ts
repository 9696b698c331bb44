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

/** How work is slowed down. */
export interface Pace {
  readonly clock: Clock;
  /** After each piece, in milliseconds. */
  readonly pauseMs: number;
  /** Ends the work at its next pause. */
  readonly signal: AbortSignal;
}

/** The same pieces, with a pause after each. @throws {Stopped} at the first pause after the signal */
export async function* paced<T>(
  pieces: AsyncIterable<T>,
  { clock, pauseMs, signal }: Pace,
): AsyncGenerator<T> {
  for await (const piece of pieces) {
    if (signal.aborted) throw new Stopped();
    yield piece;
    await sleep(clock, pauseMs);
  }
}
