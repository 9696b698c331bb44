/**
 * Who is asking, and what they may. Each way to show who one is is one {@linkcode Identify} step; the first that finds
 * credentials of its kind decides.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { TokenRight, WebConfig, WebTokenConfig } from "../lib/config.ts";
import { refuse } from "./errors.ts";
import { isLoopback } from "./host.ts";

/** Somebody who may ask. */
export interface Principal {
  /** As results and timelines name them: `token:NAME`, `operator:NAME`. */
  readonly by: string;
  /** What they may do. */
  readonly rights: ReadonlySet<TokenRight>;
}

/** What the handlers of this app find in their context. */
export interface WebEnv {
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

/** Whoever sits at this machine, where nobody else can ask. */
const LOCAL: Principal = { by: "operator:local", rights: new Set<TokenRight>(["admin"]) };

/** Whether anybody on this machine may do everything: the page is on loopback and has no users and no tokens. */
export function isOpen(config: WebConfig): boolean {
  return isLoopback(config.host) && config.users.length === 0 && config.tokens.length === 0;
}

/** The steps that a configuration asks for. */
export function identifySteps(config: WebConfig): Identify[] {
  return isOpen(config) ? [() => LOCAL] : [bearer(config.tokens)];
}

/** `Authorization: Bearer TOKEN`, compared in constant time. */
export function bearer(tokens: readonly WebTokenConfig[]): Identify {
  const known = tokens.map(({ name, token, may }) => ({
    // Digests have one length, so the comparison tells nothing of the token's either.
    digest: sha256(token),
    principal: { by: `token:${name}`, rights: new Set(may) },
  }));
  return (c) => {
    const token = /^Bearer +(.+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
    if (token === undefined) return "none";
    const sent = sha256(token);
    let found: Principal | "wrong" = "wrong";
    // No early end: the time taken must not say which token it was.
    for (const { digest, principal } of known) {
      if (timingSafeEqual(digest, sent)) found = principal;
    }
    return found;
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

/** Whether somebody has one of the rights, or `admin`. */
export function isAllowed(principal: Principal, oneOf: readonly TokenRight[]): boolean {
  const { rights } = principal;
  return rights.has("admin") || oneOf.some((right) => rights.has(right));
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

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
