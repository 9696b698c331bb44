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
import { lifeStateOf, replay } from "./replay.ts";

/** Fields of the order packet that may rest nowhere in the clear. */
const SECRET_FIELDS = ["cardPassword", "agentPass"];

/** What is wrong with an order by itself. */
export function orderFaults(order: Order): Fault[] {
  const { timeline, receivedAtMs } = order;
  const { ends, wrong, isTrimmed } = replay(timeline);
  const state = lifeStateOf(order);
  const faults: Fault[] = [...secretFaults(order)];
  if (wrong !== null) {
    const line = `${wrong.before ?? "–"} → ${wrong.kind}`;
    faults.push({
      rule: "timeline",
      zh: `时间线里不可能有这一步: ${line};`,
      en: `its timeline has a step that can't be: ${line}`,
    });
  } else if (!ends.has(state)) {
    faults.push({
      rule: "state",
      zh: `状态是 ${state},与时间线不符;`,
      en: `its state is ${state}, and its timeline tells another`,
    });
  }
  if (timeline[0]?.atMs !== receivedAtMs) {
    faults.push({
      rule: "receivedAt",
      zh: "收到的时刻与时间线不符;",
      en: "it was received at another time than its timeline says",
    });
  }
  // What has lost lines from its middle can't be counted.
  if (!isTrimmed) faults.push(...attemptFaults(order));
  if (order.state === "settled") {
    faults.push(...resultFaults(order, isTrimmed), ...deliveryFaults(order, isTrimmed));
  }
  return faults;
}

/** Once settled no password is left, and none was ever stored in the clear. */
function secretFaults(order: Order): Fault[] {
  const faults: Fault[] = [];
  if (order.state === "settled" && "sealed" in order) {
    faults.push({
      rule: "sealed",
      zh: "已有结果,密码却没有删除;",
      en: "it is settled, and its passwords are still stored",
    });
  }
  const { fields } = order;
  const names = SECRET_FIELDS.filter((name) => name in fields || name in fields.unknown);
  if (names.length > 0) {
    faults.push({
      rule: "plain",
      zh: `密码没有加密: ${names};`,
      en: `a password is stored as plain text: ${names}`,
    });
  }
  return faults;
}

/** One submission an attempt, and none to a channel that was asked before. */
function attemptFaults(order: Order): Fault[] {
  const asked = notesOf(order, "started");
  const faults: Fault[] = [];
  const must = (isSo: boolean, fault: Fault) => isSo || faults.push(fault);
  must(new Set(asked).size === asked.length, {
    rule: "askedTwice",
    zh: `同一通道被要求执行两次: ${asked};`,
    en: `the same channel was asked to execute it twice: ${asked}`,
  });
  if (order.state === "settled") return faults;
  must(order.attempt === asked.length, {
    rule: "attempt",
    zh: `第 ${order.attempt} 次执行,时间线里却是 ${asked.length} 次;`,
    en: `it is at attempt ${order.attempt}, and its timeline has ${asked.length}`,
  });
  const untouched = notesOf(order, "untouched");
  must(order.passedOver.length === untouched.length, {
    rule: "passedOver",
    zh: `${order.passedOver.length} 个通道说没有执行,时间线里却是 ${untouched.length} 个;`,
    en:
      `${order.passedOver.length} channels did nothing for it, and its timeline has ${untouched.length}`,
  });
  if (order.state === "processing" || order.state === "review") {
    must(order.channel === (asked.at(-1) ?? null), {
      rule: "channel",
      zh: `在通道 ${order.channel},时间线里却是 ${asked.at(-1)};`,
      en: `it is with ${order.channel}, and its timeline says ${asked.at(-1)}`,
    });
  }
  return faults;
}

/** There is one result, it is the one that the timeline tells, and whoever gave it could know. */
function resultFaults(order: Settled, isTrimmed: boolean): Fault[] {
  const { result, channel, fields: { chargeCash } } = order;
  const { retCode, retCash, by } = result;
  const faults: Fault[] = [];
  const must = (isSo: boolean, rule: string, zh: string, en: string) =>
    isSo || faults.push({ rule, zh, en });
  const ends = order.timeline.filter(({ kind }) => kind === "settled" || kind === "ackLost");
  const [end] = ends;
  if (end === undefined) {
    must(isTrimmed, "noResultLine", "时间线里没有结果;", "its timeline has no result");
  } else {
    must(
      ends.length === 1,
      "twoResults",
      `时间线里有 ${ends.length} 个结果;`,
      `its timeline has ${ends.length} results`,
    );
    must(
      end.atMs === result.atMs && tells(end, result),
      "resultChanged",
      `结果 ${retCode} ${by} 不是时间线里的那个;`,
      `its result ${retCode} ${by} is not the one in its timeline`,
    );
  }
  must([1, 2, 3].includes(retCode), "retCode", `结果是 ${retCode};`, `its result is ${retCode}`);
  must(
    retCash >= 0n && retCash <= chargeCash,
    "retCash",
    `retCash ${formatMoney(retCash)} 不在 0 与 chargeCash ${formatMoney(chargeCash)} 之间;`,
    "its retCash is not between 0 and its chargeCash",
  );
  const asked = notesOf(order, "started");
  const isAnswer = by.startsWith("channel:");
  must(
    !isAnswer || by === `channel:${channel}`,
    "by",
    `结果来自 ${by},而不是它的通道 ${channel};`,
    `its result comes from ${by}, not from its channel ${channel}`,
  );
  must(
    isTrimmed || channel === null || asked.at(-1) === channel,
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
    retCode !== 1 || end === undefined || isTrimmed || couldBeExecuted(order),
    "neverAsked",
    "从未交给通道或人,结果却是 1;",
    "neither a channel nor a person had it, and its result is 1",
  );
  must(
    by !== "czdock" || retCode === 1 || (retCash === 0n && result.retCost === 0n),
    "moneyOfNothing",
    `没有执行,却有 retCash ${formatMoney(retCash)};`,
    `nothing was done, and its retCash is ${formatMoney(retCash)}`,
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
