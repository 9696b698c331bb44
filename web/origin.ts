/**
 * Refuses what a browser sends on behalf of another site: requests with a foreign Host (where only this machine
 * may call) and changing requests from a foreign origin.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { hostName, isForeign } from "../lib/access/origin.ts";
import { isLoopback } from "../lib/addresses.ts";
import { refuse } from "./errors.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses a malformed Host header, and with `loopbackOnly` every host but this machine's loopback. */
export function checkHost(loopbackOnly: boolean): MiddlewareHandler {
  return async (c, next) => {
    const name = hostName(hostOf(c));
    if (name === null) {
      const message = "Host 请求头的格式不对 (malformed Host header)";
      return refuse(c, { code: "bad_host", message });
    }
    if (loopbackOnly && !isLoopback(name)) {
      const message = "没有配置用户和令牌时只接受发往 localhost、127.x.x.x 或 [::1] 的请求 " +
        "(without users and tokens the Host header must be loopback)";
      return refuse(c, { code: "bad_host", message });
    }
    await next();
  };
}

/** Refuses a changing request that a browser says comes from another origin. */
export function checkOrigin(): MiddlewareHandler {
  return async (c, next) => {
    const foreign = isForeign({
      url: c.req.url,
      host: hostOf(c),
      origin: c.req.header("Origin"),
      site: c.req.header("Sec-Fetch-Site"),
    });
    if (foreign && !SAFE_METHODS.has(c.req.method)) {
      const message = "拒绝来自其他网站的请求 (changing requests from another origin are refused)";
      return refuse(c, { code: "cross_origin", message });
    }
    await next();
  };
}

/** The Host header as it came, or the URL's host where HTTP/2 has none. */
function hostOf(c: Context): string {
  return c.req.header("Host") ?? new URL(c.req.url).host;
}
