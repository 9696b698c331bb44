/**
 * What every screen is made with: who looks at it, in which language, at what time; and its answer.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { isAllowed } from "../../lib/access/principal.ts";
import type { Refusal } from "../../lib/api/refusal.ts";
import type { TokenRight } from "../../lib/config.ts";
import type { WebEnv } from "../auth.ts";
import type { FormFields } from "../components/form.tsx";
import type { Frame } from "../components/layout.tsx";
import type { Outcome } from "../components/parts.tsx";
import { Time } from "../components/show.tsx";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { formLimit, readForm } from "../form.ts";
import { type Messages, messagesOf } from "../messages/messages.ts";
import { type Call, get, type Run } from "../routes.ts";

/** A request for a screen. */
export type Page = Context<WebEnv>;

const LANGUAGE_COOKIE = "czdock_lang";
const YEAR_S = 31_536_000;

/** The frame of the screen that is asked for. @param told what became of a form; else it is what the address says was done */
export function frameOf(deps: AppDeps, c: Page, told: Outcome | null = null): Frame {
  const { pathname, search } = new URL(c.req.url);
  const principal = c.get("principal");
  const { by } = principal;
  const { zone } = deps;
  const m = messagesFor(c);
  const seen = { m, nowMs: deps.clock.nowMs(), zone };
  const [, place = "", server, chargeId, act] = pathname.split("/");
  // A form's own address has no screen: it stands on an order's, or on that of its place.
  const stands = place === "orders" && act !== undefined
    ? `/orders/${server}/${chargeId}`
    : `/${place}`;
  return {
    ...seen,
    told: told ?? doneBefore(m, place, c.req.query("done")),
    time: (atMs) => Time({ atMs, frame: seen }),
    version: deps.version,
    by,
    may: (...oneOf) => isAllowed(principal, oneOf),
    signedIn: deps.config.users.some(({ name }) => by === `operator:${name}`),
    here: c.req.method === "POST" ? stands : pathname + search,
  };
}

/** A screen, for whoever may read. */
export function screen<P extends string>(path: P, run: Run<P>): Call {
  return get(path, [], run);
}

/** What a form does. @param may whoever has one of these rights; everybody where there are none */
export function form<P extends string>(
  path: P,
  may: readonly TokenRight[],
  run: Run<P>,
  bytesMax?: number,
): Call {
  const steps: MiddlewareHandler<WebEnv>[] = [
    formLimit(bytesMax),
    (c, next) =>
      may.length === 0 || isAllowed(c.get("principal"), may)
        ? next()
        : Promise.resolve(refuse(c, FORBIDDEN)),
  ];
  return { method: "POST", path, steps, run };
}

/** The fields of a form that are texts; of several of a name the last. */
export async function fieldsOf(c: Context): Promise<FormFields> {
  const entries = [...await readForm(c)];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** What was done before the screen was asked for: the sentence that `done` in the address names, where its place has such a one. */
function doneBefore(m: Messages, place: string, done = ""): Outcome | null {
  const places: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = m.done;
  const text = new Map(Object.entries(places[place] ?? {})).get(done);
  return text === undefined ? null : { good: true, text };
}

/** Shows a screen: as its address asks for it, or again with what became of a form that stands on it. */
export type Show = (c: Page, told?: Outcome, status?: ContentfulStatusCode) => Promise<Response>;

/** What shows the screen that is made of its frame so. */
export function showing(
  deps: AppDeps,
  made: (frame: Frame, c: Page) => JSX.Element | Promise<JSX.Element>,
): Show {
  return async (c, told, status) =>
    await answerScreen(c, await made(frameOf(deps, c, told), c), status);
}

/** Answers with a screen. */
export function answerScreen(
  c: Context,
  screen: JSX.Element,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  return c.html(html`<!DOCTYPE html>${screen}`, status);
}

/** Answers with a table for a spreadsheet. @param name what the file is to be called */
export function answerCsv(c: Context, name: string, text: string): Response {
  c.header("Content-Type", "text/csv; charset=utf-8");
  // A channel's name may have characters that a header can't.
  c.header("Content-Disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}.csv`);
  return c.body(text);
}

/** The answer to whoever may not do what he asks for. */
export const FORBIDDEN: Refusal = {
  code: "forbidden",
  message: "您的角色不能做这个操作 (your role may not do this)",
};

/** In the language chosen by `?lang=`, which a cookie remembers; Chinese where nobody has chosen. */
export function messagesFor(c: Context): Messages {
  const asked = c.req.query("lang");
  if (asked === "zh" || asked === "en") {
    setCookie(c, LANGUAGE_COOKIE, asked, { path: "/", maxAge: YEAR_S, sameSite: "Lax" });
  }
  return (asked ?? getCookie(c, LANGUAGE_COOKIE)) === "en" ? messagesOf("en") : messagesOf("zh");
}
