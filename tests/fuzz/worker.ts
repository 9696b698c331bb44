/**
 * Runs one surface in a thread of its own, and tells which input it is at: a thread that hangs can't tell it any more.
 *
 * @module
 */
import type { Figures, Plan } from "./run.ts";
import { run } from "./run.ts";
import type { Surface } from "./surface.ts";

/** What the thread is told. */
export interface Task {
  /** The module that has the surface among its `SURFACES`. */
  readonly module: string;
  readonly surface: string;
  readonly plan: Plan;
  /** One 32-bit integer: the number of the input. */
  readonly at: SharedArrayBuffer;
  /** Takes one {@linkcode Told}. */
  readonly port: MessagePort;
}

/** What the thread tells at its end. */
export type Told = { readonly figures: Figures } | { readonly found: string };

addEventListener("message", async (event: Event) => {
  if (!(event instanceof MessageEvent)) return;
  const { module, surface: name, plan, at, port }: Task = event.data;
  const tell = (told: Told) => port.postMessage(told);
  const progress = new Int32Array(at);
  try {
    const { SURFACES }: { SURFACES: readonly Surface[] } = await import(module);
    const surface = SURFACES.find((one) => one.name === name);
    if (surface === undefined) throw new TypeError(`there is no surface ${name}`);
    const figures = await run(surface, plan, (number) => Atomics.store(progress, 0, number));
    tell({ figures });
  } catch (error) {
    tell({ found: error instanceof Error ? error.message : `${error}` });
  }
});
