import assert from "node:assert/strict";
import { formJson } from "../../support/suppliers/form_json.ts";
import { gbkXml } from "../../support/suppliers/gbk_xml.ts";
import { getJson } from "../../support/suppliers/get_json.ts";
import { ScriptedPlan } from "../../support/suppliers/plan.ts";
import { FakeSupplier } from "../../support/suppliers/supplier.ts";
import { makeShop, taskFor } from "../../support/http_channel.ts";

/** The first public style. */
const GET_JSON = (url: string) => `
secrets: { key: "\${SHOP_KEY}" }
submit:
  url: ${url}/recharge
  params:
    appkey: "10086"
    mobile: "{chargeAcct}"
    amount: "{whole(chargeCash)}"
    outorderno: "{reference}"
    sign: "{md5(joinValues(sorted(params)) + secrets.key)}"
  pending: answer.status == "0" && answer.result.rechargestatus == "0"
  succeeded: answer.status == "0" && answer.result.rechargestatus == "1"
  failed: answer.status == "0" && answer.result.rechargestatus == "2"
  untouched: answer.status in ["1001", "1002", "1003", "1004", "1005", "1008"]
  retDetail: answer.msg
  retCost: answer.result.totalfee
  supplierRef: answer.result.orderno
query:
  url: ${url}/query
  params:
    appkey: "10086"
    outorderno: "{reference}"
    sign: "{md5(joinValues(sorted(params)) + secrets.key)}"
  pending: answer.status == "0" && answer.result.rechargestatus == "0"
  succeeded: answer.status == "0" && answer.result.rechargestatus == "1"
  failed: answer.status == "0" && answer.result.rechargestatus == "2"
  notFound: answer.status == "1007"
  retCost: answer.result.totalfee
balance:
  url: ${url}/balance
  params:
    appkey: "10086"
    sign: "{md5(joinValues(sorted(params)) + secrets.key)}"
  amount: answer.result.balance
`;

Deno.test("GET and JSON: an order is executed, priced, found again, and the balance is told", async () => {
  const plan = new ScriptedPlan();
  await using supplier = await FakeSupplier.start({ style: getJson, plan });
  const { channel } = makeShop(GET_JSON(supplier.url));
  assert.equal(await channel.balance?.(), 100_000_000n);
  const task = taskFor();
  const { exchange, ...outcome } = await channel.submit(task);
  assert.deepEqual(outcome, {
    kind: "succeeded",
    details: { retDetail: "ok", retCost: 49_250n, retBalance: 100_000_000n },
    supplierRef: "S100001",
  });
  assert.match(
    exchange?.request ?? "",
    /^GET http:.*\/recharge\nappkey=10086\nmobile=13800138000\n/,
  );
  assert.match(exchange?.answer ?? "", /^200 \{"status":0,/);
  assert.equal(supplier.books.executionsOf("main-196-1").length, 1);
  assert.equal((await channel.query(task)).kind, "succeeded");
  const strange = await channel.query(taskFor({ chargeId: "197" }));
  assert.match(strange.kind === "unknown" ? strange.reason : "", /查无此单/);
  const refused = await channel.submit(taskFor({ chargeId: "198", chargeCash: 51_000n }));
  assert.ok(refused.kind === "untouched");
  assert.equal(refused.reason, "不支持的面值");
});

const FORM_JSON = (url: string) => `
secrets: { apikey: "\${SHOP_KEY}" }
values: { userid: "10086" }
products:
  - { carrier: 移动, chargeType: 0, id: "101" }
  - { carrier: 联通, chargeType: 0, id: "102" }
submit:
  url: ${url}/api/order
  form:
    out_trade_num: "{reference}"
    product_id: "{product.id}"
    mobile: "{chargeAcct}"
    amount: "{whole(chargeCash)}"
    notify_url: ""
    userid: "{values.userid}"
    sign: "{upper(md5(joinPairs(sorted(params)) + '&apikey=' + secrets.apikey))}"
  pending: answer.errno == "0"
  untouched: answer.errno in ["400", "401", "402", "404", "405", "503"]
  supplierRef: answer.data.order_number
query:
  url: ${url}/api/query
  form:
    out_trade_nums: "{reference}"
    userid: "{values.userid}"
    sign: "{upper(md5(joinPairs(sorted(params)) + '&apikey=' + secrets.apikey))}"
  pending: answer.data[0].out_trade_num == reference && answer.data[0].state == "0"
  succeeded: answer.data[0].out_trade_num == reference && answer.data[0].state == "1"
  failed: answer.data[0].out_trade_num == reference && answer.data[0].state in ["-1", "2"]
  partly: answer.data[0].out_trade_num == reference && answer.data[0].state == "3"
  notFound: answer.errno == "0" && answer.data.size() == 0
  retCash: answer.data[0].charge_amount
  retCost: answer.data[0].total_price
`;

Deno.test("POST of a form and JSON: an order is taken on, and the query tells its end, in part too", async () => {
  const plan = new ScriptedPlan();
  plan.usual = { end: "partly", afterMs: 0, share: 0.5 };
  await using supplier = await FakeSupplier.start({ style: formJson, plan });
  const { channel } = makeShop(FORM_JSON(supplier.url));
  const task = taskFor({ chargeCash: 100_000n });
  const submitted = await channel.submit(task);
  assert.equal(submitted.kind, "pending");
  assert.equal(submitted.supplierRef, "S100001");
  const { exchange: _, ...outcome } = await channel.query(task);
  assert.ok(outcome.kind === "succeeded");
  assert.equal(outcome.details.retCash, 50_000n);
});

const GBK_XML = (url: string) => `
charset: gbk
answer: xml
secrets: { key: "\${SHOP_KEY}" }
values: { userid: "10086" }
products:
  - { id: "70050", faceValue: 50, price: 48.75 }
submit:
  url: ${url}/onlinepay
  form:
    userid: "{values.userid}"
    productid: "{product.id}"
    price: "{yuan(product.price)}"
    num: "{amount}"
    mobile: "{chargeAcct}"
    spordertime: "{time(started, 'yyyyMMddHHmmss')}"
    sporderid: "{reference}"
    sign: "{upper(md5(joinPairs(params) + '&key=' + secrets.key))}"
  pending: answer.order.resultno in ["0", "2"]
  succeeded: answer.order.resultno == "1"
  failed: answer.order.resultno == "9"
  untouched: answer.order.resultno in ["5001", "5002", "5003", "5004", "5005", "5008"]
  retCost: answer.order.ordercash
  retDetail: answer.order.remark
  supplierRef: answer.order.orderid
`;

Deno.test("POST of a form in GBK and XML: an order is executed, and the remark is read in GB2312", async () => {
  await using supplier = await FakeSupplier.start({ style: gbkXml, plan: new ScriptedPlan() });
  const { channel } = makeShop(GBK_XML(supplier.url));
  const { exchange, ...outcome } = await channel.submit(taskFor({ chargeAcct: "用户甲" }));
  assert.deepEqual(outcome, {
    kind: "succeeded",
    details: { retDetail: "充值成功", retCost: 48_750n },
    supplierRef: "S100001",
  });
  assert.match(exchange?.answer ?? "", /充值成功/);
  assert.equal(supplier.books.executions[0]?.account, "用户甲");
  const { kind } = await channel.submit(taskFor({ chargeId: "9", faceValue: 60_000n }));
  assert.equal(kind, "untouched");
  assert.equal(supplier.books.submissions.size, 1);
});
