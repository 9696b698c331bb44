import assert from "node:assert/strict";
import { until } from "../until.ts";
import type { Repeats } from "./books.ts";
import { askFormJson, askGbkXml, askGetJson, signFormJson } from "./customer.ts";
import { formJson } from "./form_json.ts";
import { gbkXml } from "./gbk_xml.ts";
import { getJson } from "./get_json.ts";
import { ScriptedPlan } from "./plan.ts";
import { ACCOUNT, FakeSupplier } from "./supplier.ts";

const PHONE = "13800138000";

function recharge(supplier: FakeSupplier, outorderno = "n-1", amount = "50") {
  return askGetJson(supplier.url, "/recharge", { mobile: PHONE, amount, outorderno });
}

Deno.test("an order is executed once, and the balance is less by its price", async () => {
  await using supplier = await FakeSupplier.start({ style: getJson, plan: new ScriptedPlan() });
  const { status, text } = await recharge(supplier);
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), {
    status: 0,
    msg: "ok",
    result: { orderno: "S100001", totalfee: "49.25", rechargestatus: 1 },
  });
  const { executions, submissions } = supplier.books;
  assert.deepEqual(
    executions.map(({ number, account, cashMilli }) => [number, account, cashMilli]),
    [
      ["n-1", PHONE, 50_000],
    ],
  );
  assert.equal(submissions.get("n-1"), 1);
  const balance = await askGetJson(supplier.url, "/balance", {});
  assert.equal(JSON.parse(balance.text).result.balance, "99950.75");
});

Deno.test("a number that comes again is refused, answered or executed, as the supplier is, and always in the books", async () => {
  const rows: [Repeats, number, number][] = [["refused", 1006, 1], ["known", 0, 1], [
    "executed",
    0,
    2,
  ]];
  for (const [repeats, status, executed] of rows) {
    const plan = new ScriptedPlan();
    await using supplier = await FakeSupplier.start({ style: getJson, plan, repeats });
    await recharge(supplier);
    assert.equal(JSON.parse((await recharge(supplier)).text).status, status, repeats);
    assert.equal(supplier.books.executionsOf("n-1").length, executed, repeats);
    assert.equal(supplier.books.submissions.get("n-1"), 2, repeats);
  }
});

Deno.test("what is refused is not executed: a wrong signature, an amount that is not sold, too little money, an unknown number", async () => {
  const style = getJson, plan = new ScriptedPlan();
  await using supplier = await FakeSupplier.start({ style, plan, balanceMilli: 60_000 });
  const asked = `${supplier.url}/recharge?appkey=10086&mobile=1&amount=10&outorderno=n-9`;
  const forged = await (await fetch(`${asked}&sign=${"0".repeat(32)}`)).json();
  const statusOf = async (amount: string, number: string) =>
    JSON.parse((await recharge(supplier, number, amount)).text).status;
  const statuses = [
    forged.status,
    await statusOf("7", "n-2"),
    await statusOf("100", "n-3"),
    JSON.parse((await askGetJson(supplier.url, "/query", { outorderno: "n-4" })).text).status,
  ];
  assert.deepEqual(statuses, [1001, 1004, 1003, 1007]);
  assert.deepEqual(supplier.books.executions, []);
  assert.equal(supplier.books.balanceMilli, 60_000);
  assert.deepEqual(supplier.books.refusals.map(({ reason }) => reason), [
    "wrongSign",
    "unknownProduct",
    "lowBalance",
  ]);
});

Deno.test("an order that takes its time is working until it is done, and one that fails costs nothing", async () => {
  const plan = new ScriptedPlan();
  await using supplier = await FakeSupplier.start({ style: getJson, plan });
  const stateOf = async (outorderno: string) =>
    JSON.parse((await askGetJson(supplier.url, "/query", { outorderno })).text).result;
  plan.usual = { end: "done", afterMs: 50 };
  assert.equal(JSON.parse((await recharge(supplier)).text).result.rechargestatus, 0);
  assert.deepEqual(supplier.books.executions, []);
  await until("it is done", async () => (await stateOf("n-1")).rechargestatus === 1);
  plan.usual = { end: "failed", afterMs: 0 };
  await recharge(supplier, "n-2");
  const { rechargestatus, totalfee } = await stateOf("n-2");
  assert.deepEqual([rechargestatus, totalfee], [2, "0.00"]);
  assert.equal(supplier.books.balanceMilli, 100_000_000 - 49_250);
});

Deno.test("several numbers are asked about at once, and what is partly done says how much", async () => {
  const plan = new ScriptedPlan();
  await using supplier = await FakeSupplier.start({ style: formJson, plan });
  const order = (out_trade_num: string, mobile: string) =>
    askFormJson(supplier.url, "/api/order", {
      out_trade_num,
      product_id: "101",
      mobile,
      amount: "100",
      notify_url: "",
    });
  plan.fates.set("1", { end: "partly", afterMs: 0, share: 0.3 });
  plan.fates.set("2", { end: "cancelled", afterMs: 0 });
  await order("a", "1");
  await order("b", "2");
  const out_trade_nums = "a,b,c";
  const { text } = await askFormJson(supplier.url, "/api/query", { out_trade_nums });
  const { data } = JSON.parse(text) as { data: Record<string, unknown>[] };
  const seen = data.map(({ out_trade_num, state, charge_amount }) => [
    out_trade_num,
    state,
    charge_amount,
  ]);
  assert.deepEqual(seen, [["a", 3, "30.00"], ["b", -1, "0.00"]]);
});

Deno.test("a notification comes again until it is heard, and a forged one is signed otherwise", async () => {
  const plan = new ScriptedPlan();
  plan.told.set("1", [{ afterMs: 0 }, { afterMs: 0, state: "failed", isForged: true }]);
  const came: Record<string, string>[] = [];
  let rightly = 0;
  await using customer = serve(async (request) => {
    const form = Object.fromEntries(new URLSearchParams(await request.text()));
    came.push(form);
    const { sign, ...signed } = form;
    if (sign !== signFormJson(signed)) return new Response("fail");
    return new Response(++rightly < 3 ? "busy" : "success");
  });
  const style = formJson;
  await using supplier = await FakeSupplier.start({ style, plan, tellAgainMs: 10 });
  await askFormJson(supplier.url, "/api/order", {
    out_trade_num: "n",
    product_id: "101",
    mobile: "1",
    amount: "10",
    notify_url: customer.url,
  });
  await until("all is said", () => rightly === 3 && supplier.isIdle);
  const forged = came.filter(({ sign, ...signed }) => sign !== signFormJson(signed));
  assert.deepEqual([came.length, forged.length, forged[0]?.state], [4, 1, "2"]);
  assert.deepEqual([...supplier.books.lies], []);
});

Deno.test("a price that is not the supplier's is refused, and so is anything that is not GBK", async () => {
  const style = gbkXml, plan = new ScriptedPlan();
  await using supplier = await FakeSupplier.start({ style, plan });
  const ask = async (price: string, sporderid: string) => {
    const spordertime = "20261126010203", productid = "70050", num = "2", mobile = "玩家一";
    const order = { productid, price, num, mobile, spordertime, sporderid };
    return (await askGbkXml(supplier.url, "/onlinepay", order, { back_url: "" })).text;
  };
  assert.match(await ask("50", "a"), /<resultno>5005<.*价格不符/);
  assert.match(await ask("48.75", "b"), /<ordercash>97.50<.*<resultno>1</);
  const [execution] = supplier.books.executions;
  assert.deepEqual([execution?.account, execution?.cashMilli], ["玩家一", 100_000]);
  const body = "userid=10086&sporderid=%ff&sign=1";
  const raw = await fetch(`${supplier.url}/searchpay`, { method: "POST", body });
  assert.match(new TextDecoder("gbk").decode(await raw.arrayBuffer()), /<resultno>5002</);
});

Deno.test("a supplier that is deaf refuses to be connected to, and hears again where it was", async () => {
  await using supplier = await FakeSupplier.start({ style: getJson, plan: new ScriptedPlan() });
  await supplier.deafen();
  const port = Number(new URL(supplier.url).port);
  await assert.rejects(Deno.connect({ port }), Deno.errors.ConnectionRefused);
  await supplier.hear();
  assert.equal((await recharge(supplier)).status, 200);
  assert.equal(ACCOUNT, supplier.account);
});

function serve(handler: (request: Request) => Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}/notify`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
