import assert from "node:assert/strict";
import { move } from "../../lib/move.ts";
import { BULK_MAX, readIds } from "../../lib/api/bulk.ts";
import { webWorld, WITH_TOKENS } from "../support/web.ts";
import { getScreen, postForm } from "../support/web_page.ts";
import { inReview, NOW_MS, processing, queued, settled } from "../support/web_orders.ts";

function confirmed(chargeId: string) {
  return move(settled(numbered(chargeId)), { kind: "confirmed" }, NOW_MS);
}

function numbered(chargeId: string) {
  return { chargeId, literals: { chargeId, cardId: "0" } };
}

Deno.test("what is selected is shown with its count and amount before anything is done", async () => {
  const world = webWorld([settled(numbered("1")), confirmed("2"), queued(numbered("3"))]);
  const ids = ["main/1", "main/2", "main/3", "main/404"];
  const { status, text } = await postForm(world, "/orders/bulk", { action: "push", id: ids });
  assert.equal(status, 200);
  assert.match(text, /2 单，合计 200\.000 元/);
  assert.match(text, /其中 1 单服务器已经确认过/);
  assert.match(text, /<h2 id="left">2 单不做/);
  assert.match(text, /name="left" value="main\/3"/);
  assert.match(text, /还没有结果，没有可推送的/);
  assert.match(text, /没有这个定单/);
  assert.match(text, /name="confirmed" value="push"[^>]*>确认重推结果 2 单/);
  assert.deepEqual(world.asked, []);
});

Deno.test("what is confirmed is done, each order looked at again, and what was not done says why", async () => {
  const world = webWorld([settled(numbered("1")), queued(numbered("3"))]);
  const fields = { confirmed: "push", id: ["main/1", "main/3", "main/404"], filter: "?q=7201" };
  const { text } = await postForm(world, "/orders/bulk", fields);
  assert.deepEqual(world.asked, [{
    call: "push",
    id: { server: "main", chargeId: "1" },
    by: "operator:local",
  }]);
  assert.match(text, /已做 1 单，合计 100\.000 元/);
  assert.match(text, /没有做的: 2/);
  assert.match(text, /href="\/orders\?q=7201">返回列表/);
  assert.deepEqual(world.audited.events("info"), ["push"]);
});

Deno.test("what was left alone before it was confirmed is in the report and not done, even where it fits by now", async () => {
  const world = webWorld([settled(numbered("1")), queued(numbered("3")), settled(numbered("4"))]);
  const fields = { confirmed: "push", id: "main/1", left: ["main/3", "main/4"] };
  const { text } = await postForm(world, "/orders/bulk", fields);
  assert.equal(world.asked.length, 1);
  assert.match(text, /已做 1 单/);
  assert.match(text, /没有做的: 2.*>3<.*还没有结果，没有可推送的.*>4<.*没有计入，这次不做/s);
});

Deno.test("an order that is pushed meanwhile, or a store that fails, is told of in the report", async () => {
  const order = settled();
  const world = webWorld([order], {
    operator: { push: () => Promise.resolve("storeDown") },
  });
  const { text } = await postForm(world, "/orders/bulk", { confirmed: "push", id: "main/196" });
  assert.match(text, /已做 0 单/);
  assert.match(text, /定单库现在不能写入/);
});

Deno.test("channels are asked only about orders that they may have", async () => {
  const inquired: string[] = [];
  const orders = [processing(numbered("1")), inReview(numbered("2")), settled(numbered("3"))];
  const world = webWorld(orders, {
    operator: {
      inquire(id) {
        inquired.push(id.chargeId);
        return Promise.resolve(id.chargeId === "1" ? "asked" : "nothingToAsk");
      },
    },
  });
  const ids = ["main/1", "main/2", "main/3"];
  const { text } = await postForm(world, "/orders/bulk", { confirmed: "inquire", id: ids });
  assert.deepEqual(inquired, ["1", "2"]);
  assert.match(text, /已做 1 单/);
  assert.match(text, /没有做的: 2/);
});

Deno.test("all that match are those of the listing's own filter, a bounded number of them", async () => {
  const orders = [settled(numbered("1")), settled(numbered("2"))];
  const world = webWorld(orders);
  const filter = "?delivery=pending&server=main&time=today";
  const { text } = await postForm(world, "/orders/bulk", { all: "push", filter });
  assert.equal(world.listed[0]?.filter.delivery, "pending");
  assert.equal(world.listed[0]?.filter.server, "main");
  assert.ok(world.listed[0]?.filter.fromMs);
  assert.match(text, /name="id" value="main\/1"/);
  // The listing of the test never ends.
  assert.match(text, new RegExp(`一次只做最新的 ${BULK_MAX} 单`));
  const wrong = await postForm(world, "/orders/bulk", { all: "push", filter: "?state=nonsense" });
  assert.match(wrong.text, /没有选中可以做的定单/);
});

Deno.test("ids are read as forms send them, each once, and no more than may be", () => {
  assert.deepEqual(
    readIds(["main/1", "main/1", "", "/1", "main/", "main", "x".repeat(300) + "/1"]),
    [
      { server: "main", chargeId: "1" },
    ],
  );
  const many = Array.from({ length: BULK_MAX + 10 }, (_, at) => `main/${at}`);
  assert.equal(readIds(many).length, BULK_MAX);
});

Deno.test("who may only read can't do it, and finds no buttons for it", async () => {
  const world = webWorld([settled()], { config: WITH_TOKENS });
  const reader = { Authorization: "Bearer read-token" };
  const { status } = await postForm(
    world,
    "/orders/bulk",
    { confirmed: "push", id: "main/196" },
    reader,
  );
  assert.equal(status, 403);
  assert.deepEqual(world.asked, []);
  const listing = await getScreen(world, "/orders", reader);
  assert.doesNotMatch(listing.text, /action="\/orders\/bulk"/);
  const boss = { Authorization: "Bearer admin-token" };
  assert.match((await getScreen(world, "/orders", boss)).text, /action="\/orders\/bulk"/);
});

Deno.test("other methods are a 405, and a form that is too long a 413", async () => {
  const world = webWorld();
  assert.equal((await getScreen(world, "/orders/bulk")).status, 405);
  const id = Array.from({ length: 3000 }, (_, at) => `${"x".repeat(90)}/${at}`);
  assert.equal((await postForm(world, "/orders/bulk", { id })).status, 413);
});
