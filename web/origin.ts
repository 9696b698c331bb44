/**
 * Refuses what a browser sends on behalf of another site: requests with a foreign Host (where only this machine
 * may call) and changing requests from a foreign origin.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { refuse } from "./errors.ts";
import { hostName, hostOf, isLoopback } from "./host.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses a malformed Host header, and with `loopbackOnly` every host but this machine's loopback. */
export function checkHost(loopbackOnly: boolean): MiddlewareHandler {
  return async (c, next) => {
    const name = hostName(hostOf(c));
    if (name === null) {
      return refuse(c, {
        code: "bad_host",
        message: "Host 请求头的格式不对 (malformed Host header)",
      });
    }
    if (loopbackOnly && !isLoopback(name)) {
      const message = "没有配置用户和令牌时只接受发往 localhost、127.x.x.x 或 [::1] 的请求 " +
        "(without users and tokens the Host header must be loopback)";
      return refuse(c, { code: "bad_host", message });
    }
    await next();
  };
}

/** Refuses a changing request that a browser says comes from another origin. Programs send neither header. */
export function checkOrigin(): MiddlewareHandler {
  return async (c, next) => {
    const site = c.req.header("Sec-Fetch-Site");
    const origin = c.req.header("Origin");
    const foreign = site === "cross-site" || site === "same-site" ||
      (origin !== undefined && !isOwn(origin, c.req.url, hostOf(c), site));
    if (foreign && !SAFE_METHODS.has(c.req.method)) {
      const message = "拒绝来自其他网站的请求 (changing requests from another origin are refused)";
      return refuse(c, { code: "cross_origin", message });
    }
    await next();
  };
}

function isOwn(origin: string, url: string, host: string, site: string | undefined): boolean {
  const { protocol } = new URL(url);
  if (origin === originAt(protocol, host)) return true;
  // Behind a proxy that ends TLS the page is https and we are http. Only the browser can set Sec-Fetch-Site, so where
  // it vouches for the origin, the scheme may differ; the host never.
  return site === "same-origin" && origin === originAt("https:", host);
}

/** Goes through URL so that a default port is left out as browsers leave it out. */
function originAt(protocol: string, host: string): string | null {
  return URL.parse(`${protocol}//${host}`)?.origin ?? null;
}
