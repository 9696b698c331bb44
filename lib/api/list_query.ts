/**
 * What the listing's address asks for: the API's own parameters, and spans of time as people say them.
 *
 * @module
 */
import { formatMoney } from "../money.ts";
import type { OrderFilter } from "../order_query.ts";
import type { Zone } from "../zone.ts";
import { readOrderQuery } from "./order_query.ts";
import type { OrderQuery } from "./order_query.ts";
import { instantIn, spanOf } from "./times.ts";

/** What is asked for, or what can't be read of it: a sentence, or that it is the time. */
export type ReadList =
  | { readonly ok: true; readonly query: OrderQuery }
  | { readonly ok: false; readonly problem: string | null };

/** Reads the address's parameters. Times are in `zone`; a day as the end is part of the span. */
export function readListQuery(params: URLSearchParams, zone: Zone, nowMs: number): ReadList {
  const asked = new URLSearchParams(params);
  // The screen's own parameters are no part of the API's filter.
  for (const name of ["time", "lang", "from", "to", "done"]) asked.delete(name);
  const query = readOrderQuery(asked);
  if (!query.ok) return { ok: false, problem: query.refusal.message };
  const span = readSpan(params, zone, nowMs);
  if (span === null) return { ok: false, problem: null };
  const filter = { ...query.value.filter, ...span };
  return { ok: true, query: { ...query.value, filter } };
}

function readSpan(
  params: URLSearchParams,
  zone: Zone,
  nowMs: number,
): Pick<OrderFilter, "fromMs" | "toMs"> | null {
  const time = params.get("time")?.trim() ?? "";
  if (time !== "" && time !== "between") return spanOf(time, zone, nowMs);
  const span: { fromMs?: number; toMs?: number } = {};
  for (const [name, end] of [["from", "start"], ["to", "end"]] as const) {
    const text = params.get(name)?.trim() ?? "";
    if (text === "") continue;
    const atMs = instantIn(zone, text, end);
    if (atMs === null) return null;
    span[name === "from" ? "fromMs" : "toMs"] = atMs;
  }
  const { fromMs = 0, toMs = Infinity } = span;
  return fromMs < toMs ? span : null;
}

/** A filter as the API's parameters. */
export function apiParams(filter: OrderFilter): URLSearchParams {
  const params = new URLSearchParams();
  const { fromMs, toMs, cashMin, cashMax, ...plain } = filter;
  for (const [name, value] of Object.entries(plain)) params.set(name, String(value));
  if (cashMin !== undefined) params.set("cashMin", formatMoney(cashMin));
  if (cashMax !== undefined) params.set("cashMax", formatMoney(cashMax));
  if (fromMs !== undefined) params.set("from", new Date(fromMs).toISOString());
  if (toMs !== undefined) params.set("to", new Date(toMs).toISOString());
  return params;
}
