/**
 * Addresses as a table: by which method, for whom, with what answer. From it follow 403 for whoever may not, and 405 with
 * `Allow` for every other method.
 *
 * @module
 */
import { Hono } from "hono";
import type { Context, Handler, MiddlewareHandler } from "hono";
import type { Refusal } from "../lib/api/refusal.ts";
import type { TokenRight } from "../lib/config.ts";
import { requires, type WebEnv } from "./auth.ts";
import { refuse } from "./errors.ts";

/** An answer, or why there is none. */
export type Answer = Response | Refusal;

/** What answers a request. */
export type Run<P extends string> = (c: Context<WebEnv, P>) => Answer | Promise<Answer>;

/** An address and a method. */
export interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** What a request goes through before it is answered. */
  readonly steps: readonly MiddlewareHandler<WebEnv>[];
  readonly run: Run<string>;
}

/** What is read. @param may whoever has one of these rights; everybody where there are none */
export function get<P extends string>(path: P, may: readonly TokenRight[], run: Run<P>): Call {
  return { method: "GET", path, steps: may.length === 0 ? [] : [requires(...may)], run };
}

/** What changes something. @param may whoever has one of these rights */
export function post<P extends string>(path: P, may: readonly TokenRight[], run: Run<P>): Call {
  return { method: "POST", path, steps: [requires(...may)], run };
}

/** The addresses of a table. */
export function routes(calls: readonly Call[]): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const allowed = new Map<string, string[]>();
  for (const { method, path, steps, run } of calls) {
    for (const step of steps) app.on(method, path, step);
    app.on(method, path, async (c) => {
      const answer = await run(c);
      return answer instanceof Response ? answer : refuse(c, answer);
    });
    const methods = method === "GET" ? ["GET", "HEAD"] : [method];
    allowed.set(path, [...allowed.get(path) ?? [], ...methods]);
  }
  for (const [path, methods] of allowed) app.all(path, methodNotAllowed(methods.join(", ")));
  return app;
}

/** Answers 405. Registered with `all` after the methods that exist. @param allow them, as `Allow` names them */
export function methodNotAllowed(allow: string): Handler {
  return (c) => {
    c.header("Allow", allow);
    const message = `这个地址只接受 (this address takes only) ${allow}`;
    return refuse(c, { code: "method_not_allowed", message });
  };
}
