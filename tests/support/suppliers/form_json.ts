/**
 * The second public style: POST of a form, JSON comes back, and a notification follows. Signed by the upper-case MD5 of
 * the sorted `name=value&…` with `&apikey=…` behind them.
 *
 * ```text
 * /api/order: out_trade_num, product_id, mobile, amount, notify_url, userid, sign
 * /api/query: out_trade_nums (with commas), userid, sign   /api/balance: userid, sign
 * {"errno":0,"errmsg":"…","data":{"order_number":…,"total_price":…}}
 * ```
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Refusal, State } from "./books.ts";
import type { HttpRequest, Reply } from "./http_server.ts";
import type { Account, Answer, Asked, Notice, Style, Told } from "./style.ts";
import { milliOf, yuan } from "./style.ts";

/** What it sells: by number, the face values in yuan and what a yuan costs, in thousandths. */
const PRODUCTS: ReadonlyMap<string, { faces: readonly number[]; perMille: number }> = new Map([
  ["101", { faces: [10, 20, 30, 50, 100, 200, 300, 500], perMille: 991 }], // 移动 话费
  ["102", { faces: [10, 20, 30, 50, 100, 200, 300, 500], perMille: 988 }], // 联通 话费
  ["103", { faces: [10, 20, 30, 50, 100, 200, 300, 500], perMille: 986 }], // 电信 话费
  ["201", { faces: [1, 5, 10, 20, 30, 50, 100, 200], perMille: 970 }], // Q币
]);

const REFUSALS: Readonly<Record<Refusal, readonly [errno: number, errmsg: string]>> = {
  wrongSign: [401, "签名错误"],
  malformed: [400, "参数错误"],
  lowBalance: [402, "账户余额不足"],
  unknownProduct: [404, "产品不存在"],
  wrongPrice: [405, "价格不符"],
  repeated: [409, "单号已存在"],
  notFound: [410, "没有该订单"],
  busy: [503, "产品维护"],
};

const STATES: Readonly<Record<State, number>> = {
  cancelled: -1,
  working: 0,
  done: 1,
  failed: 2,
  partly: 3,
};

/** The style. */
export const formJson: Style = {
  name: "POST form + JSON",
  charset: "utf-8",
  read,
  write,
  notice,
  heard: (text) => text === "success",
};

function read({ method, path, body, headers }: HttpRequest, account: Account): Asked {
  if (method !== "POST") return { kind: "nothing" };
  if (!headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) {
    return { kind: "refused", reason: "malformed" };
  }
  const form = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body)));
  const { sign, ...signed } = form;
  if (sign !== signOf(signed, account.secret) || signed.userid !== account.user) {
    return { kind: "refused", reason: "wrongSign" };
  }
  if (path === "/api/balance") return { kind: "balance" };
  if (path === "/api/query") {
    return { kind: "query", numbers: (signed.out_trade_nums ?? "").split(",") };
  }
  if (path !== "/api/order") return { kind: "nothing" };
  const { out_trade_num: number = "", product_id = "", mobile, amount, notify_url } = signed;
  const cashMilli = milliOf(amount);
  if (!/^[\w-]{1,64}$/.test(number) || !mobile || cashMilli === null) {
    return { kind: "refused", reason: "malformed" };
  }
  const product = PRODUCTS.get(product_id);
  const priceMilli = Math.round(cashMilli * (product?.perMille ?? 0) / 1000);
  return {
    kind: "submit",
    order: { number, account: mobile, cashMilli, priceMilli, notifyUrl: notify_url || null },
    refusal: product?.faces.includes(cashMilli / 1000) ? null : "unknownProduct",
  };
}

function signOf(values: Readonly<Record<string, string>>, key: string): string {
  const pairs = Object.keys(values).sort().map((name) => `${name}=${values[name]}`);
  const text = [...pairs, `apikey=${key}`].join("&");
  return createHash("md5").update(text, "utf8").digest("hex").toUpperCase();
}

function write(answer: Answer): Reply {
  switch (answer.kind) {
    case "taken": {
      const { ownNumber, costMilli } = answer.order;
      return json(0, "提交成功", { order_number: ownNumber, total_price: yuan(costMilli) });
    }
    case "found":
      return json(0, "查询成功", answer.orders.map((order) => lineOf(order, order.state)));
    case "balance":
      return json(0, "ok", { balance: yuan(answer.milli) });
    case "refused": {
      const [errno, errmsg] = REFUSALS[answer.reason];
      return json(errno, errmsg, null);
    }
    case "unheardOf":
      return json(-7, "系统繁忙,请稍后", null);
  }
}

function lineOf({ number, ownNumber, account, arrivedMilli, costMilli }: Told, state: State) {
  return {
    out_trade_num: number,
    order_number: ownNumber,
    mobile: account,
    state: STATES[state],
    charge_amount: yuan(arrivedMilli),
    total_price: yuan(costMilli),
  };
}

function notice(order: Told, state: State, account: Account): Notice {
  const line = { ...lineOf(order, state), state: `${STATES[state]}`, userid: account.user };
  const form = new URLSearchParams({ ...line, sign: signOf(line, account.secret) });
  return {
    contentType: "application/x-www-form-urlencoded",
    body: new TextEncoder().encode(form.toString()),
  };
}

function json(errno: number, errmsg: string, data: unknown): Reply {
  const text = JSON.stringify({ errno, errmsg, data });
  return {
    status: 200,
    contentType: "application/json; charset=utf-8",
    body: new TextEncoder().encode(text),
  };
}
