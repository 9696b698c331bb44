import assert from "node:assert/strict";
import { move } from "../../lib/move.ts";
import type { Order } from "../../lib/order.ts";
import { packetsOf } from "../../lib/wiring/packets.ts";
import { Zone } from "../../lib/zone.ts";
import { messagesOf } from "../../web/messages/messages.ts";
import { hexOf } from "../../web/pages/order_parts.tsx";
import { storyOf } from "../../web/pages/order_story.ts";
import { channelStatus, webWorld, WITH_TOKENS } from "../support/web.ts";
import type { WebWorld } from "../support/web.ts";
import { getScreen, postForm } from "../support/web_page.ts";
import { inReview, NOW_MS, processing, queued, settled, SUCCESS } from "../support/web_orders.ts";

const DESK = channelStatus({ name: "desk", type: "manual" });
const zone = new Zone("Asia/Shanghai");

const pathOf = ({ server, fields }: Order) => `/orders/${server}/${fields.chargeId}`;

function told(order: Order, atDesk = false): string {
  const { happened, money, next, contradicted } = storyOf(order, atDesk, {
    m: messagesOf("zh"),
    zone,
  });
  return [happened, money, next, contradicted].join("|");
}

Deno.test("an order's story says what happened, what it means for the money, and what comes next and when", () => {
  assert.match(told(queued()), /应答已送出.*\|还没有执行，没有动钱。\|通道空闲/);
  assert.match(told(processing()), /交给通道 desk.*\|可能已经动钱.*不会再次执行。\|.*查询/);
  assert.match(told(processing(), true), /等一个人充值/);
  assert.match(told(inReview()), /结果不明：timeout\|可能已经动钱.*\|.*到 2026-03-01 16:01:00/);
  assert.match(
    told(settled()),
    /充值成功。 由 channel:sim 于 .*\|充值 100\.000 元，成本 99\.100 元。\|结果正要推给服务器/,
  );
  assert.match(storyOf(inReview(), false, { m: messagesOf("en"), zone }).happened, /Nobody knows/);
});

Deno.test("a claim, a part that succeeded, a failed push, an OK and a contradiction are in the story", () => {
  const event = { kind: "claimed", by: "operator:li", untilMs: null } as const;
  assert.match(told(move(processing(), event, NOW_MS), true), /li 于 2026-03-01 16:00:00 领取/);
  const leased = { ...event, by: "token:w", untilMs: NOW_MS + 60_000 };
  assert.match(told(move(processing(), leased, NOW_MS)), /到 2026-03-01 16:01:00 没有结果/);
  const part = { kind: "settled", result: { ...SUCCESS, retCash: 30_000n } } as const;
  assert.match(told(move(processing(), part, NOW_MS)), /部分成功：100\.000 元中成功 30\.000 元/);
  const delivery = { ...settled().delivery, attempts: 2, lastError: "Connection refused" };
  const failed = move(settled(), { kind: "pushFailed", delivery }, NOW_MS);
  assert.match(told(failed), /已推送 2 次，服务器还没有回答 OK.*上次：Connection refused/);
  const done = move(settled(), { kind: "confirmed" }, NOW_MS);
  assert.match(told(done), /服务器于 2026-03-01 16:00:00 回答 OK/);
  const said = { kind: "contradicted", note: "3 channel:sim" } as const;
  assert.match(told(move(done, said, NOW_MS)), /通道又说出相反的话/);
});

Deno.test("the timeline shows what was said to the channel and what came back, and how long it took", async () => {
  const exchange = { request: "POST /charge", answer: '{"code":"<b>9</b>"}', tookMs: 321 };
  const event = { kind: "settled", result: SUCCESS, heard: { exchange } } as const;
  const order = move(processing(), event, NOW_MS);
  const { text } = await getScreen(webWorld([order]), pathOf(order));
  assert.match(text, /<code>POST \/charge<\/code>/);
  assert.match(text, />成功 channel:sim</);
  assert.match(text, /&lt;b&gt;9&lt;\/b&gt;/);
  assert.match(text, /321 ms/);
  assert.match(text, />2\.000 秒</);
});

Deno.test("the packets are shown as text and in hex, and the diagnosis has everything but secrets", async () => {
  const order = settled();
  const world = webWorld([order], { packets: (order) => packetsOf(order, "bff0378ea5ef0d5d") });
  const { text } = await getScreen(world, pathOf(order));
  assert.match(text, /应答（czdock → 服务器） · \d+ 字节/);
  assert.match(text, /"sign":"6de2b30585c463d5fa6d7188400522ed"|&quot;sign&quot;:&quot;/);
  assert.match(text, /0000 {2}7b 22 61 63 74 69 6f 6e/);
  assert.match(text, /id="diagnosis-text"[^>]*>czdock 9\.8\.7/);
  assert.match(text, /\+2\.000s started desk/);
  assert.match(text, /\nresult\.retCode: 1\n/);
  for (const secret of ["bff0378ea5ef0d5d", "the-sealed-secrets", "the-content-digest"]) {
    assert.ok(!text.includes(secret), secret);
  }
  assert.equal(hexOf(new Uint8Array(17)), `0000  ${"00 ".repeat(16).trim()}\n0010  00`);
});

Deno.test("the channel is asked at once, and what can't be asked says why", async () => {
  const order = inReview();
  const asked: string[] = [];
  const world = webWorld([order], {
    operator: {
      inquire(id, by) {
        asked.push(`${id.chargeId} ${by}`);
        return Promise.resolve("asked");
      },
    },
  });
  const answer = await postForm(world, `${pathOf(order)}/inquire`);
  assert.deepEqual([answer.status, answer.headers.get("Location")], [
    303,
    `${pathOf(order)}?done=asked`,
  ]);
  assert.deepEqual(asked, ["196 operator:local"]);
  assert.deepEqual(world.audited.events("info"), ["inquire"]);
  assert.match((await getScreen(world, `${pathOf(order)}?done=asked`)).text, /已向通道查询/);
  const none = webWorld([order], { operator: { inquire: () => Promise.resolve("nothingToAsk") } });
  const refused = await postForm(none, `${pathOf(order)}/inquire`);
  assert.equal(refused.status, 409);
  assert.match(refused.text, /没有通道正在办这一单/);
  const done = await getScreen(webWorld([settled()]), pathOf(settled()));
  assert.match(done.text, /已有结果，不再查询/);
  assert.equal((await postForm(world, "/orders/main/404/inquire")).status, 404);
  assert.equal((await getScreen(world, `${pathOf(order)}/inquire`)).status, 405);
});

Deno.test("a part that succeeded needs its amount, and no other result may have one", async () => {
  const order = inReview();
  const world = webWorld([order]);
  const settle = (fields: Record<string, string>) =>
    postForm(world, `${pathOf(order)}/settle`, { ...fields, confirmed: "yes" });
  const wrong: Record<string, string>[] = [
    { retCode: "partial" },
    { retCode: "partial", retCash: "0" },
    { retCode: "partial", retCash: "100" },
    { retCode: "1", retCash: "30" },
    { retCode: "3", retCash: "30" },
  ];
  for (const fields of wrong) {
    const { status, text } = await settle(fields);
    assert.equal(status, 422, JSON.stringify(fields));
    assert.match(text, /成功金额只在「部分成功」时填写/);
  }
  assert.equal(world.asked.length, 0);
  const shown = await postForm(world, `${pathOf(order)}/settle`, {
    retCode: "partial",
    retCash: "30",
  });
  assert.match(shown.text, /<strong>部分成功<\/strong>/);
  assert.match(shown.text, /<dd>部分成功:100\.000 元中成功 30\.000 元</);
  assert.match(shown.text, /name="retCode" value="partial"/);
  assert.equal((await settle({ retCode: "partial", retCash: "30" })).status, 303);
  const [given] = world.asked;
  assert.deepEqual([given?.result?.retCode, given?.result?.retCash], [1, 30_000n]);
});

Deno.test("what is wrong in a result is set right where it was filled in, and leads back to where one came from", async () => {
  const order = inReview();
  const fields = { from: "desk", retCode: "partial", retCash: "100", retDetail: "一半" };
  const { text } = await postForm(webWorld([order]), `${pathOf(order)}/settle`, fields);
  assert.match(text, /value="partial" checked/);
  assert.match(text, /name="retCash" value="100"/);
  assert.match(text, /name="retDetail" value="一半"/);
  assert.match(text, /name="from" value="desk"/);
});

Deno.test("an order that waits can only be ended as failed, and one that somebody has says who", async () => {
  const waiting = await getScreen(webWorld([queued()]), pathOf(queued()));
  assert.match(waiting.text, /肯定没有执行/);
  assert.match(waiting.text, /name="retCode" value="3"/);
  assert.doesNotMatch(waiting.text, /name="retCode" value="1"/);
  const event = { kind: "claimed", by: "operator:li", untilMs: null } as const;
  const taken = move(processing(), event, NOW_MS);
  const { text } = await getScreen(webWorld([taken], { channels: () => [DESK] }), pathOf(taken));
  assert.match(text, /li 于 2026-03-01 16:00:00 领取，正在处理/);
  assert.match(text, /<dt>claim\.by<\/dt><dd>operator:li</);
  assert.match(text, /id="diagnosis-text"[^>]*>[^<]*\nclaim\.by: operator:li\n/);
  assert.doesNotMatch(text, /name="retCode"/);
});

async function withToken(world: WebWorld, path: string, token: string) {
  return await getScreen(world, path, { Authorization: `Bearer ${token}` });
}

Deno.test("who may only read finds every action disabled with the reason, and is refused", async () => {
  const order = inReview();
  const world = webWorld([order], { config: WITH_TOKENS });
  const { text } = await withToken(world, pathOf(order), "read-token");
  assert.equal(text.match(/您的角色不能做这个操作/g)?.length, 3);
  assert.doesNotMatch(text, /name="retCode"/);
  for (const action of ["push", "inquire", "settle"]) {
    const headers = { Authorization: "Bearer read-token" };
    const { status } = await postForm(world, `${pathOf(order)}/${action}`, {}, headers);
    assert.equal(status, 403, action);
  }
});
