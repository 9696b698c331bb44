/**
 * An order as a text that can be sent to whoever helps: everything but secrets.
 *
 * @module
 */
import type { OrderJson } from "../../lib/api/order_json.ts";
import type { Order } from "../../lib/order.ts";
import type { Frame } from "../components/layout.tsx";
import type { Story } from "./order_story.ts";

/** What has lines of its own. */
const SAID_ELSEWHERE = ["timeline", "result", "delivery"];

/** The text; every line says what it is. */
export function diagnosisOf(
  order: Order,
  json: OrderJson,
  story: Story,
  { version, nowMs, zone }: Pick<Frame, "version" | "nowMs" | "zone">,
): string {
  const fields = Object.entries(json).filter(([name, value]) =>
    value !== "" && value !== null && !SAID_ELSEWHERE.includes(name)
  );
  return [
    `czdock ${version}, ${zone.textOf(nowMs)}`,
    story.happened,
    story.money,
    story.next,
    story.contradicted,
    "",
    ...fields.map(([name, value]) => `${name}: ${value}`),
    `result: ${JSON.stringify(json.result)}`,
    `delivery: ${JSON.stringify(json.delivery)}`,
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
