/**
 * The small things that every screen shows: times, amounts and how an order stands.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { formatMoney, type Money } from "../../lib/money.ts";
import type { Order, OrderId } from "../../lib/order.ts";
import type { ServerLink } from "../../lib/status.ts";
import type { Messages } from "../messages/messages.ts";
import type { Frame } from "./layout.tsx";

/** By language. Making one takes longer than the rest of a row of a table. */
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

/** How long ago, or until, in the largest unit that fits. */
export function relativeTime(atMs: number, nowMs: number, lang: string): string {
  const seconds = Math.round((atMs - nowMs) / 1000);
  const format = relativeFormats.get(lang) ??
    new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  relativeFormats.set(lang, format);
  const size = Math.abs(seconds);
  if (size < 60) return format.format(seconds, "second");
  if (size < 3600) return format.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return format.format(Math.round(seconds / 3600), "hour");
  return format.format(Math.round(seconds / 86_400), "day");
}

/** An instant in the configured zone, with how long ago it was in its tooltip; a dash where there is none. */
export function Time(
  { atMs, frame }: { atMs: number | null; frame: Pick<Frame, "zone" | "nowMs" | "m"> },
): JSX.Element {
  if (atMs === null) return <span class="dim">–</span>;
  const { zone, nowMs, m } = frame;
  return (
    <time datetime={new Date(atMs).toISOString()} title={relativeTime(atMs, nowMs, m.lang)}>
      {zone.textOf(atMs)}
    </time>
  );
}

/** An amount in yuan with its thousands set apart: `1,234.500`. */
export function shownMoney(money: Money): string {
  const [whole = "", decimals = ""] = formatMoney(money).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${decimals}`;
}

/** `operator:li` is `li`, `channel:acme` stays. */
export function nameOf(by: string): string {
  return by.replace(/^operator:/, "");
}

/** How an order stands: its state, or its result once it has one. */
export function StateBadge({ order, m }: { order: Order; m: Messages }): JSX.Element {
  if (order.state !== "settled") {
    const look = order.state === "review" ? "badge warn" : "badge dim";
    return <span class={look}>{m.stateNames[order.state]}</span>;
  }
  const { retCode } = order.result;
  const look = { 1: "badge ok", 2: "badge warn", 3: "badge bad" }[retCode];
  return <span class={look}>{m.retCodes[retCode]}</span>;
}

/** Whether the server has the result; a dash while there is none. */
export function DeliveryBadge({ order, m }: { order: Order; m: Messages }): JSX.Element {
  if (order.state !== "settled") return <span class="dim">–</span>;
  const { state } = order.delivery;
  const look = { pending: "badge warn", confirmed: "badge ok", abandoned: "badge bad" }[state];
  return <span class={look}>{m.deliveries[state]}</span>;
}

/** Where an order's own page is, and below it what may be done with the order. */
export function orderPath({ server, chargeId }: OrderId, root = "/orders"): string {
  return `${root}/${encodeURIComponent(server)}/${encodeURIComponent(chargeId)}`;
}

/** Whether a server takes callbacks. */
export function LinkBadge({ link, m }: { link: ServerLink; m: Messages }): JSX.Element {
  const look = { answering: "badge ok", silent: "badge bad", unknown: "badge dim" }[link];
  return <span class={look}>{m.links[link]}</span>;
}

/** How long something took, in the unit that fits; a dash where it is not known. */
export function shownDelay(ms: number | null, m: Messages): string {
  if (ms === null) return "–";
  return ms < 1000
    ? m.milliseconds({ count: `${ms}` })
    : m.seconds({ count: (ms / 1000).toFixed(ms < 10_000 ? 1 : 0) });
}

/** A count, and the most it may be where there is such a limit. */
export function ofMost(count: number | string, most: number | string | null): JSX.Element {
  if (most === null) return <>{count}</>;
  return (
    <>
      {count}
      <span class="dim">{` / ${most}`}</span>
    </>
  );
}

/** A size in the unit that fits. */
export function shownBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const at = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** at).toFixed(at === 0 ? 0 : 1)} ${units[at] ?? ""}`;
}
