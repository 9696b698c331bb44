/**
 * Row 6: from the start to the first connection with many results that no server has taken, the server refusing.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { freePort } from "../children.ts";
import type { Row } from "../row.ts";
import { atMost, inTurn } from "../row.ts";

/** Measures row 6. */
export async function startRow(bench: Bench): Promise<Row[]> {
  const { sizes: { undelivered } } = bench;
  const measured = await inTurn(
    bench.runs,
    () => {
      const setup = { channel: "manual", callbackPort: freePort() } as const;
      const content = { closed: 0, undelivered };
      return bench.withCzdock(setup, content, (czdock) => Promise.resolve(czdock.listeningAfterMs));
    },
    () => bench.withListenOnly((_, listeningAfterMs) => Promise.resolve(listeningAfterMs)),
  );
  return [{
    row: "6",
    what: `start to listening, ${undelivered} undelivered results`,
    unit: "ms",
    ours: measured.a,
    beside: "a script that only listens",
    limits: measured.b,
    goal: atMost(1500),
  }];
}
