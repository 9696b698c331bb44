import assert from "node:assert/strict";
import type { Order } from "../../lib/order.ts";
import type { DaySum, OrderFilter } from "../../lib/order_query.ts";
import { move } from "../../lib/move.ts";
import { STATEMENT_BYTES_MAX } from "../../lib/reconciliation/statement.ts";
import { UPLOAD_MS_MAX, Uploads, UPLOADS_MAX } from "../../lib/reconciliation/uploads.ts";
import { channelStatus, EMPTY_OVERVIEW, webWorld, WITH_TOKENS } from "../support/web.ts";
import type { WebWorld } from "../support/web.ts";
import { getScreen } from "../support/web_page.ts";
import { NOW_MS, processing, settled, SUCCESS } from "../support/web_orders.ts";

const LOCAL = { Host: "localhost" };

function numbered(chargeId: string) {
  return { chargeId, literals: { chargeId, cardId: "0" } };
}

function fits(order: Order, { channel, q, fromMs = 0, toMs = Infinity }: OrderFilter): boolean {
  return "channel" in order && order.channel === channel &&
    (q === undefined || q === order.fields.chargeId || q === order.supplierRef) &&
    order.receivedAtMs >= fromMs && order.receivedAtMs < toMs;
}

function world(orders: readonly Order[], sums: readonly DaySum[] = []) {
  return webWorld(orders, {
    orders: {
      get: (server, chargeId) =>
        Promise.resolve(
          orders.find((one) => one.server === server && one.fields.chargeId === chargeId) ?? null,
        ),
      list: (filter) =>
        Promise.resolve({ orders: orders.filter((one) => fits(one, filter)), cursor: null }),
      overview: () => Promise.resolve(EMPTY_OVERVIEW),
    },
    channels: () => [channelStatus({ name: "desk", type: "manual" })],
    daySums: () => Promise.resolve([...sums]),
  });
}

async function upload(
  world: WebWorld,
  text: string | Uint8Array<ArrayBuffer> | null,
  fields: Record<string, string> = {},
) {
  const form = new FormData();
  const all = { day: "2026-03-01", channel: "desk", encoding: "auto", amountIs: "cash", ...fields };
  for (const [name, value] of Object.entries(all)) form.set(name, value);
  if (text !== null) form.set("file", new File([text], "bill.csv"));
  const path = "/reconciliation/statements";
  const answer = await world.app.request(path, { method: "POST", headers: LOCAL, body: form });
  const location = answer.headers.get("Location") ?? "";
  return { status: answer.status, location, text: await answer.text() };
}

const SUM: DaySum = {
  day: "2026-03-01",
  retCode: 1,
  server: "main",
  channel: "desk",
  chargeType: 0,
  count: 2,
  cash: 200_000n,
  done: 200_000n,
  cost: 198_200n,
};

Deno.test("the sums of days are shown by channel, type and result, whatever the server, with their totals", async () => {
  const sums = [SUM, { ...SUM, server: "other", count: 1 }, {
    ...SUM,
    retCode: 3 as const,
    channel: "",
  }];
  const { status, text } = await getScreen(
    world([], sums),
    "/reconciliation?from=2026-03-01&to=2026-03-02",
  );
  assert.equal(status, 200);
  assert.match(text, /2026-03-01 至 2026-03-02 的结果/);
  assert.match(
    text,
    /<td class="num" data-l="笔数">3<\/td><td class="num" data-l="定单金额">400\.000</,
  );
  assert.match(text, /（无通道）/);
  assert.match(text, /合计<\/th><td class="num" data-l="笔数">5</);
  const csv = await getScreen(
    world([], sums),
    "/reconciliation/sums.csv?from=2026-03-01&to=2026-03-02",
  );
  assert.match(csv.text, /2026-03-01,desk,0,1,3,400\.000,400\.000,396\.400\r\n/);
});

Deno.test("days that can't be read, or are too many, are told of", async () => {
  for (
    const query of ["from=x&to=y", "from=2026-03-02&to=2026-03-01", "from=2026-01-01&to=2026-02-01"]
  ) {
    const { status, text } = await getScreen(world([]), `/reconciliation?${query}`);
    assert.equal(status, 422, query);
    assert.match(text, /一次最多 31 天/);
    assert.doesNotMatch(text, /的结果<|这些天没有有结果的定单/);
  }
  assert.match((await getScreen(world([]), "/reconciliation")).text, /没有有结果的定单/);
});

Deno.test("a statement is compared with the orders of its channel and day, and the differences are a table", async () => {
  const open = processing(numbered("3"));
  const orders = [settled(numbered("1")), settled(numbered("2")), open, settled(numbered("4"))];
  const books = world(orders);
  const bill = "订单号,账号,金额,状态\nmain-1-1,13530017201,100,成功\n2,13530017201,50,成功\n" +
    "3,13530017201,100,成功\n99,13000000000,30,成功\n";
  const { status, location } = await upload(books, bill);
  assert.equal(status, 303);
  const { text } = await getScreen(books, location);
  const counts = [
    ...text.matchAll(/<th scope="row">([^<]+)<\/th><td class="num" data-l="笔数">(\d+)</g),
  ];
  assert.deepEqual(counts.map(([, verdict, count]) => `${verdict} ${count}`), [
    "账单重复 0",
    "状态不符 1",
    "只有账单有 1",
    "只有我方有 1",
    "金额不符 1",
    "相符 1",
  ]);
  assert.match(text, /差异 4/);
  const path = location.replace("?", "/differences.csv?");
  const csv = await getScreen(books, path);
  assert.equal(csv.headers.get("Content-Type"), "text/csv; charset=utf-8");
  assert.match(csv.text, /^\uFEFFverdict,server,chargeId/);
  assert.match(
    csv.text,
    /\r\namount,main,"\t2",,"\t13530017201",100\.000,succeeded,3,"\t2",,"\t13530017201",50\.000,成功\r\n/,
  );
  assert.doesNotMatch(csv.text, /matched/);
});

Deno.test("a line about an order of another day is compared with it, and nothing else of that day is missed", async () => {
  const yesterday = { ...settled(numbered("7")), receivedAtMs: NOW_MS - 86_400_000 };
  const books = world([yesterday, {
    ...settled(numbered("8")),
    receivedAtMs: NOW_MS - 86_400_000,
  }]);
  const { location } = await upload(books, "订单号,金额\n7,100\n");
  const { text } = await getScreen(books, location);
  assert.match(text, /全部相符/);
  assert.match(text, /有 1 行是我方其他日期收到的定单/);
});

Deno.test("a supplier's number finds its order, in GBK as well", async () => {
  const event = { kind: "settled", result: SUCCESS, heard: { supplierRef: "P-1" } } as const;
  const books = world([move(processing(), event, NOW_MS)]);
  // 交易号,金额 / P-1,100
  const gbk = Uint8Array.fromHex("bdbbd2d7bac52cbdf0b6ee0a502d312c3130300a");
  const { location } = await upload(books, gbk, { encoding: "gbk" });
  assert.match((await getScreen(books, location)).text, /全部相符/);
});

Deno.test("a column that was not made out is chosen, and the comparison goes on", async () => {
  const books = world([settled()]);
  const { location } = await upload(books, "甲,乙\n196,100\n");
  const first = await getScreen(books, location);
  assert.equal(first.status, 422);
  assert.match(first.text, /没有认出定单号.*<option value="0"[^>]*>甲<\/option>/s);
  const chosen = await getScreen(books, `${location}&number=0&amount=1`);
  assert.match(chosen.text, /全部相符/);
});

Deno.test("what is no statement, day or channel is told in a sentence", async () => {
  const books = world([settled()]);
  const rows: [string | Uint8Array<ArrayBuffer> | null, Record<string, string>, RegExp][] = [
    [null, {}, /没有选择文件/],
    ["", {}, /没有选择文件/],
    ["a", { day: "2026-02-30" }, /没有给出日期/],
    ["a", { channel: "nobody" }, /没有这个通道/],
    [new Uint8Array(STATEMENT_BYTES_MAX + 1), {}, /文件太大，最多 8 MiB/],
  ];
  for (const [text, fields, problem] of rows) {
    const answer = await upload(books, text, fields);
    assert.equal(answer.status, 422);
    assert.match(answer.text, problem);
  }
  const { location } = await upload(books, '账号\n"1');
  assert.match((await getScreen(books, location)).text, /第 2 行的引号没有结束/);
  const gone = await getScreen(books, location.replace(/statements\/[^?]+/, "statements/x"));
  assert.equal(gone.status, 404);
  assert.match(gone.text, /请重新上传/);
});

Deno.test("what a statement says is text on the screen, whatever it says", async () => {
  const books = world([]);
  const { location } = await upload(
    books,
    '订单号,<b>,状态\n"<img src=x>",1,"<script>1</script>"\n',
  );
  const { text } = await getScreen(books, location);
  assert.doesNotMatch(text, /<img|<script>1|<b>/);
  assert.match(text, /&lt;img src=x&gt;/);
});

Deno.test("few statements are kept, and not for ever", () => {
  let nowMs = 0, ids = 0;
  const uploads = new Uploads({ nowMs: () => nowMs, after: () => () => {} }, () => String(++ids));
  for (let at = 0; at <= UPLOADS_MAX; at++) uploads.keep(new Uint8Array([at]));
  assert.equal(uploads.get("1"), null);
  assert.deepEqual(uploads.get("2")?.bytes, new Uint8Array([1]));
  nowMs = UPLOAD_MS_MAX + 1;
  assert.equal(uploads.get("2"), null);
});

Deno.test("the screens want to know who asks, and other methods are a 405", async () => {
  const books = webWorld([], { config: WITH_TOKENS });
  for (
    const path of ["/reconciliation", "/reconciliation/sums.csv", "/reconciliation/statements/x"]
  ) {
    assert.equal((await getScreen(books, path)).status, 401, path);
  }
  assert.equal((await getScreen(world([]), "/reconciliation/statements")).status, 405);
  const posted = await world([]).app.request("/reconciliation", { method: "POST", headers: LOCAL });
  assert.equal(posted.status, 405);
});
