/**
 * An order as a text that can be sent to whoever helps: everything but secrets.
 *
 * @module
 */
import type { OrderJson } from "../../lib/api/order_json.ts";
import type { Order } from "../../lib/order.ts";
import type { Frame } from "../components/layout.tsx";
import type { Story } from "./order_story.ts";

/** An order's fields by their names, those of its parts as `result.retCode`; without what is empty and the timeline. */
export function fieldsOf({ timeline: _, ...json }: OrderJson): [name: string, value: string][] {
  const of = (part: object, before: string): [string, string][] =>
    Object.entries(part).flatMap(([name, value]) =>
      value === "" || value === null
        ? []
        : typeof value === "object"
        ? of(value, `${before}${name}.`)
        : [[before + name, String(value)]]
    );
  return of(json, "");
}

/** The text; every line says what it is. */
export function diagnosisOf(
  order: Order,
  json: OrderJson,
  story: Story,
  { version, nowMs, zone }: Pick<Frame, "version" | "nowMs" | "zone">,
): string {
  return [
    `czdock ${version}, ${zone.textOf(nowMs)}`,
    story.happened,
    story.money,
    story.next,
    story.contradicted,
    "",
    ...fieldsOf(json).map(([name, value]) => `${name}: ${value}`),
    "",
    ...order.timeline.flatMap(({ atMs, kind, note, exchange }) => [
      `${zone.textOf(atMs)} +${sinceText(order, atMs)}s ${kind} ${note ?? ""}`.trimEnd(),
      ...(exchange === undefined ? [] : [
        `  > ${exchange.request}`,
        `  < ${exchange.answer} (${exchange.tookMs} ms)`,
      ]),
    ]),
  ].filter((line, at, all) => line !== "" || all[at - 1] !== "").join("\n");
}

/** Seconds since the receipt, with three decimals. */
export function sinceText({ receivedAtMs }: Order, atMs: number): string {
  return ((atMs - receivedAtMs) / 1000).toFixed(3);
}
