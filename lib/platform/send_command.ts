/**
 * `czdock send`: plays the server once, and shows everything that passes.
 *
 * @module
 */
import { EXIT } from "../exit.ts";
import type { AnswerFields } from "../protocol/answer.ts";
import { readCallback } from "../protocol/callback.ts";
import { decodeGbk } from "../protocol/gbk.ts";
import { idOfLiteral } from "../protocol/id_literal.ts";
import { type OrderToSend, writeOrderPacket } from "../protocol/order_packet.ts";
import type { Answer, ArrivedCallback } from "./callback_listener.ts";
import { CallbackListener } from "./callback_listener.ts";
import { portFault } from "./callback_port.ts";
import type { CommandIo } from "./command_io.ts";
import { noFaults } from "./fault_plan.ts";
import { SEND_HELP } from "./help.ts";
import { sameEcho } from "./ledger_entry.ts";
import { SEND_TIMEOUT_MS, sendOrder } from "./order_sender.ts";
import { readSendFlags, type SendPlan } from "./send_flags.ts";
import { pause } from "./waiting.ts";

/** Runs `czdock send`; see `--help`. */
export async function sendCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const flags = readSendFlags(args);
  if (flags.kind === "help") {
    io.out(SEND_HELP);
    return EXIT.fine;
  }
  if (flags.kind === "wrong") {
    for (const fault of flags.faults) io.err(`用法错误 / wrong usage: ${fault}`);
    io.err("czdock send --help");
    return EXIT.usage;
  }
  const { plan } = flags;
  if (plan.waitMs === null) return await sendAndShow(plan, io) ? EXIT.fine : EXIT.failed;
  let heard: (what: Heard) => void = () => {};
  const callback = new Promise<Heard>((resolve) => heard = resolve);
  let listener: CallbackListener;
  try {
    // Open before the order goes out: the callback may be there before the ack has been read.
    listener = openListener(plan, io, heard);
  } catch (thrown) {
    portFault(thrown, plan.callbackHost, plan.callbackPort).forEach((line) => io.err(line));
    return EXIT.failed;
  }
  try {
    if (!await sendAndShow(plan, io)) return EXIT.failed;
    return await waitAndShow(plan, plan.waitMs, listener.port, callback, io);
  } finally {
    await listener.stop();
  }
}

/** What came for the order at the callback port. */
type Heard =
  /** As it must be, and our `OK` is written. */
  | { readonly kind: "right"; readonly text: string; readonly retCode: number }
  | { readonly kind: "wrong"; readonly text: string; readonly fault: string };

const ALTERED = "有字段未原值返回 / something came back altered: chargeId, cardId, retRsn";

function openListener(
  plan: SendPlan,
  io: CommandIo,
  heard: (what: Heard) => void,
): CallbackListener {
  let seq = 0;
  return new CallbackListener({
    listen: (port) => io.listen(plan.callbackHost, port),
    port: plan.callbackPort,
    clock: io.clock,
    plan: noFaults(),
    sequence: () => ++seq,
    arrived: (arrived) => judge(arrived, plan, io, heard),
    spoiled: (broken) => {
      if (broken !== null) io.err(`回调端口收到读不懂的报文 / unreadable packet: ${broken}`);
    },
  });
}

function judge(
  arrived: ArrivedCallback,
  { order, md5key }: SendPlan,
  io: CommandIo,
  heard: (what: Heard) => void,
): Answer {
  const text = shown(arrived.text());
  const callback = readCallback(arrived.object, md5key);
  if (callback.kind === "broken") {
    heard({ kind: "wrong", text, fault: `读不懂 / unreadable: ${callback.reason}` });
    return { kind: "refuse" };
  }
  const { chargeId, retCode } = callback;
  if (chargeId !== idOfLiteral(order.chargeId)) {
    // It may be a real order's result, and who confirms it here takes it from its server.
    io.err(`另一定单 ${chargeId} 的回调,没有回答 OK / a callback of another order, not confirmed`);
    return { kind: "refuse" };
  }
  if (!callback.signed) {
    heard({ kind: "wrong", text, fault: "签名错误 / wrong signature" });
    return { kind: "refuse" };
  }
  const isAltered = !isEchoed(order, callback);
  return {
    kind: "confirm",
    written: () =>
      heard(isAltered ? { kind: "wrong", text, fault: ALTERED } : { kind: "right", text, retCode }),
    unheard: () => {},
  };
}

async function sendAndShow(plan: SendPlan, io: CommandIo): Promise<boolean> {
  const { target, md5key, order } = plan;
  io.out(`发送 / sent → ${target.hostname}:${target.port}`);
  io.out(shown(decodeGbk(writeOrderPacket(withoutSecrets(order), md5key)) ?? ""));
  const signal = io.signal ?? new AbortController().signal;
  const { connect, clock } = io;
  const outcome = await sendOrder(
    { connect, clock, target, md5key, timeoutMs: SEND_TIMEOUT_MS, signal },
    writeOrderPacket(order, md5key),
  );
  if (outcome.kind === "unanswered") {
    io.err(`没有应答 / no ack: ${outcome.reason}, ${shown(outcome.detail)}`);
    return false;
  }
  const { ack, ended } = outcome;
  const isAltered = ack.chargeId !== idOfLiteral(order.chargeId) || !isEchoed(order, ack);
  const isAccepted = ack.retCode === 0 && ack.signed && !isAltered;
  io.out("应答 / ack ←");
  io.out(shown(ack.text));
  io.out(`  retCode ${ack.retCode}, ${ack.signed ? SIGN_RIGHT : SIGN_WRONG}`);
  if (ended !== "closed") {
    io.err(`  应答之后连接没有正常结束 / the connection did not end well: ${ended}`);
  }
  // What is refused may lack what could not be made out.
  if (isAltered && ack.retCode === 0) io.err(`  ${ALTERED}`);
  if (!isAccepted) io.err("定单没有被接收 / the order was not accepted");
  return isAccepted;
}

async function waitAndShow(
  { order }: SendPlan,
  waitMs: number,
  port: number,
  callback: Promise<Heard>,
  io: CommandIo,
): Promise<number> {
  io.out(`等待回调 / waiting for the callback: ${port}, ${waitMs / 1000} s`);
  const given = new AbortController();
  const signals = io.signal ? [given.signal, io.signal] : [given.signal];
  const nothing = pause(io.clock, waitMs, AbortSignal.any(signals)).then(() => null);
  const heard = await Promise.race([callback, nothing]);
  given.abort();
  if (heard === null) {
    io.err(`没有等到回调 / no callback came: chargeId ${order.chargeId}`);
    io.err("  若这一流水号早已确认过,结果不会再推送: 换一个 --charge-id");
    io.err(
      "  A number that was confirmed before is not called back again: take another --charge-id",
    );
    return EXIT.failed;
  }
  io.out("回调 / callback ←");
  io.out(heard.text);
  if (heard.kind === "wrong") {
    io.err(`  ${heard.fault}`);
    return EXIT.failed;
  }
  io.out(`  retCode ${heard.retCode}, ${SIGN_RIGHT}, 已回答 OK / answered OK`);
  return EXIT.fine;
}

function isEchoed({ retRsn, cardId }: OrderToSend, answer: AnswerFields): boolean {
  return sameEcho({ retRsn, cardId: idOfLiteral(cardId) }, answer);
}

/** The order as it may be shown. The signature does not cover the two passwords, so it stays the same. */
function withoutSecrets(order: OrderToSend): OrderToSend {
  const hidden = (secret: string) => secret === "" ? "" : "***";
  return {
    ...order,
    cardPassword: hidden(order.cardPassword),
    agentPass: hidden(order.agentPass),
  };
}

const SIGN_RIGHT = "签名正确 / signature verifies";
const SIGN_WRONG = "签名不对 / signature does not verify";

/** What came from the network must not steer the terminal it is shown on. */
function shown(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => {
    return `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
