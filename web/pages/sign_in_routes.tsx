/**
 * `/sign-in` and `/sign-out`.
 *
 * @module
 */
import { Hono } from "hono";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import type { Log } from "../../lib/log.ts";
import { addressOf, SESSION_COOKIE } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import { formLimit } from "../form.ts";
import { methodNotAllowed } from "../routes.ts";
import type { Lockout } from "../../lib/access/lockout.ts";
import { SignInPage } from "./sign_in.tsx";
import type { SignInProps } from "./sign_in.tsx";
import { SESSION_MS_MAX } from "../../lib/access/sessions.ts";
import type { Sessions } from "../../lib/access/sessions.ts";
import type { Users } from "../../lib/access/users.ts";

/** Bytes of a form. */
const FORM_BYTES_MAX = 4096;
const NAME_CHARACTERS_MAX = 64;

/** What signing in works with. */
export interface SignInParts {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly lockout: Lockout;
  /** Who signed in and out, and who failed to. Never the password. */
  readonly audit: Log;
}

/** A path of this page to go on to; `/` for anything else, for a link must not lead elsewhere through us. */
export function safeNext(next: unknown): string {
  if (typeof next !== "string" || next.length > 2000) return "/";
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : "/";
}

/** The calls to sign in and out. */
export function signInRoutes(parts: SignInParts): Hono<WebEnv> {
  const { users, sessions, lockout, audit } = parts;
  const routes = new Hono<WebEnv>();
  const form = (c: Context, status: 200 | 401 | 429 | 503, props: SignInProps) =>
    c.html(html`<!DOCTYPE html>${<SignInPage {...props} />}`, status);

  routes.get("/sign-in", (c) => form(c, 200, { next: safeNext(c.req.query("next")) }));
  const limit = formLimit(FORM_BYTES_MAX);
  routes.post("/sign-in", limit, async (c) => {
    const fields = await c.req.parseBody();
    const name = textOf(fields.name).trim().slice(0, NAME_CHARACTERS_MAX);
    const next = safeNext(fields.next);
    const from = addressOf(c);
    const waitS = Math.ceil(lockout.waitMs(name, from) / 1000);
    if (waitS > 0) {
      audit.warn("sign-in refused, too many failures", { user: name, from, waitS });
      c.header("Retry-After", `${waitS}`);
      const problem = [
        `失败次数太多,请 ${waitS} 秒后再试。`,
        `Too many failures, try again in ${waitS} s.`,
      ] as const;
      return form(c, 429, { next, name, problem });
    }
    const checked = await users.check(name, textOf(fields.password));
    if (checked.kind === "busy") {
      const problem = ["正忙,请稍后再试。", "Busy, try again in a moment."] as const;
      return form(c, 503, { next, name, problem });
    }
    if (checked.kind === "wrong") {
      lockout.failed(name, from);
      audit.warn("sign-in failed", { user: name, from });
      const problem = ["用户名或密码不对。", "The name or the password is wrong."] as const;
      return form(c, 401, { next, name, problem });
    }
    lockout.succeeded(name, from);
    // Never one that the browser brought along: whoever planted it would be signed in too.
    const key = sessions.begin(checked.user.name, from);
    setCookie(c, SESSION_COOKIE, key, {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure: c.req.header("Origin")?.startsWith("https:") ?? false,
      maxAge: SESSION_MS_MAX / 1000,
    });
    audit.info("signed in", { user: checked.user.name, role: checked.user.role, from });
    return c.redirect(next, 303);
  });
  routes.all("/sign-in", methodNotAllowed("GET, HEAD, POST"));

  routes.post("/sign-out", limit, async (c) => {
    const key = getCookie(c, SESSION_COOKIE);
    const user = key === undefined ? null : sessions.user(key);
    if (key !== undefined && user !== null) {
      const everywhere = textOf((await c.req.parseBody()).everywhere) !== "";
      const ended = everywhere ? sessions.endAll(user) : 1;
      sessions.end(key);
      audit.info("signed out", { user, from: addressOf(c), sessions: ended });
    }
    deleteCookie(c, SESSION_COOKIE, { path: "/" });
    return c.redirect("/sign-in", 303);
  });
  routes.all("/sign-out", methodNotAllowed("POST"));
  return routes;
}

function textOf(field: unknown): string {
  return typeof field === "string" ? field : "";
}
