/**
 * `/desk`: what waits for a person.
 *
 * @module
 */
import { Hono } from "hono";
import type { Order } from "../../lib/order.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../method.ts";
import { DeskPage } from "./desk.tsx";
import { answerScreen, frameOf } from "./page.ts";

const DESK_MAX = 500;

/** The screen at `/desk`. */
export function deskRoutes(deps: AppDeps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get("/desk", async (c) => {
    const waiting: Order[] = [];
    for (const { name, type } of deps.channels()) {
      if (type !== "manual") continue;
      const filter = { state: "processing" as const, channel: name };
      waiting.push(...(await deps.orders.list(filter, DESK_MAX, null)).orders);
    }
    waiting.sort((a, b) => a.receivedAtMs - b.receivedAtMs);
    const frame = frameOf(deps, c);
    return answerScreen(c, <DeskPage frame={frame} orders={waiting} />);
  });
  routes.all("/desk", methodNotAllowed("GET, HEAD"));
  return routes;
}
