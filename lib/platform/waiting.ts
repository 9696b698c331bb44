/**
 * Small pieces that every connection of the played server needs: a deadline, a drain, and a wait that can be cut short.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { Conn } from "../net.ts";
import { closeQuietly } from "../net.ts";

/** Closes the connection `delayMs` from now, which makes a pending read or write fail. */
export function closeAfter(conn: Conn, clock: Clock, delayMs: number): CancelTimer {
  return clock.after(delayMs, () => closeQuietly(conn));
}

/** Bytes that one read of a drain takes at most. */
const DRAIN_BYTES = 256;

/**
 * Reads and forgets until the connection ends. `reset`: the peer broke it off; that it was closed on our side, at a
 * deadline say, is an end like any other.
 */
export async function drain(conn: Conn): Promise<"ended" | "reset"> {
  const into = new Uint8Array(DRAIN_BYTES);
  try {
    while (await conn.read(into) !== null);
    return "ended";
  } catch (thrown) {
    const byPeer = thrown instanceof Deno.errors.ConnectionReset ||
      thrown instanceof Deno.errors.ConnectionAborted;
    return byPeer ? "reset" : "ended";
  }
}

/** Resolves after `delayMs`, or as soon as `signal` aborts. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(delayMs, end);
    signal.addEventListener("abort", end);
  });
}
