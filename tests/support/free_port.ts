/**
 * Ports that a child process can be told to take.
 *
 * @module
 */

/** Below the range that Linux gives to outgoing connections, so that none of them takes the port between two starts. */
const PORTS = { from: 10_240, to: 32_000 } as const;
const TRIES_MAX = 100;

const given = new Set<number>();

/** A port that nothing listens on, never given before by this process. */
export function freePort(): number {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (given.has(port)) continue;
    given.add(port);
    try {
      Deno.listen({ hostname: "0.0.0.0", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("no free port found");
}
