/**
 * The first public style: GET, and JSON comes back. Signed by the lower-case MD5 of the values in the order of their
 * sorted names, with the secret behind them.
 *
 * ```text
 * /recharge?appkey&mobile&amount&outorderno&sign   /query?appkey&outorderno&sign   /balance?appkey&sign
 * {"status":0,"msg":"ok","result":{"orderno":…,"totalfee":…,"rechargestatus":0|1|2}}
 * ```
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Refusal } from "./books.ts";
import type { HttpRequest, Reply } from "./http_server.ts";
import type { Account, Answer, Asked, Style, Told } from "./style.ts";
import { milliOf, yuan } from "./style.ts";

/** Amounts that it sells, in yuan, and what a yuan costs, in thousandths. */
const AMOUNTS_YUAN: readonly number[] = [1, 5, 10, 20, 30, 50, 100, 200, 300, 500];
const PRICE_PER_MILLE = 985;

const REFUSALS: Readonly<Record<Refusal, readonly [status: number, msg: string]>> = {
  wrongSign: [1001, "签名错误"],
  malformed: [1002, "参数错误"],
  lowBalance: [1003, "余额不足"],
  unknownProduct: [1004, "不支持的面值"],
  wrongPrice: [1005, "价格不符"],
  repeated: [1006, "订单号重复"],
  notFound: [1007, "订单不存在"],
  busy: [1008, "通道维护"],
};

const RECHARGE_STATUS = { working: 0, done: 1, failed: 2 } as const;

/** The style. */
export const getJson: Style = {
  name: "GET + JSON",
  charset: "utf-8",
  read,
  write,
  notice: () => null,
  heard: () => false,
};

function read({ method, path, query }: HttpRequest, account: Account): Asked {
  if (method !== "GET") return { kind: "nothing" };
  const values = new URLSearchParams(query);
  const { sign, ...signed } = Object.fromEntries(values);
  if (sign !== signOf(signed, account.secret) || signed.appkey !== account.user) {
    return { kind: "refused", reason: "wrongSign" };
  }
  if (path === "/balance") return { kind: "balance" };
  const number = signed.outorderno ?? "";
  if (!/^[\w-]{1,64}$/.test(number)) return { kind: "refused", reason: "malformed" };
  if (path === "/query") return { kind: "query", numbers: [number] };
  if (path !== "/recharge") return { kind: "nothing" };
  const { mobile, amount } = signed;
  const cashMilli = milliOf(amount);
  if (!mobile || cashMilli === null) return { kind: "refused", reason: "malformed" };
  const sold = AMOUNTS_YUAN.includes(cashMilli / 1000);
  const priceMilli = Math.round(cashMilli * PRICE_PER_MILLE / 1000);
  return {
    kind: "submit",
    order: { number, account: mobile, cashMilli, priceMilli, notifyUrl: null },
    refusal: sold ? null : "unknownProduct",
  };
}

function signOf(values: Readonly<Record<string, string>>, secret: string): string {
  const joined = Object.keys(values).sort().map((name) => values[name]).join("");
  return createHash("md5").update(joined + secret, "utf8").digest("hex");
}

function write(answer: Answer): Reply {
  switch (answer.kind) {
    case "taken":
      return json(0, "ok", resultOf(answer.order));
    case "found": {
      const [order] = answer.orders;
      return order === undefined ? refused("notFound") : json(0, "ok", resultOf(order));
    }
    case "balance":
      return json(0, "ok", { balance: yuan(answer.milli) });
    case "refused":
      return refused(answer.reason);
    case "unheardOf":
      return json(0, "处理异常", { rechargestatus: 7 });
  }
}

function resultOf({ ownNumber, costMilli, state }: Told) {
  // It knows no parts and no cancelling.
  const told = state === "partly" ? "done" : state === "cancelled" ? "failed" : state;
  return {
    orderno: ownNumber,
    totalfee: yuan(costMilli),
    rechargestatus: RECHARGE_STATUS[told],
  };
}

function refused(reason: Refusal): Reply {
  const [status, msg] = REFUSALS[reason];
  return json(status, msg, null);
}

function json(status: number, msg: string, result: unknown): Reply {
  const text = JSON.stringify(result === null ? { status, msg } : { status, msg, result });
  return {
    status: 200,
    contentType: "application/json; charset=utf-8",
    body: new TextEncoder().encode(text),
  };
}
