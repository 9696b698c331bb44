import assert from "node:assert/strict";
import { BookRefused } from "../../lib/audit/book_lines.ts";
import { Books } from "../../lib/audit/books.ts";
import { ServerBook } from "../../lib/audit/server_book.ts";
import { SupplierBooks } from "../../lib/audit/supplier_book.ts";
import { move } from "../../lib/move.ts";
import type { Order } from "../../lib/order.ts";
import { sweep } from "../../lib/store/retention.ts";
import { auditOf, surveying } from "../support/audits.ts";
import {
  acked,
  closeOrder,
  confirmedAt,
  contradictedAt,
  newOrder,
  settledAs,
  startedAt,
  storeWorld,
  take,
} from "../support/store.ts";

/** The move back to waiting, on a channel's word that it did nothing. */
function untouched(order: Order): Order | null {
  const event = { kind: "untouched", reason: "busy" } as const;
  return order.state === "processing" ? move(order, event, order.receivedAtMs) : null;
}

const ALWAYS = { fromMs: -Infinity, toMs: Infinity };
const START_MS = Date.UTC(2026, 10, 20);

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  // In pieces that end within characters and lines.
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

interface Given {
  readonly server?: string;
  /** By channel. */
  readonly suppliers?: Readonly<Record<string, string>>;
  readonly span?: { fromMs: number; toMs: number };
  readonly atMs?: number;
}

async function booksOf({ server, suppliers, span = ALWAYS, atMs = Infinity }: Given) {
  const ours = server === undefined ? null : await ServerBook.read(bytesOf(server), "main", atMs);
  const theirs = suppliers === undefined ? null : new SupplierBooks();
  for (const [channel, text] of Object.entries(suppliers ?? {})) {
    await theirs?.read({ channel, bytes: bytesOf(text), atMs }, "main");
  }
  return new Books(ours, theirs, span);
}

/** Succeeded, failed, in part, uncertain, and two that are under way. */
async function world() {
  const store = await storeWorld();
  const { orders } = store;
  const uncertain = { retCode: 2, retCash: 0n, retCost: 0n, by: "operator:a" } as const;
  await closeOrder(orders, newOrder("1", START_MS));
  await closeOrder(orders, newOrder("2", START_MS + 1), { retCode: 3, retCash: 0n, retCost: 0n });
  await closeOrder(orders, newOrder("3", START_MS + 2), { retCash: 50_000n });
  await closeOrder(orders, newOrder("4", START_MS + 3), uncertain);
  await take(orders, newOrder("5", START_MS + 4), acked, startedAt("sim"));
  await take(
    orders,
    newOrder("6", START_MS + 5),
    acked,
    startedAt("sim"),
    settledAs({}, START_MS + 6),
  );
  return store;
}

const SERVER = `chargeId,chargeCash,ack,retCode,retCash,results,ok
1,100.000,0,1,100.000,1,1
2,100.000,0,3,0.000,1,1
3,100.000,0,1,50.000,1,1
4,100,0,2,,1,1
5,100.0,0,,,0,0
6,100.000,0,,,0,0
7,100.000,,,,0,0
8,100.000,3,,,0,0
`;
const SIM = `{"reference":"main-1-1","cash":"100.000"}
{"reference":"main-2-1","cash":"0.000"}
{"reference":"main-3-1","cash":"50.000"}
{"chargeId":"4","cash":"100.000"}
{"reference":"main-5-1","cash":"100.000"}
{"reference":"main-6-1","cash":"100.000"}
`;

async function found(given: Given, store?: Awaited<ReturnType<typeof world>>) {
  const books = await booksOf(given);
  const { found } = await auditOf(surveying((store ?? await world()).kv), books);
  return { found, lines: books.lines() };
}

Deno.test("three books that agree are no finding, and their sums are shown", async () => {
  const { found: all, lines } = await found({ server: SERVER, suppliers: { sim: SIM } });
  assert.deepEqual(all, []);
  assert.deepEqual(lines, [
    "服务器 server: 6 单已应答 acked, 金额 sent 600.000, 成功 told 150.000; 已过保留期 past retention: 0",
    "供货商 suppliers: 3 单成功 succeeded, 执行 executed 250.000; 已过保留期 past retention: 0",
    "  另有 1 单结果不确定,供货商执行了 100.000: 请核对 as many uncertain ones were executed: look at them",
  ]);
});

Deno.test("a book may have its columns in any order, quotes, a byte order mark, and others' columns", async () => {
  const server = "\uFEFF" + `"note",ok,"chargeId",retCode,ack\r\n` + [
    `"a, ""b""",1,"1",1,0`,
    `,1,2,3,0`,
    `,1,3,1,0`,
    `,1,4,2,0`,
    `,0,5,,0`,
    `,0,6,,0`,
  ].join("\r\n");
  assert.deepEqual((await found({ server })).found, []);
});

const PLANTED: readonly [sentence: string, given: Given, lines: readonly RegExp[]][] = [
  ["was acked and is lost", { server: SERVER + "9,1.000,0,,,0,0\n" }, [
    /^main\/9: .*acked, and is/,
  ]],
  ["the server does not know", { server: SERVER.replace(/^3,.*\n/m, "") }, [
    /^main\/3: .*not in the server's book/,
  ]],
  ["the server was told another result of", {
    server: SERVER.replace("2,100.000,0,3,0.000", "2,100.000,0,1,100.000"),
  }, [/^main\/2: .*told 1, and here it is 3/, /^\*: .*成功金额 250\.000 \/ 150\.000/]],
  ["the server was told another amount of, by a thousandth", {
    server: SERVER.replace("50.000", "50.001"),
  }, [/^main\/3: .*told/, /^\*: .*成功金额 150\.001 \/ 150\.000/]],
  ["the server was told of before it was settled", {
    server: SERVER.replace("5,100.0,0,,,0,0", "5,100.0,0,1,100.000,1,1"),
  }, [/^main\/5: .*here it is processing/]],
  ["the server was told two results of", {
    server: SERVER.replace("100.000,1,1\n2", "100.000,2,1\n2"),
  }, [/^main\/1: .*told 2 different results/]],
  ["is confirmed without the server's OK", {
    server: SERVER.replace("1,100.000,0,1,100.000,1,1", "1,100.000,0,1,100.000,1,0"),
  }, [/^main\/1: .*never answered OK/]],
  ["the server sent with another amount", { server: SERVER.replace("100.0,0", "100.001,0") }, [
    /^main\/5: .*not what the server sent/,
    /^\*: .*定单金额 600\.001 \/ 600\.000/,
  ]],
  ["was refused and executed all the same", { server: SERVER.replace("1,100.000,0", "1,100,3") }, [
    /^main\/1: .*answered 3/,
  ]],
  ["was refused and is of unknown outcome", { server: SERVER.replace("4,100,0", "4,100,3") }, [
    /^main\/4: .*answered 3 \(never executed\), and here it is 2/,
  ]],
  ["was refused and is at its channel", { server: SERVER.replace("5,100.0,0", "5,100.0,3") }, [
    /^main\/5: .*answered 3 \(never executed\), and here it is processing/,
  ]],
  ["has two lines in the server's book", { server: SERVER + "1,100.000,0,1,100.000,1,1\n" }, [
    /^main\/1: .*more than one line/,
  ]],
  ["was executed twice", { suppliers: { sim: SIM + '{"reference":"main-1-1","cash":"100"}\n' } }, [
    /^main\/1: .*executed 2 times/,
  ]],
  ["was executed by two suppliers", {
    suppliers: { sim: SIM, spare: '{"reference":"main-1-2","cash":"100.000"}\n' },
  }, [/^main\/1: .*executed 2 times/, /^\*: .*供货商 350\.000,成功金额 250\.000/]],
  ["was executed, and is not here", {
    suppliers: { sim: SIM + '{"reference":"main-99-1","cash":"1"}\n' },
  }, [/^main\/99: .*is not stored/]],
  ["has failed, and was executed", {
    suppliers: { sim: SIM.replace('"0.000"', '"100.000"') },
  }, [/^main\/2: .*has failed, and/]],
  ["has succeeded, and was not executed", {
    suppliers: { sim: SIM.replace(/^.*main-1-1.*\n/m, "") },
  }, [/^main\/1: .*has not executed it/]],
  ["was executed with another amount, by a thousandth", {
    suppliers: { sim: SIM.replace('"50.000"', '"49.999"') },
  }, [/^main\/3: .*retCash/, /^\*: .*供货商 249\.999,成功金额 250\.000/]],
  ["was executed by another supplier than its channel's", {
    suppliers: { other: SIM.split("\n")[0] ?? "" },
  }, [/^main\/1: .*result from sim/]],
];

for (const [sentence, given, patterns] of PLANTED) {
  Deno.test(`an order is found that ${sentence}`, async () => {
    const { found: all } = await found(given);
    assert.ok(all.length > 0);
    for (const pattern of patterns) assert.match(all.join("\n"), new RegExp(pattern, "m"));
    // Of other orders nothing is said.
    const about = patterns.map(({ source }) => source.split(":")[0]);
    const others = all.filter((line) => !about.some((one) => new RegExp(one ?? "").test(line)));
    assert.deepEqual(others.filter((line) => !line.startsWith("*:")), []);
  });
}

Deno.test("what came after a book was written is no finding", async () => {
  const store = await world();
  const { orders } = store;
  const atMs = START_MS + 100;
  await take(orders, newOrder("20", atMs - 1), acked, startedAt("sim"), settledAs({}, atMs + 1));
  await orders.change({ server: "main", chargeId: "20" }, confirmedAt(atMs + 2));
  await closeOrder(orders, newOrder("21", atMs + 1));
  const server = SERVER + "20,100.000,0,,,0,0\n";
  assert.deepEqual((await found({ server, suppliers: { sim: SIM }, atMs }, store)).found, []);
  const later = await found({ server, suppliers: { sim: SIM }, atMs: atMs + 3 }, store);
  assert.equal(
    later.found.filter((line) => /^main\/2[01]:/.test(line)).length,
    4,
    `${later.found}`,
  );
});

Deno.test("an order that was refused, and taken after the book was written, is no finding", async () => {
  const store = await storeWorld();
  const atMs = START_MS + 100;
  await closeOrder(store.orders, newOrder("30", atMs + 1));
  const server = "chargeId,ack\n30,3\n";
  assert.deepEqual((await found({ server, atMs }, store)).found, []);
});

Deno.test("an order is found that its supplier executed and that waits as if nothing had been done", async () => {
  const store = await storeWorld();
  const { orders } = store;
  await take(orders, newOrder("1", START_MS), acked);
  await take(orders, newOrder("2", START_MS), acked, startedAt("sim"), untouched, startedAt("b"));
  await take(orders, newOrder("3", START_MS), acked, startedAt("sim"));
  const suppliers = { sim: [1, 2, 3].map((id) => `{"chargeId":"${id}","cash":"1"}\n`).join("") };
  const { found: all } = await found({ suppliers }, store);
  assert.deepEqual(all.map((line) => line.replace(/:.* is (\w+) as if (\w+) had.*/, " $1 $2")), [
    "main/1 queued sim",
    "main/2 processing sim",
  ]);
});

Deno.test("a line with more of another mark than its heading's is read by the heading's", async () => {
  const server = SERVER.replace("chargeId,", "note,chargeId,").replaceAll(
    /^(?=\d)/gm,
    "a;b;c;d;e;f;g;h;i;j,",
  );
  assert.deepEqual((await found({ server })).found, []);
});

Deno.test("orders outside of the time that is asked for are not compared", async () => {
  const span = { fromMs: START_MS + 1, toMs: START_MS + 2 };
  const server = "chargeId,ack,retCode\n2,0,3\n1,0,2\n";
  const suppliers = { sim: '{"reference":"main-1-1","cash":"7"}' };
  assert.deepEqual((await found({ server, suppliers, span })).found, []);
});

Deno.test("an order past its retention is counted, and not taken for lost", async () => {
  const store = await world();
  await sweep(store.kv, store.writer, { retentionMs: 1, idRetentionMs: 1e12 }, START_MS + 2);
  const { found: all, lines } = await found({ server: SERVER, suppliers: { sim: SIM } }, store);
  assert.deepEqual(all, []);
  assert.match(lines.join("\n"), /server: 5 .*retention: 1\n.*retention: 1/);
});

Deno.test("an execution that its supplier first denied is found, though the order shows it", async () => {
  const store = await storeWorld();
  const failed = { retCode: 3, retCash: 0n, retCost: 0n } as const;
  await closeOrder(store.orders, newOrder("1", START_MS), failed);
  await store.orders.change({ server: "main", chargeId: "1" }, contradictedAt(START_MS + 9));
  const suppliers = { sim: SIM.split("\n")[0] ?? "" };
  assert.match(`${(await found({ suppliers }, store)).found}`, /main\/1: .*has failed, and/);
});

const REFUSED: readonly [text: string, why: RegExp][] = [
  ["number,cash\n1,2\n", /第 1 行 line 1: .*chargeId/],
  ["chargeId,ack\nabc,0\n", /line 2: chargeId: abc/],
  ["chargeId,ack\n1,ok\n", /line 2: ack: ok/],
  ["chargeId,chargeCash\n1,1.2345\n", /line 2: chargeCash: 1\.2345/],
  ['{"chargeId":"1"}\n{"chargeId":12345678901234567890}\n', /line 2: .*text/],
  ['{"chargeId":"1"}\nnonsense\n', /line 2:/],
  [`chargeId,note\n1,"open\n`, /line 2: .*quote/],
  ["x".repeat(100_000), /line 1: .*too long/],
];

for (const [text, why] of REFUSED) {
  Deno.test(`a book that begins with ${JSON.stringify(text.slice(0, 40))} is refused by its line`, async () => {
    await assert.rejects(booksOf({ server: text }), (error: Error) => {
      assert.ok(error instanceof BookRefused);
      assert.match(error.message, why);
      return true;
    });
  });
}
