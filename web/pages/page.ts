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

/** The frame of the screen that is asked for. */
export function frameOf(deps: AppDeps, c: Page): Frame {
  const { pathname, search } = new URL(c.req.url);
  const principal = c.get("principal");
  const { by } = principal;
  const { zone } = deps;
  const seen = { m: messagesFor(c), nowMs: deps.clock.nowMs(), zone };
  return {
    ...seen,
    time: (atMs) => Time({ atMs, frame: seen }),
    version: deps.version,
    by,
    may: (...oneOf) => isAllowed(principal, oneOf),
    signedIn: deps.config.users.some(({ name }) => by === `operator:${name}`),
    // A form's own address has no screen to come back to.
    here: c.req.method === "POST" ? `/${pathname.split("/")[1] ?? ""}` : pathname + search,
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
export async function fieldsOf(c: Context): Promise<Partial<Record<string, string>>> {
  const entries = [...await readForm(c)];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** What was done before the screen was asked for: the sentence that `done` in the address names, where it is one of these. */
export function doneBefore(
  c: Context,
  sentences: Readonly<Partial<Record<string, string>>>,
): Outcome | null {
  const done = c.req.query("done") ?? "";
  const text = Object.hasOwn(sentences, done) ? sentences[done] : undefined;
  return text === undefined ? null : { good: true, text };
}

/** Answers with a screen. */
export function answerScreen(
  c: Context,
  screen: JSX.Element,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  return c.html(html`<!DOCTYPE html>${screen}`, status);
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
