/**
 * What every screen is made with: who looks at it, in which language, at what time.
 *
 * @module
 */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { WebEnv } from "../auth.ts";
import type { Frame } from "../components/layout.tsx";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { en } from "../messages/en.ts";
import { zh } from "../messages/zh.ts";

/** A request for a screen. */
export type Page = Context<WebEnv>;

const LANGUAGE_COOKIE = "czdock_lang";
const YEAR_S = 31_536_000;

/** The frame of the screen that is asked for. */
export function frameOf(deps: AppDeps, c: Page): Frame {
  const { pathname, search } = new URL(c.req.url);
  const { by } = c.get("principal");
  return {
    m: languageOf(c) === "en" ? en : zh,
    nowMs: deps.clock.nowMs(),
    version: deps.version,
    by,
    signedIn: deps.config.users.some(({ name }) => by === `operator:${name}`),
    here: pathname + search,
  };
}

/** The answer to whoever may not do what he asks for. */
export function forbidden(c: Page): Response {
  return refuse(c, {
    code: "forbidden",
    message: "您的角色不能做这个操作 (your role may not do this)",
  });
}

/** Chosen by `?lang=`, remembered in a cookie; Chinese where nobody has chosen. */
function languageOf(c: Page): "zh" | "en" {
  const asked = c.req.query("lang");
  if (asked === "zh" || asked === "en") {
    setCookie(c, LANGUAGE_COOKIE, asked, { path: "/", maxAge: YEAR_S, sameSite: "Lax" });
    return asked;
  }
  return getCookie(c, LANGUAGE_COOKIE) === "en" ? "en" : "zh";
}
