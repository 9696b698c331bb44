/**
 * `GET /api/overview`: how things stand, in one answer. `GET /api/events`: what changes, as server-sent events: `orders` and
 * `overview`.
 *
 * @module
 */
import { isAllowed } from "../../lib/access/principal.ts";
import { Live } from "../../lib/api/live.ts";
import { overviewJson } from "../../lib/api/overview_json.ts";
import type { CancelTimer } from "../../lib/clock.ts";
import { identified, type Identify } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { type Call, get } from "../routes.ts";

/** Those who look on at a time; one more is refused. */
export const LISTENERS_MAX = 100;
/** Events that may wait for a slow listener; one more ends his stream, and he asks anew. */
export const EVENTS_WAITING_MAX = 30;
/** Between two signs of life, in milliseconds; with each one it is looked whether the listener may still listen. */
export const HEARTBEAT_MS = 15_000;
/** After which time a browser asks again when the stream broke off, in milliseconds. */
const RETRY_MS = 3000;

/** `/api/overview` and `/api/events`. @param steps who may listen, asked again while he does */
export function eventCalls(deps: AppDeps, steps: readonly Identify[]): Call[] {
  const live = new Live(deps);
  return [
    get("/api/overview", ["read"], async (c) => c.json(await overviewJson(deps))),
    get("/api/events", ["read"], (c) => {
      if (live.size >= LISTENERS_MAX) {
        const message = `同时订阅的太多,最多 ${LISTENERS_MAX} 个 (too many listen)`;
        return { code: "too_many_listeners", message };
      }
      const isAllowedStill = async () => {
        const principal = await identified(c, steps);
        return typeof principal !== "string" && isAllowed(principal, ["read"]);
      };
      c.header("Content-Type", "text/event-stream; charset=utf-8");
      // Nothing on the way may gather or pack it.
      c.header("Cache-Control", "no-store, no-transform");
      c.header("X-Accel-Buffering", "no");
      if (c.req.method === "HEAD") return c.body(null);
      return c.body(eventStream(live, deps, isAllowedStill));
    }),
  ];
}

function eventStream(
  live: Live,
  { clock, ended }: Pick<AppDeps, "clock" | "ended">,
  isAllowedStill: () => Promise<boolean>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let cancelBeat: CancelTimer = () => {};
      const say = (text: string) => {
        if ((controller.desiredSize ?? 0) <= 0) close();
        else controller.enqueue(encoder.encode(text));
      };
      const stop = live.listen((event, json) => say(`event: ${event}\ndata: ${json}\n\n`));
      end = () => {
        stop();
        cancelBeat();
        ended.removeEventListener("abort", close);
      };
      const close = () => {
        end();
        controller.close();
      };
      const beat = async () => {
        if (!await isAllowedStill()) return close();
        say(": beat\n\n");
        cancelBeat = clock.after(HEARTBEAT_MS, () => void beat());
      };
      cancelBeat = clock.after(HEARTBEAT_MS, () => void beat());
      ended.addEventListener("abort", close);
      say(`retry: ${RETRY_MS}\n\n`);
      if (ended.aborted) close();
    },
    cancel: () => end(),
  }, { highWaterMark: EVENTS_WAITING_MAX });
}
