import assert from "node:assert/strict";
import { formJson } from "./form_json.ts";
import { fromGbk, gbkForm, toGbk, writeGbkForm } from "./gbk_text.ts";
import { gbkXml } from "./gbk_xml.ts";
import { getJson } from "./get_json.ts";
import type { HttpRequest } from "./http_server.ts";
import type { Style, Told } from "./style.ts";
import { ACCOUNT } from "./supplier.ts";

const TOLD: Told = {
  number: "main-196-1",
  account: "13800138000",
  ownNumber: "S100001",
  state: "working",
  arrivedMilli: 0,
  costMilli: 49_250,
};

function get(path: string, query: string): HttpRequest {
  return { method: "GET", path, query, headers: new Map(), body: new Uint8Array(0) };
}

function post(path: string, form: string): HttpRequest {
  const headers = new Map([["content-type", "application/x-www-form-urlencoded"]]);
  return { method: "POST", path, query: "", headers, body: new TextEncoder().encode(form) };
}

function text(style: Style, order: Told = TOLD): string {
  const { body } = style.write({ kind: "taken", order });
  return style.charset === "gbk" ? fromGbk(body) : new TextDecoder().decode(body);
}

// The signatures below come from md5sum and iconv.

Deno.test("the first style takes an order by a signature that another program made", () => {
  const query = "appkey=10086&mobile=13800138000&amount=50.00&outorderno=main-196-1" +
    "&sign=a37a93d0f98237af26ba4923a3207e90";
  assert.deepEqual(getJson.read(get("/recharge", query), ACCOUNT), {
    kind: "submit",
    order: {
      number: "main-196-1",
      account: "13800138000",
      cashMilli: 50_000,
      priceMilli: 49_250,
      notifyUrl: null,
    },
    refusal: null,
  });
  for (
    const wrong of [
      query.replace("50.00", "50"),
      query.replace("sign=a", "sign=A"),
      query.replace("10086", "10087"),
      query + "&extra=1",
    ]
  ) {
    const asked = getJson.read(get("/recharge", wrong), ACCOUNT);
    assert.deepEqual(asked, { kind: "refused", reason: "wrongSign" }, wrong);
  }
  assert.equal(
    text(getJson),
    '{"status":0,"msg":"ok","result":{"orderno":"S100001","totalfee":"49.25","rechargestatus":0}}',
  );
});

Deno.test("the second style takes an order by a signature that another program made", () => {
  const form = "out_trade_num=main-196-1&product_id=101&mobile=13800138000&amount=50.00" +
    "&notify_url=http%3A%2F%2F127.0.0.1%3A9%2Fn&userid=10086&sign=76B9043D2D40CAF0CD4D9D53720F236C";
  const asked = formJson.read(post("/api/order", form), ACCOUNT);
  assert.deepEqual(asked, {
    kind: "submit",
    order: {
      number: "main-196-1",
      account: "13800138000",
      cashMilli: 50_000,
      priceMilli: 49_550,
      notifyUrl: "http://127.0.0.1:9/n",
    },
    refusal: null,
  });
  const wrong = formJson.read(post("/api/order", form.replace("101", "102")), ACCOUNT);
  assert.deepEqual(wrong, { kind: "refused", reason: "wrongSign" });
  assert.equal(
    text(formJson),
    '{"errno":0,"errmsg":"提交成功","data":{"order_number":"S100001","total_price":"49.25"}}',
  );
});

Deno.test("the third style takes an order in GBK by a signature that another program made", () => {
  const form = "userid=10086&productid=70050&price=48.75&num=1&mobile=%CD%E6%BC%D21" +
    "&spordertime=20261126010203&sporderid=main-196-1&sign=D4281A8ED9020D4F49E1A3D1CD0A12C1" +
    "&back_url=http%3A%2F%2F127.0.0.1%3A9%2Fn";
  assert.deepEqual(gbkXml.read(post("/onlinepay", form), ACCOUNT), {
    kind: "submit",
    order: {
      number: "main-196-1",
      account: "玩家1",
      cashMilli: 50_000,
      priceMilli: 48_750,
      notifyUrl: "http://127.0.0.1:9/n",
    },
    refusal: null,
  });
  // The same in UTF-8 is another text.
  const utf8 = form.replace("%CD%E6%BC%D2", encodeURIComponent("玩家"));
  assert.equal(gbkXml.read(post("/onlinepay", utf8), ACCOUNT).kind, "refused");
  assert.equal(
    text(gbkXml, { ...TOLD, state: "done" }),
    '<?xml version="1.0" encoding="GB2312"?><order><orderid>S100001</orderid><ordercash>49.25</ordercash>' +
      "<mobile>13800138000</mobile><sporderid>main-196-1</sporderid><resultno>1</resultno><remark>充值成功</remark></order>",
  );
});

Deno.test("GBK is written as it is read, in forms too", () => {
  const words = "充值成功,玩家123 ~&=%+";
  assert.equal(fromGbk(toGbk(words)), words);
  const form = new TextDecoder().decode(writeGbkForm({ 姓名: words, b: "" }));
  assert.match(form, /^[\w%=&.~-]+$/);
  assert.deepEqual([...gbkForm(form)], [["姓名", words], ["b", ""]]);
  assert.throws(() => toGbk("😀"), RangeError);
  assert.throws(() => gbkForm("a=%81%20"), TypeError);
});

Deno.test("each notification is signed by the style's own rule, and only the right word means that it was heard", () => {
  const form = new TextDecoder().decode(formJson.notice(TOLD, "partly", ACCOUNT)?.body);
  assert.match(form, /state=3&.*sign=[0-9A-F]{32}$/);
  const gbk = new TextDecoder().decode(gbkXml.notice(TOLD, "failed", ACCOUNT)?.body);
  assert.match(gbk, /resultno=9&remark=%B3%E4%D6%B5%CA%A7%B0%DC&sign=[0-9A-F]{32}$/);
  assert.equal(getJson.notice(TOLD, "done", ACCOUNT), null);
  const heard = (style: Style) => ["success", "OK", "ok", ""].filter((word) => style.heard(word));
  assert.deepEqual([formJson, gbkXml, getJson].map(heard), [["success"], ["OK"], []]);
});
