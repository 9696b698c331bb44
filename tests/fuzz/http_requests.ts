/**
 * HTTP requests by the grammar of the page and the API, right and wrong.
 *
 * @module
 */
import type { Chance } from "../support/world/chance.ts";
import { anyBody, odd } from "./http_bodies.ts";
import { anyText, mutateMembers, ODD_TEXTS } from "./mutate.ts";

/** What is sent. */
export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | null;
  /** The connection breaks before the body's end. */
  readonly isBroken: boolean;
}

/** Paths with `:name` where something is put in. */
const PATHS = [
  "/",
  "/orders",
  "/orders/:server/:id",
  "/desk",
  "/channels",
  "/servers",
  "/log",
  "/log/audit",
  "/settings",
  "/reconciliation",
  "/reconciliation/sums.csv",
  "/reconciliation/statements/:word",
  "/reconciliation/statements/:word/differences.csv",
  "/sign-in",
  "/healthz",
  "/metrics",
  "/style.css",
  "/page.js",
  "/api/overview",
  "/api/orders",
  "/api/orders/:server/:id",
  "/api/export.csv",
  "/api/export.ndjson",
  "/api/events",
  "/api/survey.ndjson",
  "/api/alarms",
  "/api/log-levels",
  "/api/restored",
  "/notify/:channel",
  "/:word",
  "/api/:word",
] as const;
const POSTS = [
  "/orders/bulk",
  "/orders/:server/:id/settle",
  "/orders/:server/:id/push",
  "/orders/:server/:id/inquire",
  "/desk/:server/:id/claim",
  "/desk/:server/:id/release",
  "/desk/:server/:id/settle",
  "/channels/:channel/pause",
  "/channels/:channel/resume",
  "/servers/:server/try",
  "/settings/reload",
  "/settings/go-on",
  "/settings/sessions/:word/end",
  "/settings/log-levels",
  "/settings/alarms",
  "/reconciliation/statements",
  "/sign-out",
  "/api/orders/:server/:id/settle",
  "/api/orders/:server/:id/push",
  "/api/orders/:server/:id/inquire",
  "/api/orders/:server/:id/extend",
  "/api/orders/:server/:id/release",
  "/api/channels/:channel/claim",
  "/api/channels/:channel/pause",
  "/api/channels/:channel/resume",
  "/api/reload",
  "/api/alarms/test",
  "/api/log-levels",
  "/api/restored/go-on",
  "/api/stop",
  "/notify/:channel",
] as const;

const QUERY = [
  "state",
  "retCode",
  "delivery",
  "server",
  "channel",
  "q",
  "flag",
  "from",
  "to",
  "limit",
  "cursor",
  "time",
  "done",
  "show",
  "day",
  "encoding",
  "next",
  "id",
  "amountIs",
  "chargeType",
  "cashMin",
  "level",
  "before",
] as const;
const VALUES = [
  "settled",
  "review",
  "queued",
  "1",
  "3",
  "0",
  "50",
  "500",
  "501",
  "-1",
  "main",
  "desk",
  "196",
  "abandoned",
  "2026-03-01",
  "2026-03-01T08:00:00Z",
  "2026-13-45",
  "9999-12-31T23:59:59.999Z",
  "-271821-04-20T00:00:00Z",
  "",
  "next",
  "today",
  "gbk",
  "cost",
  "1e5",
  "100.5",
  "contradicted",
  "/orders?state=review",
  "//evil.example",
] as const;

/** Texts that requests are sent with to be somebody. */
export interface Credentials {
  /** What is right, by what it is called. */
  readonly right: Readonly<Record<string, readonly [header: string, value: string]>>;
}

/** A request, and as whom. */
export function anyRequest(
  chance: Chance,
  { right }: Credentials,
): Sent & { readonly as: string | null } {
  const isPost = chance.hit(0.55);
  const method = chance.hit(0.05)
    ? chance.pick(["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND"])
    : isPost
    ? "POST"
    : "GET";
  const path = filled(isPost ? chance.pick(POSTS) : chance.pick(PATHS), chance) + query(chance);
  let headers: (readonly [string, string])[] = [[
    "Host",
    chance.hit(0.9)
      ? "localhost"
      : odd(chance, ["evil.example", "127.0.0.1:60080", "[::1]", "a b", "localhost:99999", ""]),
  ]];
  if (chance.hit(0.2)) {
    headers.push(["Accept", chance.pick(["text/html", "application/json", "*/*", ""])]);
  }
  if (chance.hit(0.1)) {
    headers.push([
      "Origin",
      odd(chance, ["http://localhost", "https://localhost", "http://evil.example", "null", ""]),
    ]);
  }
  if (chance.hit(0.1)) {
    headers.push([
      "Sec-Fetch-Site",
      chance.pick(["same-origin", "cross-site", "same-site", "none", "x"]),
    ]);
  }
  if (chance.hit(0.1)) {
    headers.push(["Accept-Language", odd(chance, ["en", "zh-CN,zh;q=0.9", "*"])]);
  }
  if (chance.hit(0.05)) {
    headers.push(["Cookie", odd(chance, ["czdock_session=x", "a=b; czdock_session=", "=; ;"])]);
  }
  const names = Object.keys(right);
  const as = names.length > 0 && chance.hit(0.7)
    ? chance.pick(names as [string, ...string[]])
    : null;
  const credential = as === null ? undefined : right[as];
  if (credential !== undefined) headers.push(credential);
  else if (chance.hit(0.3)) {
    headers.push([
      "Authorization",
      odd(chance, ["Bearer x", "Bearer ", "Basic YTpi", `Bearer ${"a".repeat(5000)}`]),
    ]);
  }
  const { type, bytes } = method === "GET" || method === "HEAD"
    ? { type: null, bytes: null }
    : anyBody(path, chance);
  if (type !== null && chance.hit(0.95)) headers.push(["Content-Type", type]);
  if (chance.hit(0.05)) headers = mutateMembers(headers, chance, (chance) => odd(chance, ["x"]));
  // The credential itself is never changed: who it is decides what may be.
  const own = headers.filter(([name, value]) =>
    credential === undefined || name.toLowerCase() !== credential[0].toLowerCase() ||
    value === credential[1]
  );
  return {
    method,
    path,
    headers: own.filter(isHeader),
    body: bytes,
    isBroken: bytes !== null && chance.hit(0.02),
    as,
  };
}

/** What a server would hand over at all. */
function isHeader([name, value]: readonly [string, string]): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value) &&
    value === value.trim();
}

function filled(path: string, chance: Chance): string {
  const put: Record<string, readonly [string, ...string[]]> = {
    server: ["main", "main", "main", "far", "__proto__"],
    id: ["196", "197", "198", "199", "200", "1"],
    channel: ["desk", "jobs", "market", "nobody", "constructor"],
    word: ["x", "..", "etc", "%2e%2e", "style.css"],
  };
  return path.replaceAll(
    /:(\w+)/g,
    (_, name: string) =>
      chance.hit(0.85)
        ? chance.pick(put[name] ?? ["x"])
        : chance.hit(0.5)
        ? encodeURIComponent(anyText(chance).toWellFormed())
        : chance.pick(["%", "%zz", "%00", "%2f", ".", "//", "%ff%fe", "a%0ab"]),
  );
}

function query(chance: Chance): string {
  const count = chance.pick([0, 0, 0, 1, 2, 4]);
  const members = Array.from({ length: count }, () => {
    const name = chance.hit(0.9) ? chance.pick(QUERY) : anyText(chance).toWellFormed();
    const value = chance.hit(0.7) ? chance.pick(VALUES) : anyText(chance).toWellFormed();
    return chance.hit(0.9)
      ? `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
      : `${name}=%zz&&=${chance.pick(ODD_TEXTS)}`;
  });
  return count === 0 ? "" : `?${members.join("&")}`;
}
