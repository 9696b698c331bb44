/**
 * The order that `czdock try` tries a channel with: the document's sample, a file's fields, single fields.
 *
 * @module
 */
import { formatMoney, parseMoney } from "../money.ts";
import { move, receive } from "../move.ts";
import type { Processing } from "../order.ts";
import { type Task, taskOf } from "../execution/channel.ts";
import { decodeGbk } from "../protocol/gbk.ts";
import { type LiteralObject, parseLiteralObject } from "../protocol/literal_json.ts";
import { ORDER_FIELDS, type OrderFieldName } from "../protocol/order_field_table.ts";
import { readOrderPacket, writeOrderPacket } from "../protocol/order_packet.ts";
import type { OrderToSend } from "../protocol/order_packet.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../protocol/sample.ts";

/** What the order is made of. */
export interface TriedOrder {
  /** The text of a file with the order's fields as JSON; `null` for none. */
  readonly json: string | null;
  /** `name=value`, each. */
  readonly fields: readonly string[];
  readonly channel: string;
  readonly server: string;
  readonly attempt: number;
  /** Where neither file nor field names one. */
  readonly chargeId: string;
  readonly nowMs: number;
}

type Named = Exclude<OrderFieldName, "sign">;
/** Names of the order's fields. */
const NAMES = Object.keys(ORDER_FIELDS).filter((name): name is Named => name !== "sign");

/** The order as a channel would get it, or what is wrong with it, a line each. */
export function triedTask(tried: TriedOrder): Task | { readonly faults: readonly string[] } {
  const given = new Map<Named, string>();
  const faults: string[] = [];
  const take = (name: string, value: string) => {
    const known = NAMES.find((one) => one === name);
    if (known === undefined) faults.push(`没有字段 there is no field ${name}; ${NAMES.join(" ")}`);
    else given.set(known, value);
  };
  if (tried.json !== null) {
    const object = parseLiteralObject(tried.json);
    if (object === null) faults.push("定单文件不是 JSON 对象 the order's file is no JSON object");
    else for (const [name, value] of valuesOf(object)) take(name, value);
  }
  for (const field of tried.fields) {
    const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    if (name === "") faults.push(`应为 NAME=VALUE expected: ${field}`);
    else take(name, value);
  }
  if (faults.length > 0) return { faults };
  if (!given.has("chargeId")) given.set("chargeId", tried.chargeId);
  return taskWith(given, tried);
}

/** Each field's text. What the API adds to an order is no field, and is no matter. */
function valuesOf(object: LiteralObject): [string, string][] {
  return [...object].filter(([name]) => NAMES.some((one) => one === name))
    .map(([name, literal]) => [name, literal.kind === "string" ? literal.value : literal.text]);
}

/** The order goes through the protocol's own reader, so that what is tried is what could come. */
function taskWith(
  given: ReadonlyMap<Named, string>,
  { channel, server, attempt, nowMs }: TriedOrder,
): Task | { readonly faults: readonly string[] } {
  const text = (name: Named) => given.get(name) ?? String(sampleOrder[name]);
  const whole = (name: Named) => /^\d{1,15}$/.test(text(name)) ? Number(text(name)) : -1;
  const money = (name: Named) => {
    const amount = parseMoney(text(name));
    return amount === null ? "-1" : formatMoney(amount);
  };
  const id = (name: Named) => /^\d{1,32}$/.test(text(name)) ? text(name) : "-1";
  const order: OrderToSend = {
    action: text("action"),
    chargeId: id("chargeId"),
    chargeAcct: text("chargeAcct"),
    chargeCash: money("chargeCash"),
    chargeType: whole("chargeType"),
    amount: whole("amount"),
    faceValue: given.has("faceValue") || !given.has("chargeCash")
      ? money("faceValue")
      : money("chargeCash"),
    var1: text("var1"),
    var2: text("var2"),
    var3: text("var3"),
    var4: text("var4"),
    productSn: whole("productSn"),
    nbrArea: text("nbrArea"),
    cardSn: text("cardSn"),
    cardPassword: text("cardPassword"),
    agentAcct: text("agentAcct"),
    agentPass: text("agentPass"),
    cardId: id("cardId"),
    retRsn: text("retRsn"),
  };
  const packet = parseLiteralObject(decodeGbk(writeOrderPacket(order, SAMPLE_MD5KEY)) ?? "");
  const read = packet === null ? null : readOrderPacket(packet, SAMPLE_MD5KEY);
  if (read === null || read.kind === "wrongSign") {
    return { faults: ["定单写不成报文 the order can't be written"] };
  }
  if (read.kind === "invalid") return { faults: [`${read.field}: ${read.problem}`] };
  const { fields, secrets } = read;
  const received = receive({
    server,
    fields,
    sealed: null,
    contentDigest: "",
    from: "127.0.0.1",
  }, nowMs);
  const started = move(
    move(received, { kind: "ackSent" }, nowMs),
    { kind: "started", channel },
    nowMs,
  );
  const attempted: Processing = { ...started, attempt };
  return taskOf(attempted, () => secrets);
}
