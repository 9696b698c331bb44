/**
 * `/desk`: what waits for a person, and who takes it on.
 *
 * @module
 */
import { isAllowed } from "../../lib/access/principal.ts";
import { Hono } from "hono";
import { addressOf } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../routes.ts";
import type { Messages } from "../messages/messages.ts";
import { DESK_SHOWS, DeskPage } from "./desk.tsx";
import { formLimit } from "../form.ts";
import { answerScreen, forbidden, frameOf } from "./page.ts";
import type { Page } from "./page.ts";

/** Orders that the desk shows at most: each has its form. */
export const DESK_MAX = 100;

/** What a desk's forms do. */
const ACTIONS = ["claim", "release"] as const;

/** The screen at `/desk`. */
export function deskRoutes(deps: AppDeps): Hono<WebEnv> {
  const { operator, audit } = deps;
  const routes = new Hono<WebEnv>();
  const show = (c: Page, status: 200 | 409, outcome: string) => {
    const frame = frameOf(deps, c);
    const sentences: Partial<Record<string, string>> = frame.m.deskPage.told;
    const text = sentences[outcome];
    const told = text === undefined ? null : { text, good: status === 200 };
    const asked = c.req.query("show");
    const props = {
      frame,
      ...deps.desk(DESK_MAX),
      show: DESK_SHOWS.find((one) => one === asked) ?? "all",
      told,
    };
    return answerScreen(c, <DeskPage {...props} />, status);
  };

  routes.get("/desk", (c) => {
    // What became of an action stands in the address that it led to; only what went well leads there.
    const done = c.req.query("done") ?? "";
    return show(c, 200, GOOD.has(done) ? done : "");
  });
  routes.all("/desk", methodNotAllowed("GET, HEAD"));

  for (const action of ACTIONS) {
    const path = `/desk/:server/:chargeId/${action}`;
    routes.post(path, formLimit(), async (c) => {
      const principal = c.get("principal");
      if (!isAllowed(principal, ["settle"])) return forbidden(c);
      const id = {
        server: c.req.param("server") ?? "",
        chargeId: c.req.param("chargeId") ?? "",
      };
      const force = action === "release" && (await c.req.parseBody()).force === "yes";
      const outcome = await (action === "claim"
        ? operator.claim(id, principal.by)
        : operator.release(id, principal.by, force));
      audit.info(action, { by: principal.by, from: addressOf(c), ...id, force, outcome });
      if (outcome !== "done") {
        return show(c, 409, outcome);
      }
      return c.redirect(`/desk?done=${DONE[action]}`, 303);
    });
    routes.all(path, methodNotAllowed("POST"));
  }
  return routes;
}

const DONE = { claim: "claimed", release: "released" } as const;
const GOOD: ReadonlySet<string> = new Set<keyof Messages["deskPage"]["told"] & string>([
  "claimed",
  "released",
  "settled",
]);
