/**
 * Which host a request was sent to. A page of another site that has its name point here (DNS rebinding) is told
 * apart by the Host header: it carries that site's name.
 *
 * @module
 */
import type { Context } from "hono";

/** A name, an IPv4 or a bracketed IPv6 address, and perhaps a port. */
const WELL_FORMED = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*))(?::\d{1,5})?$/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/i;

/** Whether a name or address, without a port, is this machine's own loopback. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** The Host header as it came, or the URL's host where HTTP/2 has none. */
export function hostOf(c: Context): string {
  return c.req.header("Host") ?? new URL(c.req.url).host;
}

/** The host without its port; `null` where the header is malformed. */
export function hostName(host: string): string | null {
  return WELL_FORMED.exec(host)?.[1] ?? null;
}
