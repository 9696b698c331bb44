/**
 * Somebody who asks, and what he may.
 *
 * @module
 */
import type { TokenRight, WebUserConfig } from "../config.ts";

/** Somebody who may ask. */
export interface Principal {
  /** As results and timelines name them: `token:NAME`, `operator:NAME`. */
  readonly by: string;
  /** What they may do. */
  readonly rights: ReadonlySet<TokenRight>;
}

/** Whoever sits at this machine, where nobody else can ask. */
export const LOCAL: Principal = { by: "operator:local", rights: new Set<TokenRight>(["admin"]) };

/** What each role may do. */
export const ROLE_RIGHTS: Readonly<Record<WebUserConfig["role"], ReadonlySet<TokenRight>>> = {
  viewer: new Set<TokenRight>(["read"]),
  operator: new Set<TokenRight>(["read", "settle", "push"]),
  admin: new Set<TokenRight>(["admin"]),
};

/** Whether somebody has one of the rights, or `admin`. */
export function isAllowed(principal: Principal, oneOf: readonly TokenRight[]): boolean {
  const { rights } = principal;
  return rights.has("admin") || oneOf.some((right) => rights.has(right));
}
