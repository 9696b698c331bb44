import assert from "node:assert/strict";
import fc from "fast-check";
import type { RouteConfig, RouteWhen } from "../../lib/config.ts";
import { makeRouter } from "../../lib/execution/router.ts";
import type { OrderFields } from "../../lib/order_fields.ts";
import { route } from "../support/routes.ts";
import { newOrder } from "../support/store.ts";

type Differences = Partial<OrderFields> & { server?: string };

/** Whether an order fits one route's `when`. */
function fits(when: RouteWhen, differences: Differences): boolean {
  const router = makeRouter([route(["it"], when)]);
  return router(newOrder("1", 0, differences)).length === 1;
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

Deno.test("the first route that fits is taken, with its channels in their order", () => {
  const routes: RouteConfig[] = [
    route(["a"], { chargeType: [1] }),
    route(["b", "c"], { chargeType: [0, 1] }),
    route(["d"]),
  ];
  const router = makeRouter(routes);
  const channels = (chargeType: number) => router(newOrder("1", 0, { chargeType }));
  assert.deepEqual([channels(1), channels(0), channels(7)], [["a"], ["b", "c"], ["d"]]);
});

Deno.test("an order that no route fits has no channel", () => {
  const router = makeRouter([route(["a"], { server: ["other"] })]);
  assert.deepEqual(router(newOrder("1", 0)), []);
  assert.deepEqual(makeRouter([])(newOrder("1", 0)), []);
});
