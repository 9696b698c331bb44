/**
 * `docs/routing.md` shows what its example really does.
 *
 * @module
 */
import assert from "node:assert/strict";
import { makeRouter } from "../../lib/execution/router.ts";
import { parseMoney } from "../../lib/money.ts";
import { Zone } from "../../lib/zone.ts";
import { newOrder } from "../support/store.ts";
import { configOf, MINIMAL, warningsOf } from "./support.ts";

const doc = Deno.readTextFileSync(new URL("../../docs/routing.md", import.meta.url));
const example = /```yaml\n(.*?)```/s.exec(doc)?.[1] ?? "";
const text = MINIMAL.slice(0, MINIMAL.indexOf("channels:")) + example;

Deno.test("the example of docs/routing.md is read without a fault or a warning", () => {
  assert.notEqual(example, "");
  assert.deepEqual(warningsOf(text), []);
});

Deno.test("each order of docs/routing.md goes where its table says", () => {
  const { routes, timezone } = configOf(text);
  // Whichever is drawn first.
  const router = makeRouter(routes, new Zone(timezone), () => 0);
  const rows = [...doc.matchAll(/^\| (\d\d:\d\d) +\| `([^`]*)` +\| (.*?) +\|$/gm)];
  assert.ok(rows.length >= 9, `${rows.length} rows`);
  for (const [row, time = "", words = "", channels = ""] of rows) {
    const [, chargeType, cash = "", nbrArea = ""] =
      /^chargeType=(\d) chargeCash=(\d+) ?(.*)$/.exec(words) ?? [];
    const order = newOrder("1", 0, {
      chargeType: Number(chargeType),
      chargeCash: parseMoney(cash) ?? assert.fail(row),
      nbrArea,
    });
    const routing = router(order, Date.parse(`2026-11-26T${time}+08:00`));
    assert.equal(routing.channels.map((name) => `\`${name}\``).join(" "), channels, row);
  }
});
