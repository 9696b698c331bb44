/**
 * `/sign-in` and `/sign-out`, for people of whom not even the language is known: both.
 *
 * @module
 */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Lockout } from "../../lib/access/lockout.ts";
import { SESSION_MS_MAX, type Sessions } from "../../lib/access/sessions.ts";
import type { Users } from "../../lib/access/users.ts";
import type { Log } from "../../lib/log.ts";
import { addressOf, SESSION_COOKIE } from "../auth.ts";
import { field, Hidden } from "../components/form.tsx";
import { Document } from "../components/layout.tsx";
import { type Both, halves } from "../messages/catalogue.ts";
import { messagesOf } from "../messages/messages.ts";
import type { Call } from "../routes.ts";
import { answerScreen, fieldsOf, form, type Page, screen } from "./page.ts";

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
function safeNext(next: string | undefined): string {
  if (next === undefined || next.length > 2000) return "/";
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : "/";
}

/** The calls to sign in and out. */
export function signInCalls({ users, sessions, lockout, audit }: SignInParts): Call[] {
  const signIn = async (c: Page) => {
    const fields = await fieldsOf(c);
    const { password = "" } = fields;
    const name = (fields.name ?? "").trim().slice(0, NAME_CHARACTERS_MAX);
    const next = safeNext(fields.next);
    const from = addressOf(c);
    const again = (status: 401 | 429 | 503, problem: Both) =>
      answerScreen(c, <SignInPage next={next} name={name} problem={problem} />, status);
    const waitS = Math.ceil(lockout.waitMs(name, from) / 1000);
    if (waitS > 0) {
      audit.warn("sign-in refused, too many failures", { user: name, from, waitS });
      c.header("Retry-After", `${waitS}`);
      return again(
        429,
        `失败次数太多，请 ${waitS} 秒后再试。 | Too many failures, try again in ${waitS} s.`,
      );
    }
    const checked = await users.check(name, password);
    if (checked.kind === "busy") {
      return again(503, "正忙，请稍后再试。 | Busy, try again in a moment.");
    }
    if (checked.kind === "wrong") {
      lockout.failed(name, from);
      audit.warn("sign-in failed", { user: name, from });
      return again(401, "用户名或密码不对。 | The name or the password is wrong.");
    }
    lockout.succeeded(name, from);
    const { user } = checked;
    // Never a key that the browser brought along: whoever planted it would be signed in too.
    setCookie(c, SESSION_COOKIE, sessions.begin(user.name, from), {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure: c.req.header("Origin")?.startsWith("https:") ?? false,
      maxAge: SESSION_MS_MAX / 1000,
    });
    audit.info("signed in", { user: user.name, role: user.role, from });
    return c.redirect(next, 303);
  };
  const signOut = async (c: Page) => {
    const key = getCookie(c, SESSION_COOKIE);
    const user = key === undefined ? null : sessions.user(key);
    if (key !== undefined && user !== null) {
      const { everywhere = "" } = await fieldsOf(c);
      const ended = everywhere === "" ? 1 : sessions.endAll(user);
      sessions.end(key);
      audit.info("signed out", { user, from: addressOf(c), sessions: ended });
    }
    deleteCookie(c, SESSION_COOKIE, { path: "/" });
    return c.redirect("/sign-in", 303);
  };
  return [
    screen("/sign-in", (c) => answerScreen(c, <SignInPage next={safeNext(c.req.query("next"))} />)),
    form("/sign-in", [], signIn, FORM_BYTES_MAX),
    form("/sign-out", [], signOut, FORM_BYTES_MAX),
  ];
}

function SignInPage(
  { next, name = "", problem }: {
    /** Where to go on; a path of this page. */
    next: string;
    /** What was typed as the name. */
    name?: string;
    /** What went wrong. */
    problem?: Both;
  },
) {
  return (
    <Document m={messagesOf("zh")} title="登录">
      <body class="alone">
        <main class="card">
          <div class="head">
            <h1>czdock</h1>
          </div>
          {problem !== undefined && <p class="told bad" role="alert">{bothOf(problem)}</p>}
          <form method="post" action="/sign-in">
            <Hidden fields={{ next }} />
            {field("name", bothOf("用户名 | Name"), {
              value: name,
              autocomplete: "username",
              required: true,
              maxlength: NAME_CHARACTERS_MAX,
            })}
            {field("password", bothOf("密码 | Password"), {
              type: "password",
              autocomplete: "current-password",
              required: true,
              maxlength: 128,
            })}
            <button type="submit" class="main">{bothOf("登录 | Sign in")}</button>
          </form>
        </main>
      </body>
    </Document>
  );
}

function bothOf(both: Both) {
  const [zh, en] = halves(both);
  return (
    <span>
      {zh} <span lang="en">{en}</span>
    </span>
  );
}
