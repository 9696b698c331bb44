/**
 * The third public style: POST of a form in GBK, XML in GB2312 comes back, and a notification follows. Signed by the
 * upper-case MD5 of `name=value&…` in the given order with `&key=…` behind them.
 *
 * ```text
 * /onlinepay: userid, productid, price, num, mobile, spordertime, sporderid, sign, back_url (not signed)
 * /searchpay: userid, sporderid, sign   /searchbalance: userid, sign
 * <order><orderid/><ordercash/><sporderid/><resultno/></order>
 * ```
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Refusal, State } from "./books.ts";
import { gbkForm, toGbk, writeGbkForm } from "./gbk_text.ts";
import type { HttpRequest, Reply } from "./http_server.ts";
import type { Account, Answer, Asked, Notice, Style, Told } from "./style.ts";
import { milliOf, yuan } from "./style.ts";

/** What it sells: by number, the face value and the price in thousandths of a yuan. */
const PRODUCTS: ReadonlyMap<string, { faceMilli: number; priceMilli: number }> = new Map(
  [1, 5, 10, 20, 30, 50, 100, 200, 300, 500].map((face) => [
    `70${String(face).padStart(3, "0")}`,
    { faceMilli: face * 1000, priceMilli: face * 975 },
  ]),
);
const NUM_MAX = 10;

const REFUSALS: Readonly<Record<Refusal, readonly [resultno: number, remark: string]>> = {
  wrongSign: [5001, "签名错误"],
  malformed: [5002, "参数错误"],
  lowBalance: [5003, "余额不足"],
  unknownProduct: [5004, "没有该商品"],
  wrongPrice: [5005, "价格不符"],
  repeated: [5006, "订单号重复"],
  notFound: [5007, "没有该订单"],
  busy: [5008, "商品维护"],
};

const SIGNED = {
  "/onlinepay": ["userid", "productid", "price", "num", "mobile", "spordertime", "sporderid"],
  "/searchpay": ["userid", "sporderid"],
  "/searchbalance": ["userid"],
} as const;
const NOTICE_SIGNED = ["userid", "orderid", "sporderid", "merchantsubmittime", "resultno"] as const;

/** The style. */
export const gbkXml: Style = {
  name: "POST form in GBK + XML",
  charset: "gbk",
  read,
  write,
  notice,
  heard: (text) => text === "OK",
};

function read({ method, path, body }: HttpRequest, account: Account): Asked {
  if (method !== "POST" || !isSigned(path)) return { kind: "nothing" };
  let form: Map<string, string>;
  try {
    form = gbkForm(new TextDecoder("latin1").decode(body));
  } catch {
    return { kind: "refused", reason: "malformed" };
  }
  const signed = SIGNED[path].map((name) => [name, form.get(name) ?? ""] as const);
  if (form.get("sign") !== signOf(signed, account.secret) || form.get("userid") !== account.user) {
    return { kind: "refused", reason: "wrongSign" };
  }
  if (path === "/searchbalance") return { kind: "balance" };
  const number = form.get("sporderid") ?? "";
  if (!/^[\w-]{1,64}$/.test(number)) return { kind: "refused", reason: "malformed" };
  return path === "/searchpay" ? { kind: "query", numbers: [number] } : readOrder(form, number);
}

function readOrder(form: ReadonlyMap<string, string>, number: string): Asked {
  const account = form.get("mobile") ?? "";
  const price = milliOf(form.get("price"));
  const num = Number(form.get("num"));
  const isCountable = Number.isInteger(num) && num >= 1 && num <= NUM_MAX;
  if (
    account === "" || price === null || !isCountable ||
    !/^\d{14}$/.test(form.get("spordertime") ?? "")
  ) {
    return { kind: "refused", reason: "malformed" };
  }
  const product = PRODUCTS.get(form.get("productid") ?? "");
  const refusal = product === undefined
    ? "unknownProduct"
    : product.priceMilli === price
    ? null
    : "wrongPrice";
  return {
    kind: "submit",
    order: {
      number,
      account,
      cashMilli: (product?.faceMilli ?? 0) * num,
      priceMilli: (product?.priceMilli ?? 0) * num,
      notifyUrl: form.get("back_url") || null,
    },
    refusal,
  };
}

function isSigned(path: string): path is keyof typeof SIGNED {
  return path in SIGNED;
}

function signOf(fields: readonly (readonly [string, string])[], key: string): string {
  const text = [...fields, ["key", key]].map(([name, value]) => `${name}=${value}`).join("&");
  return createHash("md5").update(toGbk(text)).digest("hex").toUpperCase();
}

function write(answer: Answer): Reply {
  switch (answer.kind) {
    case "taken":
      return xml("order", lineOf(answer.order));
    case "found": {
      const [order] = answer.orders;
      return order === undefined ? refused("notFound") : xml("order", lineOf(order));
    }
    case "balance":
      return xml("user", { balance: yuan(answer.milli), resultno: "1" });
    case "refused":
      return refused(answer.reason);
    case "unheardOf":
      return xml("order", { resultno: "8888", remark: "未知结果" });
  }
}

/** It knows no parts, and calls what was cancelled failed. */
function resultnoOf(state: State): string {
  return { working: "0", done: "1", partly: "1", failed: "9", cancelled: "9" }[state];
}

function lineOf({ number, account, ownNumber, costMilli, state }: Told): Record<string, string> {
  return {
    orderid: ownNumber,
    ordercash: yuan(costMilli),
    mobile: account,
    sporderid: number,
    resultno: resultnoOf(state),
    remark: state === "done" ? "充值成功" : "",
  };
}

function notice(order: Told, state: State, account: Account): Notice {
  const values: Record<typeof NOTICE_SIGNED[number], string> = {
    userid: account.user,
    orderid: order.ownNumber,
    sporderid: order.number,
    merchantsubmittime: "20261126120000",
    resultno: resultnoOf(state),
  };
  const sign = signOf(NOTICE_SIGNED.map((name) => [name, values[name]] as const), account.secret);
  return {
    contentType: "application/x-www-form-urlencoded; charset=GBK",
    body: writeGbkForm({ ...values, remark: state === "done" ? "充值成功" : "充值失败", sign }),
  };
}

function refused(reason: Refusal): Reply {
  const [resultno, remark] = REFUSALS[reason];
  return xml("order", { resultno: `${resultno}`, remark });
}

function xml(root: string, members: Readonly<Record<string, string>>): Reply {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const inner = Object.entries(members).map(([name, value]) =>
    `<${name}>${escaped(value)}</${name}>`
  );
  const text = `<?xml version="1.0" encoding="GB2312"?><${root}>${inner.join("")}</${root}>`;
  return { status: 200, contentType: "text/xml; charset=GB2312", body: toGbk(text) };
}
