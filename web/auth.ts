/**
 * Who is asking, what they may, and what they did. Each way to show who one is is one {@linkcode Identify} step; the first that finds
 * credentials of its kind decides.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { isOpen } from "../lib/access/origin.ts";
import { isAllowed, LOCAL, type Principal, ROLE_RIGHTS } from "../lib/access/principal.ts";
import type { Sessions } from "../lib/access/sessions.ts";
import { Tokens } from "../lib/access/tokens.ts";
import type { Users } from "../lib/access/users.ts";
import type { TokenRight, WebConfig } from "../lib/config.ts";
import type { Log, LogFields } from "../lib/log.ts";
import { refuse } from "./errors.ts";

/** The cookie that holds a session's key. */
export const SESSION_COOKIE = "czdock_session";

/** What the handlers of this app find in their context. */
export interface WebEnv {
  /** What the server tells of a request's connection; tests may leave it out. */
  Bindings: { readonly remoteAddr?: { readonly hostname: string } } | undefined;
  /** What a request carries along. */
  Variables: {
    /** Set by {@linkcode authenticate}, so on every path below `/api/`. */
    principal: Principal;
  };
}

/**
 * One way to show who one is: the principal; `"none"` where the request has no credentials of this kind; `"wrong"` where
 * it has, and they are not right.
 */
export type Identify = (
  c: Context<WebEnv>,
) => Principal | "none" | "wrong" | Promise<Principal | "none" | "wrong">;

/** The steps that a configuration asks for. */
export function identifySteps(config: WebConfig, users: Users, sessions: Sessions): Identify[] {
  return isOpen(config)
    ? [() => LOCAL]
    : [bearer(new Tokens(config.tokens)), signedIn(users, sessions)];
}

/** The cookie of a session. One that is over is no wrong credential: whoever has it signs in again. */
export function signedIn(users: Users, sessions: Sessions): Identify {
  return (c) => {
    const key = getCookie(c, SESSION_COOKIE);
    const name = key === undefined ? null : sessions.user(key);
    const user = name === null ? null : users.get(name);
    return user === null ? "none" : { by: `operator:${user.name}`, rights: ROLE_RIGHTS[user.role] };
  };
}

/** Lets a page's request on when a step knows who asks; sends people to sign in otherwise. */
export function authenticatePage(
  config: WebConfig,
  steps: readonly Identify[],
): MiddlewareHandler<WebEnv> {
  const asApi = authenticate(steps);
  return async (c, next) => {
    const principal = await identified(c, steps);
    if (typeof principal !== "string") {
      c.set("principal", principal);
      // Whoever may only settle or push has no business with what the screens show.
      return await requires("read")(c, next);
    }
    if (config.users.length === 0 || principal === "wrong") return await asApi(c, next);
    const { pathname, search } = new URL(c.req.url);
    const back = c.req.method === "GET" ? pathname + search : "/";
    return c.redirect(`/sign-in?next=${encodeURIComponent(back)}`, 303);
  };
}

/** `Authorization: Bearer TOKEN`. */
export function bearer(tokens: Tokens): Identify {
  return (c) => {
    const token = /^Bearer +(.+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
    return token === undefined ? "none" : tokens.owner(token) ?? "wrong";
  };
}

/** Who asks, by the first step that finds credentials of its kind. */
export async function identified(
  c: Context<WebEnv>,
  steps: readonly Identify[],
): Promise<Principal | "none" | "wrong"> {
  for (const identify of steps) {
    const answer = await identify(c);
    if (answer !== "none") return answer;
  }
  return "none";
}

/** Lets a request on only when a step knows who asks; 401 otherwise. */
export function authenticate(steps: readonly Identify[]): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const principal = await identified(c, steps);
    if (typeof principal === "string") {
      const wrong = principal === "wrong";
      const error = wrong ? ', error="invalid_token"' : "";
      c.header("WWW-Authenticate", `Bearer realm="czdock"${error}`);
      const message = wrong
        ? "令牌不对 (the token is not known)"
        : "需要令牌 (a token is needed): Authorization: Bearer TOKEN";
      return refuse(c, { code: "unauthorized", message });
    }
    c.set("principal", principal);
    await next();
  };
}

/** Lets a request on only when the asker has one of the rights, or `admin`; 403 otherwise. */
export function requires(...oneOf: readonly TokenRight[]): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const principal = c.get("principal");
    if (!isAllowed(principal, oneOf)) {
      const rights = oneOf.join(" | ");
      const message = `${principal.by} 没有权限,需要 (lacks the right) ${rights} | admin`;
      return refuse(c, { code: "forbidden", message });
    }
    await next();
  };
}

/** Writes down what whoever asks has done, and from where. */
export function audited(
  { audit }: { readonly audit: Log },
  c: Context<WebEnv>,
  event: string,
  fields: LogFields = {},
): void {
  audit.info(event, { by: c.get("principal").by, from: addressOf(c), ...fields });
}

/** The address that a request came from; a reverse proxy's, where there is one. */
export function addressOf(c: Context<WebEnv>): string {
  return c.env?.remoteAddr?.hostname ?? "unknown";
}
