/**
 * Runs a surface and ends it where it hangs.
 *
 * @module
 */
import { type Figures, Found, type Plan, replayLine } from "./run.ts";
import type { Task, Told } from "./worker.ts";

/** How long a thread may be at one input, its start included, in milliseconds. */
export const HANG_MS = 60_000;

const OWN_SURFACES = new URL("./surfaces.ts", import.meta.url).href;

/**
 * Runs a surface in a thread of its own.
 *
 * @throws {Found} something does not hold, or an input takes for ever; with the line that repeats it
 */
export async function runGuarded(
  surface: string,
  plan: Plan,
  { module = OWN_SURFACES, hangMs = HANG_MS }: { module?: string; hangMs?: number } = {},
): Promise<Figures> {
  const at = new SharedArrayBuffer(4);
  const progress = new Int32Array(at);
  Atomics.store(progress, 0, -1);
  const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" });
  const channel = new MessageChannel();
  let look: ReturnType<typeof setInterval> | undefined;
  try {
    return await new Promise<Figures>((resolve, reject) => {
      const { port1, port2: port } = channel;
      port1.onmessage = ({ data }: MessageEvent<Told>) => {
        if ("figures" in data) resolve(data.figures);
        else reject(new Found(data.found));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        const line = replayLine(surface, plan.seed, Atomics.load(progress, 0));
        reject(
          new Found(`${surface}: ${event.message}, at this input or a little before\n${line}`),
        );
      };
      let seen = -2, sinceMs = performance.now();
      look = setInterval(() => {
        const now = Atomics.load(progress, 0);
        if (now !== seen) [seen, sinceMs] = [now, performance.now()];
        else if (performance.now() - sinceMs > hangMs) {
          reject(new Found(`${surface}: hangs\n${replayLine(surface, plan.seed, now)}`));
        }
      }, Math.min(1000, hangMs / 4));
      worker.postMessage({ module, surface, plan, at, port } satisfies Task, [port]);
    });
  } finally {
    clearInterval(look);
    worker.terminate();
    channel.port1.close();
  }
}
