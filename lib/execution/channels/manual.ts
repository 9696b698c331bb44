/**
 * A channel whose orders a person settles on the page, or a program through the API.
 *
 * @module
 */
import type { Channel, Outcome } from "../channel.ts";

/** A channel whose orders programs claim and settle through the API; who has which is told by the order's claim. */
export function workerChannel(name: string): Channel {
  return { ...manualChannel(name), type: "worker" };
}

/** A desk: it has every order it is given until somebody settles it. */
export function manualChannel(name: string): Channel {
  // An order at the desk stays there over a restart, for nobody but a person has touched it.
  const waits = (): Promise<Outcome> => Promise.resolve({ kind: "pending" });
  return {
    name,
    type: "manual",
    settledFromOutside: true,
    canQuery: false,
    submit: waits,
    query: waits,
  };
}
