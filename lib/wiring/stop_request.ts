/**
 * Being told to end: by a signal, or by whoever may over the API.
 *
 * @module
 */

/** Waits to be told. */
export interface StopRequest {
  /** Resolves with who has told first. */
  readonly told: Promise<string>;
  /** Tells. */
  ask(by: string): void;
}

/** Exit codes of a process that a signal ended, as shells count them. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const;

/** Listens for the signals to end; one that comes after somebody has told ends the process at once. */
export function stopRequest(): StopRequest {
  const { promise: told, resolve } = Promise.withResolvers<string>();
  let isTold = false;
  const ask = (by: string) => {
    isTold = true;
    resolve(by);
  };
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGTERM", "SIGINT"];
  for (const signal of signals) {
    Deno.addSignalListener(signal, () => {
      if (isTold) Deno.exit(signal === "SIGTERM" ? ENDED_BY.SIGTERM : ENDED_BY.SIGINT);
      ask(signal);
    });
  }
  return { told, ask };
}
