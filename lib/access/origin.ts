/**
 * Where a request comes from, as its headers tell. A page of another site that has its name point here (DNS rebinding) is
 * told apart by the Host header: it carries that site's name.
 *
 * @module
 */
import { isLoopback } from "../addresses.ts";
import type { WebConfig } from "../config.ts";

/** A name, an IPv4 or a bracketed IPv6 address, and perhaps a port. */
const WELL_FORMED = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_][a-z0-9._-]*))(?::\d{1,5})?$/i;

/** Whether anybody on this machine may do everything: the page is on loopback and has no users and no tokens. */
export function isOpen(config: WebConfig): boolean {
  return isLoopback(config.host) && config.users.length === 0 && config.tokens.length === 0;
}

/** The host of a Host header, without its port and its brackets; `null` where it is malformed. */
export function hostName(host: string): string | null {
  const [, address, name] = WELL_FORMED.exec(host) ?? [];
  return address ?? name ?? null;
}

/** What a request says of where it comes from. */
export interface From {
  /** Its address here. */
  readonly url: string;
  /** The Host header. */
  readonly host: string;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined;
}

/** Whether a browser says that a request comes from another origin. Programs send neither header. */
export function isForeign({ url, host, origin, site }: From): boolean {
  if (site === "cross-site" || site === "same-site") return true;
  if (origin === undefined || origin === originAt(new URL(url).protocol, host)) return false;
  // Behind a proxy that ends TLS the page is https and we are http. Only the browser can set Sec-Fetch-Site, so where
  // it vouches for the origin, the scheme may differ; the host never.
  return site !== "same-origin" || origin !== originAt("https:", host);
}

/** Goes through URL so that a default port is left out as browsers leave it out. */
function originAt(protocol: string, host: string): string | null {
  return URL.parse(`${protocol}//${host}`)?.origin ?? null;
}
