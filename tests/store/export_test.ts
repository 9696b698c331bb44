import assert from "node:assert/strict";
import { idText } from "../../lib/order.ts";
import type { Order } from "../../lib/order.ts";
import { EXPORT_PAGE_ROWS } from "../../lib/store/export.ts";
import { encodeOrder } from "../../lib/store/order_codec.ts";
import { ExportRefused, LINE_BYTES_MAX, readExport } from "../../lib/store/read_export.ts";
import {
  bytesOf,
  everyState,
  exported,
  EXPORTED_AT_MS,
  exporting,
  linesIn,
  pieces,
} from "../support/exports.ts";
import {
  acked,
  closeOrder,
  confirmedAt,
  idOf,
  newOrder,
  repushedAt,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";

function ordersOf(lines: Awaited<ReturnType<typeof linesIn>>): Order[] {
  return lines.flatMap((line) => line.kind === "order" ? [line.order] : []);
}

Deno.test("an export has every order once, whatever its state, and every remembered id", async () => {
  const { kv, orders } = await everyState();
  const bytes = await exported(kv);
  const lines = await linesIn(bytes);
  const found = new Map(ordersOf(lines).map((one) => [one.fields.chargeId, one]));
  assert.equal(found.size, 9);
  for (const order of found.values()) assert.deepEqual(order, await orders.get(idOf(order)));
  assert.deepEqual(lines.flatMap((line) => line.kind === "gone" ? [line.gone] : []), [{
    server: "main",
    chargeId: "10",
    contentDigest: "digest-10",
    receivedAtMs: (found.get("1")?.receivedAtMs ?? 0) - 1000,
  }]);
  const { head, end } = await readExport(pieces(bytes));
  const at = new Date(EXPORTED_AT_MS).toISOString();
  const said = { czdock: "export", format: 1, version: "1.2.3", at, key: "the-key" };
  assert.deepEqual(head, { ...said, running: false });
  assert.deepEqual([end.orders, end.gone], [9, 1]);
});

Deno.test("an export of an empty store is one", async () => {
  const { kv } = await storeWorld();
  assert.deepEqual(await linesIn(await exported(kv)), []);
});

Deno.test("orders that close, or are pushed again, while they are exported are not missed", async () => {
  const { kv, orders } = await storeWorld();
  const closed: Order[] = [];
  for (let at = 0; at < EXPORT_PAGE_ROWS * 3; at++) {
    const order = newOrder(`5${String(at).padStart(4, "0")}`, at);
    closed.push(order);
    await closeOrder(orders, order);
  }
  const active = ["10000", "90000"].map((chargeId) => newOrder(chargeId, 1));
  for (const order of active) await take(orders, order);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reading = exporting(kv, orders);
  const next = async () => {
    const { value } = await reading.next();
    if (value !== undefined) chunks.push(value);
    return value !== undefined;
  };
  await next(); // the first line
  await next(); // the active ones noted, the first page of closed ones out
  // One closes where the export has been, one where it has not; two closed ones are pushed again, likewise.
  for (const order of active) {
    await orders.change(idOf(order), (one) => one.state === "received" ? acked(one) : null);
    await orders.change(idOf(order), startedAt("sim"));
    await orders.change(idOf(order), settledAs({}, 2));
    await orders.change(idOf(order), confirmedAt(3));
  }
  const [first, last] = [closed[0], closed.at(-1)];
  assert.ok(first !== undefined && last !== undefined);
  await orders.change(idOf(first), repushedAt(4));
  await orders.change(idOf(last), repushedAt(4));
  // Confirmed again where the export has been by then.
  while (await next()) {
    await orders.change(idOf(last), confirmedAt(5));
  }
  const bytes = await bytesOf(
    pieces(await new Blob(chunks).arrayBuffer().then((all) => new Uint8Array(all))),
  );
  const names = ordersOf(await linesIn(bytes)).map((one) =>
    idText(one.server, one.fields.chargeId)
  );
  const expected = [...closed, ...active].map((one) => idText(one.server, one.fields.chargeId));
  assert.deepEqual([...new Set(names)].sort(), expected.sort());
  // The one that had been written before it was pushed again is there twice.
  assert.equal(names.length, expected.length + 1);
});

Deno.test("an order that leaves the closed ones before the export is there and is back behind it is not missed", async () => {
  const { kv, orders } = await storeWorld();
  for (let at = 0; at < EXPORT_PAGE_ROWS * 2; at++) {
    await closeOrder(orders, newOrder(`5${String(at).padStart(4, "0")}`, at));
  }
  const order = newOrder("60000", 1);
  await closeOrder(orders, order);
  const reading = exporting(kv, orders);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of reading) {
    chunks.push(chunk);
    if (chunks.length === 2) await orders.change(idOf(order), repushedAt(4));
    // The last page of closed ones has been read by now.
    if (chunks.length === 4) await orders.change(idOf(order), confirmedAt(5));
  }
  const all = new Uint8Array(await new Blob(chunks).arrayBuffer());
  const found = ordersOf(await linesIn(all)).filter((one) => one.fields.chargeId === "60000");
  assert.equal(found.length, 1);
});

Deno.test("an export listens to no change once it is over, or was left early", async () => {
  const { kv, orders } = await storeWorld();
  let listeners = 0;
  const changes = {
    onChange: (listener: Parameters<typeof orders.onChange>[0]) => {
      listeners++;
      const noMore = orders.onChange(listener);
      return () => {
        listeners--;
        noMore();
      };
    },
  };
  await bytesOf(exporting(kv, changes));
  assert.equal(listeners, 0);
  for await (const _ of exporting(kv, changes)) {
    assert.equal(listeners, 0 + 1);
    break;
  }
  assert.equal(listeners, 0);
});

Deno.test("an export that was cut anywhere, or of which any byte is another, is refused", async () => {
  const { kv } = await everyState();
  const bytes = await exported(kv);
  for (let length = 0; length < bytes.length - 1; length += 97) {
    await assert.rejects(readExport(pieces(bytes.subarray(0, length))), ExportRefused);
  }
  for (let at = 0; at < bytes.length - 1; at += 101) {
    const other = bytes.slice();
    other[at] = (other[at] ?? 0) ^ 1;
    await assert.rejects(readExport(pieces(other)), ExportRefused, `byte ${at}`);
  }
  const without = new TextDecoder().decode(bytes).split("\n");
  without.splice(3, 1);
  await assert.rejects(
    readExport(pieces(new TextEncoder().encode(without.join("\n")))),
    /第 11 行 line 11: .*orders 8, 9/,
  );
});

Deno.test("what is no export is refused with the number of its line", async () => {
  const { kv } = await everyState();
  const lines = new TextDecoder().decode(await exported(kv)).trimEnd().split("\n");
  const reading = (changed: string[]) =>
    readExport(pieces(new TextEncoder().encode(changed.join("\n"))));
  await assert.rejects(reading(lines.with(4, "{")), /第 5 行 line 5: 读不了/);
  await assert.rejects(reading(lines.with(4, "[]")), /line 5: .*neither order, gone/);
  await assert.rejects(reading(lines.with(4, '{"order":{"state":"settled"}}')), /line 5/);
  await assert.rejects(
    reading(lines.with(4, '{"gone":{"server":"a"}}')),
    /line 5: .*gone.chargeId/,
  );
  await assert.rejects(reading(lines.slice(1)), /line 1: 首行不对/);
  await assert.rejects(reading([...lines, lines[1] ?? ""]), /line 13: 尾行之后还有内容/);
  const later = (lines[0] ?? "").replace('"format":1', '"format":2');
  await assert.rejects(reading(lines.with(0, later)), /line 1: .*format \(1\)/);
  await assert.rejects(reading([]), /line 1: 文件不完整/);
  await assert.rejects(reading(["x".repeat(LINE_BYTES_MAX + 1)]), /line 1: 太长/);
});

Deno.test("the passwords of an order are in an export only as they are in the store", async () => {
  const { kv, orders } = await storeWorld();
  const order = newOrder("1", 1, { sealed: "c2VhbGVk" });
  await take(orders, order);
  const text = new TextDecoder().decode(await exported(kv));
  assert.match(text, /"sealed":"c2VhbGVk"/);
  assert.ok(text.includes(new TextDecoder().decode(encodeOrder(order))));
});
