/**
 * What must be so of every stored order, whatever happened: its state, its result and its delivery are what its timeline
 * tells.
 *
 * @module
 */
import { formatMoney } from "../money.ts";
import type { Order, Settled, TimelineEntry } from "../order.ts";
import { NOTE_CHARACTERS_MAX } from "../timeline.ts";
import { deliveryFaults } from "./delivery_rules.ts";
import type { Fault } from "./finding.ts";
import { judging } from "./finding.ts";
import type { Replayed } from "./replay.ts";
import { lifeStateOf, replay } from "./replay.ts";

/** Fields of the order packet that may rest nowhere in the clear. */
const SECRET_FIELDS = ["cardPassword", "agentPass"];

/** What is wrong with an order by itself. */
export function orderFaults(order: Order): Fault[] {
  const told = replay(order.timeline);
  const faults = [...secretFaults(order), ...timelineFaults(order, told)];
  // What has lost lines from its middle can't be counted.
  if (!told.isTrimmed) faults.push(...attemptFaults(order));
  if (order.state === "settled") {
    faults.push(
      ...resultLineFaults(order, told),
      ...resultSourceFaults(order, told),
      ...resultMoneyFaults(order),
      ...deliveryFaults(order, told),
    );
  }
  return faults;
}

/** Once settled no password is left, and none was ever stored in the clear. */
function secretFaults(order: Order): Fault[] {
  const { faults, must } = judging();
  must(
    order.state !== "settled" || !("sealed" in order),
    "sealed",
    "已有结果,密码却没有删除;",
    "it is settled, and its passwords are still stored",
  );
  const { fields } = order;
  const names = SECRET_FIELDS.filter((name) => name in fields || name in fields.unknown);
  must(
    names.length === 0,
    "plain",
    `密码没有加密: ${names};`,
    `a password is stored as plain text: ${names}`,
  );
  return faults;
}

/** Each step of its timeline could follow, and the last one led to its state. */
function timelineFaults(order: Order, { ends, wrong }: Replayed): Fault[] {
  const { faults, must } = judging();
  const step = `${wrong?.before ?? "–"} → ${wrong?.kind}`;
  must(
    wrong === null,
    "timeline",
    `时间线里不可能有这一步: ${step};`,
    `its timeline has a step that can't be: ${step}`,
  );
  const state = lifeStateOf(order);
  must(
    wrong !== null || ends.has(state),
    "state",
    `状态是 ${state},与时间线不符;`,
    `its state is ${state}, and its timeline tells another`,
  );
  must(
    order.timeline[0]?.atMs === order.receivedAtMs,
    "receivedAt",
    "收到的时刻与时间线不符;",
    "it was received at another time than its timeline says",
  );
  return faults;
}

/** One submission an attempt, and none to a channel that was asked before. */
function attemptFaults(order: Order): Fault[] {
  const { faults, must } = judging();
  const asked = notesOf(order, "started");
  must(
    new Set(asked).size === asked.length,
    "askedTwice",
    `同一通道被要求执行两次: ${asked};`,
    `the same channel was asked to execute it twice: ${asked}`,
  );
  if (order.state === "settled") return faults;
  const { attempt, passedOver } = order;
  must(
    attempt === asked.length,
    "attempt",
    `第 ${attempt} 次执行,时间线里却是 ${asked.length} 次;`,
    `it is at attempt ${attempt}, and its timeline has ${asked.length}`,
  );
  const untouched = notesOf(order, "untouched");
  must(
    passedOver.length === untouched.length,
    "passedOver",
    `${passedOver.length} 个通道说没有执行,时间线里却是 ${untouched.length} 个;`,
    `${passedOver.length} channels did nothing for it, and its timeline has ${untouched.length}`,
  );
  if (order.state !== "processing" && order.state !== "review") return faults;
  must(
    order.channel === (asked.at(-1) ?? null),
    "channel",
    `在通道 ${order.channel},时间线里却是 ${asked.at(-1)};`,
    `it is with ${order.channel}, and its timeline says ${asked.at(-1)}`,
  );
  return faults;
}

/** There is one result, and it is the one that the timeline tells. */
function resultLineFaults({ result, timeline }: Settled, { isTrimmed }: Replayed): Fault[] {
  const { faults, must } = judging();
  const { retCode, by, atMs } = result;
  const lines = timeline.filter(({ kind }) => kind === "settled" || kind === "ackLost");
  const [line] = lines;
  if (line === undefined) {
    must(isTrimmed, "noResultLine", "时间线里没有结果;", "its timeline has no result");
    return faults;
  }
  must(
    lines.length === 1,
    "twoResults",
    `时间线里有 ${lines.length} 个结果;`,
    `its timeline has ${lines.length} results`,
  );
  must(
    line.atMs === atMs && tells(line, result),
    "resultChanged",
    `结果 ${retCode} ${by} 不是时间线里的那个;`,
    `its result ${retCode} ${by} is not the one in its timeline`,
  );
  return faults;
}

/** Whoever gave the result could know. */
function resultSourceFaults(order: Settled, { isTrimmed }: Replayed): Fault[] {
  const { faults, must } = judging();
  const { channel, result: { retCode, by } } = order;
  must([1, 2, 3].includes(retCode), "retCode", `结果是 ${retCode};`, `its result is ${retCode}`);
  must(
    !by.startsWith("channel:") || by === `channel:${channel}`,
    "by",
    `结果来自 ${by},而不是它的通道 ${channel};`,
    `its result comes from ${by}, not from its channel ${channel}`,
  );
  must(
    isTrimmed || channel === null || notesOf(order, "started").at(-1) === channel,
    "channel",
    `通道 ${channel} 没有被要求执行;`,
    `its channel ${channel} was never asked to execute it`,
  );
  // Only who was asked, or a person, can say that it was executed.
  must(
    retCode !== 1 || by !== "czdock",
    "guessed",
    "没有人说成功,结果却是 1;",
    "nobody said that it succeeded, and its result is 1",
  );
  must(
    retCode !== 1 || isTrimmed || couldBeExecuted(order),
    "neverAsked",
    "从未交给通道或人,结果却是 1;",
    "neither a channel nor a person had it, and its result is 1",
  );
  return faults;
}

/** No more than was ordered has succeeded, and nothing where nothing was done. */
function resultMoneyFaults({ result, fields: { chargeCash } }: Settled): Fault[] {
  const { faults, must } = judging();
  const { retCode, retCash, retCost, by } = result;
  must(
    retCash >= 0n && retCash <= chargeCash,
    "retCash",
    `retCash ${formatMoney(retCash)} 不在 0 与 chargeCash ${formatMoney(chargeCash)} 之间;`,
    "its retCash is not between 0 and its chargeCash",
  );
  must(
    retCode !== 1 || retCash !== 0n || chargeCash === 0n,
    "successOfNothing",
    "结果是成功,retCash 却是 0.000;",
    "it has succeeded, and its retCash is 0.000",
  );
  must(
    retCode !== 3 || retCash === 0n,
    "cashOfFailure",
    `结果是失败,retCash 却是 ${formatMoney(retCash)};`,
    `it has failed, and its retCash is ${formatMoney(retCash)}`,
  );
  must(
    by !== "czdock" || retCode === 1 || (retCash === 0n && retCost === 0n),
    "moneyOfNothing",
    `没有执行,却有 retCash ${formatMoney(retCash)}、retCost ${formatMoney(retCost)};`,
    `nothing was done, and its retCash is ${formatMoney(retCash)}, its retCost ${
      formatMoney(retCost)
    }`,
  );
  return faults;
}

/** A channel was asked, or it lay in review for a person to say so. */
function couldBeExecuted({ timeline }: Order): boolean {
  return timeline.some(({ kind }) =>
    kind === "started" || kind === "doubted" || kind === "restored"
  );
}

/** Whether a line of the timeline tells a result; one of nobody's doing tells its reason. */
function tells({ kind, note }: TimelineEntry, { retCode, retDetail, by }: Settled["result"]) {
  if (kind === "ackLost") return retCode === 3 && by === "czdock";
  return note === `${retCode} ${by}` ||
    (retCode === 3 && by === "czdock" && note === retDetail.slice(0, NOTE_CHARACTERS_MAX));
}

function notesOf({ timeline }: Order, wanted: TimelineEntry["kind"]): (string | undefined)[] {
  return timeline.filter(({ kind }) => kind === wanted).map(({ note }) => note);
}
