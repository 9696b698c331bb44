/**
 * Reads what is to be compared, as an address says it.
 *
 * @module
 */
import { isDay } from "../zone.ts";
import type { Zone } from "../zone.ts";
import type { Question } from "./reconcile.ts";
import { COLUMNS } from "./statement.ts";
import type { Columns } from "./statement.ts";

/** What is to be compared, or why it can't be. */
export type ReadQuestion =
  | { readonly ok: true; readonly question: Question }
  | { readonly ok: false; readonly problem: "noDay" | "noChannel" };

/** Reads the day, the channel, and how the statement is to be read. @param channels those that there are */
export function readQuestion(
  params: URLSearchParams,
  channels: readonly string[],
  zone: Zone,
): ReadQuestion {
  const day = params.get("day") ?? "";
  const channel = params.get("channel") ?? "";
  const encoding = params.get("encoding");
  if (!isDay(day)) return { ok: false, problem: "noDay" };
  if (!channels.includes(channel)) return { ok: false, problem: "noChannel" };
  const columns: Columns = {};
  for (const column of COLUMNS) {
    const place = params.get(column);
    if (place !== null && /^(-1|\d{1,3})$/.test(place)) columns[column] = Number(place);
  }
  const question = {
    channel,
    fromMs: zone.startOf(day),
    toMs: zone.startOf(zone.dayAfter(day, 1)),
    encoding: encoding === "utf-8" || encoding === "gbk" ? encoding : null,
    columns,
    amountIs: params.get("amountIs") === "cost" ? "cost" : "cash",
  } as const;
  return { ok: true, question };
}
