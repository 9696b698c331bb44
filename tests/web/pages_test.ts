import assert from "node:assert/strict";
import type { Order } from "../../lib/order.ts";
import { SCRIPT, STYLE } from "../../web/assets/assets.ts";
import { Zone } from "../../lib/zone.ts";
import { spanOf } from "../../lib/api/times.ts";
import { channelStatus, EMPTY_OVERVIEW, webWorld, WITH_TOKENS } from "../support/web.ts";
import type { WebWorld } from "../support/web.ts";
import { inReview, NOW_MS, processing, queued, settled } from "../support/web_orders.ts";

const LOCAL = { Host: "localhost" };
const DESK = channelStatus({
  name: "desk",
  type: "manual",
  waiting: 0,
  processing: 3,
  lastBalance: null,
});

async function page(world: WebWorld, path: string, headers: Record<string, string> = {}) {
  const answer = await world.app.request(path, { headers: { ...LOCAL, ...headers } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function post(world: WebWorld, path: string, fields: Record<string, string> = {}) {
  const answer = await world.app.request(path, {
    method: "POST",
    headers: { ...LOCAL, "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const pathOf = ({ server, fields }: Order) => `/orders/${server}/${fields.chargeId}`;

Deno.test("every screen says its language, has one heading, a main part and a way to it, and needs no script", async () => {
  const order = settled();
  const world = webWorld([order]);
  for (const path of ["/", "/orders", "/desk", pathOf(order)]) {
    for (const lang of ["zh", "en"]) {
      const { status, text } = await page(world, `${path}?lang=${lang}`);
      assert.equal(status, 200, path);
      assert.match(text, lang === "zh" ? /<html lang="zh-CN">/ : /<html lang="en">/);
      assert.equal(text.match(/<h1/g)?.length, 1);
      assert.match(text, /<a class="skip" href="#content">/);
      assert.match(text, /<main id="content"/);
      assert.doesNotMatch(text, /<script(?! type="module" src)|<style|style="| on[a-z]+="/);
      assert.ok(text.length < 60_000);
    }
  }
});

Deno.test("the language that was chosen is kept", async () => {
  const world = webWorld();
  const { headers } = await page(world, "/?lang=en");
  assert.match(headers.get("Set-Cookie") ?? "", /czdock_lang=en/);
  assert.match((await page(world, "/", { Cookie: "czdock_lang=en" })).text, /Needs you/);
  assert.match((await page(world, "/")).text, /需要处理/);
});

Deno.test("an address says what was done only in the screen's own sentences", async () => {
  const world = webWorld([settled()]);
  for (const path of ["/desk", "/channels", "/servers", "/settings", "/orders/main/196"]) {
    for (const done of ["constructor", "toString", "__proto__", "anything"]) {
      const { status, text } = await page(world, `${path}?done=${done}`);
      assert.equal(status, 200);
      assert.doesNotMatch(text, /class="told/, `${path} ${done}`);
    }
  }
});

Deno.test("the overview says first what needs a person, each with a link to its orders", async () => {
  const world = webWorld([], {
    orders: {
      get: () => Promise.resolve(null),
      list: () => Promise.resolve({ orders: [], cursor: null }),
      overview: () =>
        Promise.resolve({ ...EMPTY_OVERVIEW, active: { ...EMPTY_OVERVIEW.active, review: 2 } }),
    },
    channels: () => [DESK],
    servers: () => [{
      name: "main",
      link: "silent",
      pending: 7,
      lastOrderAtMs: NOW_MS,
      lastOkAtMs: null,
      lastError: "Connection refused",
      nextTryAtMs: NOW_MS,
    }],
  });
  const { text } = await page(world, "/");
  assert.match(text, /href="\/orders\?state=review">结果不明/);
  assert.match(text, /href="\/desk">等人工处理的定单 \(desk\)<\/a><strong>3</);
  assert.match(text, /server=main">服务器没有应答：main<\/a><strong>7 单结果还没有送到</);
  assert.doesNotMatch(text, /没有需要人工处理的事/);
  assert.match((await page(webWorld(), "/")).text, /没有需要人工处理的事/);
});

Deno.test("of each server that does not answer it is said since when its own results wait", async () => {
  const silent = { link: "silent", pending: 1, lastOrderAtMs: null, lastOkAtMs: null } as const;
  const since = new Map([["east", NOW_MS - 60_000], ["west", NOW_MS - 3 * 3_600_000]]);
  const world = webWorld([], {
    orders: {
      get: () => Promise.resolve(null),
      list: () => Promise.resolve({ orders: [], cursor: null }),
      overview: () => Promise.resolve({ ...EMPTY_OVERVIEW, undeliveredSinceMs: since }),
    },
    servers: () =>
      ["east", "west"].map((name) => ({ ...silent, name, lastError: null, nextTryAtMs: null })),
  });
  const { text } = await page(world, "/");
  const oldest = [...text.matchAll(/服务器没有应答：(\w+)<.*?最早的? ?(.*?) ·/g)];
  assert.deepEqual(oldest.map(([, name, ago]) => [name, ago]), [
    ["east", "1分钟前"],
    ["west", "3小时前"],
  ]);
});

Deno.test("the listing asks for what its address says, and keeps it in its links", async () => {
  const world = webWorld([settled()]);
  const { text } = await page(
    world,
    "/orders?state=settled&q=7201&retCode=1&server=main&time=today",
  );
  assert.deepEqual(world.listed.at(-1)?.filter, {
    state: "settled",
    q: "7201",
    retCode: 1,
    server: "main",
    ...spanOf("today", new Zone("Asia/Shanghai"), NOW_MS),
  });
  assert.match(text, /name="q" value="7201"/);
  assert.match(text, /rel="next" href="[^"]*q=7201[^"]*cursor=next"/);
  assert.match(text, /aria-current="page">已有结果/);
});

Deno.test("no orders, none that fit, and an address that can't be read are told apart", async () => {
  const world = webWorld([], {
    orders: {
      get: () => Promise.resolve(null),
      list: () => Promise.resolve({ orders: [], cursor: null }),
      overview: () => Promise.resolve(EMPTY_OVERVIEW),
    },
  });
  assert.match((await page(world, "/orders")).text, /还没有定单/);
  assert.match((await page(world, "/orders?q=1")).text, /没有符合条件的定单/);
  for (const wrong of ["state=nonsense", "time=never", "cursor=x&cursor=y", "nope=1"]) {
    const { status, text } = await page(world, `/orders?${wrong}`);
    assert.equal(status, 422, wrong);
    assert.match(text, /role="alert"/);
  }
});

Deno.test("a result is entered in two steps, and only the second one counts", async () => {
  const order = processing();
  const world = webWorld([order], { channels: () => [{ ...DESK, name: order.channel }] });
  const path = `${pathOf(order)}/settle`;
  const fields = { retCode: "1", retCost: "99.1", retDetail: "好" };
  const first = await post(world, path, fields);
  assert.equal(first.status, 200);
  assert.match(first.text, /请核对/);
  assert.match(first.text, /name="confirmed" value="yes"/);
  assert.equal(world.asked.length, 0);
  const second = await post(world, path, { ...fields, confirmed: "yes" });
  assert.deepEqual(
    [second.status, second.headers.get("Location")],
    [303, `${pathOf(order)}?done=settled`],
  );
  const asked = world.asked.map((
    { call, by, result },
  ) => [call, by, result?.retCode, result?.retCost, result?.retCash]);
  assert.deepEqual(asked, [["settle", "operator:local", 1, 99_100n, order.fields.chargeCash]]);
  assert.match((await page(world, `${pathOf(order)}?done=settled`)).text, /结果已填写/);
  assert.deepEqual(world.audited.events("info"), ["settle"]);
});

Deno.test("a screen that answers a form says where it can be looked at again", async () => {
  const order = processing();
  const world = webWorld([order], { channels: () => [{ ...DESK, name: order.channel }] });
  const review = await post(world, `${pathOf(order)}/settle`, { retCode: "1" });
  assert.match(review.text, /<main [^>]*data-here="\/orders\/main\/196"/);
  const refused = await post(world, "/channels/desk/pause");
  assert.match(refused.text, /<main [^>]*data-here="\/channels"/);
  const { text } = await page(world, "/orders?state=review");
  assert.match(text, /<main [^>]*data-here="\/orders\?state=review"/);
});

Deno.test("what is wrong in a form is said, and nothing is changed", async () => {
  const order = processing();
  const world = webWorld([order]);
  const wrong: Record<string, string>[] = [{}, { retCode: "9" }, { retCode: "1", retCost: "x" }, {
    retCode: "1",
    retCash: "99999999",
  }];
  for (const fields of wrong) {
    const { status, text } = await post(world, `${pathOf(order)}/settle`, {
      ...fields,
      confirmed: "yes",
    });
    assert.equal(status, 422);
    assert.match(text, /填写有误，没有改动/);
  }
  assert.equal(world.asked.length, 0);
});

Deno.test("a result that is there is pushed again, and one that is not says why it can't be", async () => {
  const done = settled(), waiting = queued();
  const world = webWorld([done]);
  const pushed = await post(world, `${pathOf(done)}/push`);
  assert.deepEqual(
    [pushed.status, pushed.headers.get("Location")],
    [303, `${pathOf(done)}?done=pushed`],
  );
  const other = webWorld([waiting]);
  const refused = await post(other, `${pathOf(waiting)}/push`);
  assert.equal(refused.status, 409);
  assert.match(refused.text, /还没有结果，没有可推送的/);
  assert.match(
    (await page(other, pathOf(waiting))).text,
    /<button type="submit" disabled[^>]*>重推结果/,
  );
});

Deno.test("no button says retry, and what may not be done says why", async () => {
  for (const order of [queued(), processing(), inReview(), settled()]) {
    const { text } = await page(webWorld([order]), pathOf(order));
    assert.doesNotMatch(text, /重试|>retry</i);
    const settleable = order.state === "review" || order.state === "queued";
    assert.equal(/name="retCode"/.test(text), settleable, order.state);
  }
});

Deno.test("an account that looks like HTML is text", async () => {
  const order = settled({ chargeAcct: `<img src=x onerror="alert(1)">` });
  for (const path of ["/orders", pathOf(order)]) {
    const { text } = await page(webWorld([order]), path);
    assert.doesNotMatch(text, /<img/);
    assert.match(text, /&lt;img/);
  }
});

Deno.test("what is not there is a 404, and other methods a 405", async () => {
  const world = webWorld();
  assert.equal((await page(world, "/orders/main/404")).status, 404);
  assert.equal((await post(world, "/orders/main/404/push")).status, 404);
  assert.equal((await post(world, "/orders")).status, 405);
  assert.equal((await post(world, "/desk")).status, 405);
});

Deno.test("with tokens and no users the screens need a token too", async () => {
  const order = settled();
  const world = webWorld([order], { config: WITH_TOKENS });
  for (const path of ["/", "/orders", "/desk", pathOf(order)]) {
    assert.equal((await page(world, path)).status, 401, path);
  }
  const { status } = await page(world, pathOf(order), { Authorization: "Bearer read-token" });
  assert.equal(status, 200);
  const answer = await world.app.request(`${pathOf(order)}/push`, {
    method: "POST",
    headers: { Authorization: "Bearer read-token" },
  });
  assert.equal(answer.status, 403);
});

Deno.test("the first screen is three requests and under 60 KB gzipped; what it refers to may be kept for ever", async () => {
  const world = webWorld(Array.from({ length: 10 }, (_, at) => settled({ chargeId: `${at}` })));
  const { text } = await page(world, "/");
  const refers = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  assert.deepEqual(refers, [STYLE.path, SCRIPT.path]);
  let bytes = await gzipped(text);
  for (const { path, type, text: kept } of [STYLE, SCRIPT]) {
    const asset = await page(world, path);
    assert.deepEqual([asset.status, asset.headers.get("Content-Type"), asset.text], [
      200,
      `${type}; charset=utf-8`,
      kept,
    ]);
    assert.match(asset.headers.get("Cache-Control") ?? "", /immutable/);
    bytes += await gzipped(kept);
  }
  assert.ok(bytes < 60_000, `${bytes} bytes`);
  assert.ok(STYLE.text.length < 15_000);
  assert.doesNotMatch(STYLE.text, /url\(|@import/);
});

async function gzipped(text: string): Promise<number> {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).bytes()).length;
}
