/**
 * Orders as a table for a spreadsheet: RFC 4180, UTF-8 with a byte order mark.
 *
 * @module
 */
import { asText, csvLine } from "../csv.ts";
import type { Cell } from "../csv.ts";
import type { OrderPage } from "../order_query.ts";
import type { Zone } from "../zone.ts";
import type { OrderJson } from "./order_json.ts";

const asTime = (zone: Zone, instant: string | null | undefined): string =>
  instant ? zone.textOf(Date.parse(instant)) : "";

/** The columns; times are in the configured zone. */
const COLUMNS: readonly (readonly [string, (order: OrderJson, zone: Zone) => Cell])[] = [
  ["server", ({ server }) => server],
  ["chargeId", ({ chargeId }) => asText(chargeId)],
  ["receivedAt", ({ receivedAt }, zone) => asTime(zone, receivedAt)],
  ["state", ({ state }) => state],
  ["chargeAcct", ({ chargeAcct }) => asText(chargeAcct)],
  ["chargeCash", ({ chargeCash }) => chargeCash],
  ["chargeType", ({ chargeType }) => chargeType],
  ["amount", ({ amount }) => amount],
  ["faceValue", ({ faceValue }) => faceValue],
  ["nbrArea", ({ nbrArea }) => nbrArea],
  ["productSn", ({ productSn }) => productSn],
  ["agentAcct", ({ agentAcct }) => asText(agentAcct)],
  ["channel", ({ channel }) => channel],
  ["supplierRef", ({ supplierRef }) => asText(supplierRef ?? "")],
  ["retCode", ({ result }) => result?.retCode ?? null],
  ["retDetail", ({ result }) => result?.retDetail ?? null],
  ["userContent", ({ result }) => result?.userContent ?? null],
  ["retCash", ({ result }) => result?.retCash ?? null],
  ["retCost", ({ result }) => result?.retCost ?? null],
  ["retBalance", ({ result }) => result?.retBalance ?? null],
  ["settledAt", ({ result }, zone) => asTime(zone, result?.at)],
  ["by", ({ result }) => result?.by ?? null],
  ["delivery", ({ delivery }) => delivery.state],
  ["confirmedAt", ({ delivery }, zone) => asTime(zone, delivery.confirmedAt)],
];

/**
 * The table, a piece at a time, so that its size costs no memory.
 *
 * @param page the first page of orders
 * @param next reads the page that begins at a cursor
 */
export async function* ordersCsv(
  page: OrderPage,
  next: (cursor: string) => Promise<OrderPage>,
  json: (order: OrderPage["orders"][number]) => OrderJson,
  zone: Zone,
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(COLUMNS.map(([name]) => name))}`;
  for (;;) {
    const lines = page.orders.map((order) => {
      const shown = json(order);
      return csvLine(COLUMNS.map(([, cell]) => cell(shown, zone)));
    });
    // A page may be empty and still have one behind it.
    if (lines.length > 0) yield lines.join("");
    if (page.cursor === null) return;
    page = await next(page.cursor);
  }
}
