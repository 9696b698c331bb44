/**
 * What a command of czdock is handed of the world: where it prints, the network, time, chance, and the wish that
 * it end.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Connect, Listener } from "../net.ts";

/** The world as `czdock send` and `czdock platform` see it. */
export interface CommandIo {
  /** Prints a line for whoever uses the result. */
  out(text: string): void;
  /** Prints a line about the command itself: wrong usage, failures, progress. */
  err(text: string): void;
  /** Opens a TCP connection. */
  readonly connect: Connect;
  /**
   * Begins to listen; port 0 takes a free one.
   *
   * @throws whatever the system says, such as `Deno.errors.AddrInUse`
   */
  listen(host: string, port: number): Listener;
  /** Writes a new text file, for its owner's eyes only, or one that is there anew. @throws it can't be written */
  writeLines(path: string, lines: Iterable<string>): void;
  /** The time and its timers. */
  readonly clock: Clock;
  /** In [0, 1). */
  random(): number;
  /** Aborts when the command should end early. */
  readonly signal?: AbortSignal;
}
