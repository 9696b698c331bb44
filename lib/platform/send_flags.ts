/**
 * The flags of `czdock send`.
 *
 * @module
 */
import type { Target } from "../net.ts";
import type { OrderToSend } from "../protocol/order_packet.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../protocol/sample.ts";
import { CALLBACK_PORT, callbackHostFor } from "./callback_port.ts";
import { FlagReader, type FlagTable, parseFlags, type ReadFlags } from "./flags.ts";

/** What `czdock send` is asked to do. */
export interface SendPlan {
  /** Where czdock listens. */
  readonly target: Target;
  /** The key shared with czdock: it signs orders and verifies what comes back. */
  readonly md5key: string;
  /** The local address that callbacks are taken at. */
  readonly callbackHost: string;
  /** 0 takes a free one. */
  readonly callbackPort: number;
  /** How long to wait for the callback after the ack, in milliseconds; `null`: no callback is waited for. */
  readonly waitMs: number | null;
  /** What is sent. */
  readonly order: OrderToSend;
}

/** Every field but the one that is always `CZ`; the signature follows from the rest. */
type FieldWithFlag = Exclude<keyof OrderToSend, "action">;

const FIELDS = Object.keys(sampleOrder).filter((name): name is FieldWithFlag => name !== "action");

/** The flag of an order's field: `--charge-id` for `chargeId`. */
export function flagOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const TABLE: FlagTable = {
  host: { type: "string" },
  port: { type: "string" },
  key: { type: "string" },
  "callback-host": { type: "string" },
  "callback-port": { type: "string" },
  wait: { type: "string" },
  callback: { type: "boolean" },
  ...Object.fromEntries(FIELDS.map((name) => [flagOf(name), { type: "string" as const }])),
};

/** Reads the flags; the document's sample stands for every field without one. */
export function readSendFlags(args: readonly string[]): ReadFlags<SendPlan> {
  const parsed = parseFlags(args, TABLE);
  if (parsed.kind === "wrong") return { kind: "wrong", faults: [parsed.message] };
  const reader = new FlagReader(parsed.values);
  if (reader.isOn("help")) return { kind: "help" };
  const hostname = reader.text("host", "127.0.0.1");
  const port = reader.integer("port", { otherwise: 60000, min: 1, max: 65535 });
  const waitMs = reader.durationMs("wait", "60s");
  const plan: SendPlan = {
    target: { hostname, port },
    md5key: reader.text("key", SAMPLE_MD5KEY),
    callbackHost: reader.text("callback-host", callbackHostFor(hostname)),
    callbackPort: reader.integer("callback-port", { otherwise: CALLBACK_PORT, min: 0, max: 65535 }),
    waitMs: reader.isOn("callback") ?? true ? waitMs : null,
    order: readOrder(reader),
  };
  return reader.faults.length > 0
    ? { kind: "wrong", faults: reader.faults }
    : { kind: "plan", plan };
}

const ID = /^(0|[1-9]\d*|"\d+")$/;
const MONEY = /^(0|[1-9]\d*)(\.\d+)?$/;

/** Only what would make the packet unreadable is refused here: how czdock refuses the rest is worth seeing. */
function readOrder(reader: FlagReader): OrderToSend {
  const text = (name: FieldWithFlag) => reader.text(flagOf(name), String(sampleOrder[name]));
  const id = (name: "chargeId" | "cardId") =>
    reader.matching(flagOf(name), sampleOrder[name], ID, '数字 digits, 如 as 196, "196"');
  const money = (name: "chargeCash" | "faceValue") =>
    reader.matching(flagOf(name), sampleOrder[name], MONEY, "金额 an amount, 如 as 100.000");
  const integer = (name: "chargeType" | "amount" | "productSn") =>
    reader.integer(flagOf(name), { otherwise: sampleOrder[name], min: 0, max: 999_999_999_999 });
  return {
    action: sampleOrder.action,
    chargeId: id("chargeId"),
    chargeAcct: text("chargeAcct"),
    chargeCash: money("chargeCash"),
    chargeType: integer("chargeType"),
    amount: integer("amount"),
    faceValue: money("faceValue"),
    var1: text("var1"),
    var2: text("var2"),
    var3: text("var3"),
    var4: text("var4"),
    productSn: integer("productSn"),
    nbrArea: text("nbrArea"),
    cardSn: text("cardSn"),
    cardPassword: text("cardPassword"),
    agentAcct: text("agentAcct"),
    agentPass: text("agentPass"),
    cardId: id("cardId"),
    retRsn: text("retRsn"),
  };
}
