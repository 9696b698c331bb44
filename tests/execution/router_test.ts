import assert from "node:assert/strict";
import fc from "fast-check";
import type { RouteConfig, RouteWhen } from "../../lib/config.ts";
import { makeRouter } from "../../lib/execution/router.ts";
import type { OrderFields } from "../../lib/order_fields.ts";
import { route } from "../support/routes.ts";
import { newOrder } from "../support/store.ts";
import { Zone } from "../../lib/zone.ts";

type Differences = Partial<OrderFields> & { server?: string };

const SHANGHAI = new Zone("Asia/Shanghai");
const NOON_MS = Date.parse("2026-11-26T12:00+08:00");

const routerOf = (routes: readonly RouteConfig[], random = () => 0) =>
  makeRouter(routes, SHANGHAI, random);

/** Whether an order fits one route's `when`. */
function fits(when: RouteWhen, differences: Differences, nowMs = NOON_MS): boolean {
  const router = routerOf([route(["it"], when)]);
  return router(newOrder("1", 0, differences), nowMs).channels.length === 1;
}

Deno.test("a route without conditions fits every order", () => {
  assert.equal(fits({}, {}), true);
});

Deno.test("a route fits by each of its conditions, and all of them must hold", () => {
  const rows: [RouteWhen, Differences, boolean][] = [
    [{ server: ["main", "other"] }, { server: "other" }, true],
    [{ server: ["main"] }, { server: "other" }, false],
    [{ chargeType: [0, 5] }, { chargeType: 5 }, true],
    [{ chargeType: [0, 5] }, { chargeType: 1 }, false],
    [{ chargeCash: { min: 10_000n, max: 500_000n } }, { chargeCash: 10_000n }, true],
    [{ chargeCash: { min: 10_000n, max: 500_000n } }, { chargeCash: 500_000n }, true],
    [{ chargeCash: { min: 10_000n, max: 500_000n } }, { chargeCash: 9_999n }, false],
    [{ chargeCash: { min: 10_000n, max: 500_000n } }, { chargeCash: 500_001n }, false],
    [{ chargeCash: { min: 10_000n } }, { chargeCash: 10n ** 15n }, true],
    [{ chargeCash: { max: 10_000n } }, { chargeCash: 0n }, true],
    [{ nbrArea: ["广东*"] }, { nbrArea: "广东省深圳-移动" }, true],
    [{ nbrArea: ["广东*"] }, { nbrArea: "广东" }, true],
    [{ nbrArea: ["广东*"] }, { nbrArea: "在广东" }, false],
    [{ nbrArea: ["广东"] }, { nbrArea: "广东省" }, false],
    [{ nbrArea: ["*-移动"] }, { nbrArea: "广东省深圳-移动" }, true],
    [{ nbrArea: ["*深圳*"] }, { nbrArea: "广东省深圳-移动" }, true],
    [{ nbrArea: ["*"] }, { nbrArea: "" }, true],
    [{ nbrArea: ["广东*", "北京*"] }, { nbrArea: "北京-联通" }, true],
    [{ nbrArea: ["广东*", "北京*"] }, { nbrArea: "上海-联通" }, false],
    [{ nbrArea: ["a*\nb"] }, { nbrArea: "a\n\nb" }, true],
    [{ nbrArea: ["😀*"] }, { nbrArea: "😀x" }, true],
    [{ chargeCash: { step: 10_000n } }, { chargeCash: 30_000n }, true],
    [{ chargeCash: { step: 10_000n } }, { chargeCash: 30_001n }, false],
    [{ chargeCash: { step: 500n } }, { chargeCash: 99_500n }, true],
    [{ chargeCash: { oneOf: [10_000n, 20_000n] } }, { chargeCash: 20_000n }, true],
    [{ chargeCash: { oneOf: [10_000n, 20_000n] } }, { chargeCash: 15_000n }, false],
    [{ chargeCash: { min: 20_000n, oneOf: [10_000n] } }, { chargeCash: 10_000n }, false],
    [{ agentAcct: ["a1", "a2"] }, { agentAcct: "a2" }, true],
    [{ agentAcct: ["a1", "a2"] }, { agentAcct: "" }, false],
    [{ productSn: [7] }, { productSn: 7 }, true],
    [{ productSn: [7] }, { productSn: 0 }, false],
    [{ province: ["广东"] }, { nbrArea: "广东省深圳-移动" }, true],
    [{ province: ["广东省", "北京市"] }, { nbrArea: "北京-联通" }, true],
    [{ province: ["广东"] }, { nbrArea: "广西南宁-移动" }, false],
    [{ province: ["广东"] }, { nbrArea: "" }, false],
    [{ province: ["没有"] }, { nbrArea: "" }, false],
    [{ carrier: ["移动"] }, { nbrArea: "广东省深圳-移动" }, true],
    [{ carrier: ["中国移动"] }, { nbrArea: "广东省深圳-移动" }, true],
    [{ carrier: ["虚拟"] }, { nbrArea: "广东省深圳-虚拟" }, true],
    [{ carrier: ["移动"] }, { nbrArea: "移动大厦-电信" }, false],
    [{ server: ["main"], chargeType: [0], chargeCash: {} }, {}, true],
    [{ server: ["main"], chargeType: [1] }, {}, false],
  ];
  for (const [when, differences, expected] of rows) {
    assert.equal(
      fits(when, differences),
      expected,
      JSON.stringify(when, (_, value) => String(value)),
    );
  }
});

Deno.test("in a pattern only * is special: every other character stands for itself", () => {
  const special = [..."\\^$.+?()[]{}|/-&~#"];
  for (const character of special) {
    assert.equal(fits({ nbrArea: [`a${character}*`] }, { nbrArea: `a${character}b` }), true);
    assert.equal(fits({ nbrArea: [`a${character}*`] }, { nbrArea: "axb" }), false, character);
    assert.equal(fits({ nbrArea: [character] }, { nbrArea: "" }), false, character);
  }
  const text = fc.string({ unit: fc.constantFrom(...special, "a", "广") });
  fc.assert(fc.property(text, text, (pattern, area) => {
    assert.equal(fits({ nbrArea: [pattern] }, { nbrArea: area }), pattern === area);
    assert.equal(fits({ nbrArea: [`${pattern}*`] }, { nbrArea: area }), area.startsWith(pattern));
  }));
});

Deno.test("a route of some hours fits in them, by the zone's time", () => {
  const night = { fromMinute: 22 * 60, toMinute: 6 * 60 },
    noon = { fromMinute: 720, toMinute: 721 };
  const at = (time: string) => Date.parse(`2026-11-26T${time}+08:00`);
  const rows: [string, boolean][] = [
    ["21:59:59", false],
    ["22:00:00", true],
    ["00:00:00", true],
    ["05:59:59", true],
    ["06:00:00", false],
    ["12:00:59", true],
    ["12:01:00", false],
  ];
  for (const [time, expected] of rows) {
    assert.equal(fits({ time: [night, noon] }, {}, at(time)), expected, time);
  }
  assert.equal(fits({ time: [{ fromMinute: 0, toMinute: 1440 }] }, {}), true);
});

Deno.test("the first route that fits is taken, with its channels in their order and its patience", () => {
  const router = routerOf([
    route(["a"], { chargeType: [1] }),
    route(["b", "c"], { chargeType: [0, 1] }, { maxWaitMs: 1000 }),
    route(["d"]),
  ]);
  const routing = (chargeType: number) => router(newOrder("1", 0, { chargeType }), NOON_MS);
  assert.deepEqual(routing(1), { channels: ["a"], maxWaitMs: null });
  assert.deepEqual(routing(0), { channels: ["b", "c"], maxWaitMs: 1000 });
  assert.deepEqual(routing(7), { channels: ["d"], maxWaitMs: null });
});

Deno.test("an order that no route fits has no channel", () => {
  const router = routerOf([route(["a"], { server: ["other"] })]);
  assert.deepEqual(router(newOrder("1", 0), NOON_MS).channels, []);
  assert.deepEqual(routerOf([])(newOrder("1", 0), NOON_MS).channels, []);
});

Deno.test("with weights the channels are drawn anew at each routing, each once, as often first as its weight says", () => {
  const weights = new Map([["a", 3], ["b", 1], ["c", 1]]);
  // Every ticket of a thousand, once.
  let ticket = 0;
  const routes = [route(["a", "b", "c"], {}, { weights })];
  const first = routerOf(routes, () => ticket / 1000);
  const counts: Record<string, number> = {};
  for (; ticket < 1000; ticket++) {
    const [name = ""] = first(newOrder("1", 0), NOON_MS).channels;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  assert.deepEqual(counts, { a: 600, b: 200, c: 200 });
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
        minLength: 3,
        maxLength: 3,
      }),
      (tickets) => {
        const left = [...tickets];
        const { channels } = routerOf(routes, () => left.shift() ?? assert.fail())(
          newOrder("1", 0),
          NOON_MS,
        );
        assert.deepEqual(channels.toSorted(), ["a", "b", "c"]);
      },
    ),
  );
});

Deno.test("without weights nothing is drawn", () => {
  const router = routerOf([route(["a", "b"])], () => assert.fail("drawn"));
  assert.deepEqual(router(newOrder("1", 0), NOON_MS).channels, ["a", "b"]);
});
