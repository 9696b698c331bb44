/**
 * `routes:`, which channel an order goes to; the first route that fits it is taken.
 *
 * @module
 */
import type { RouteConfig, RouteWhen } from "../config.ts";
import { withoutAbsent } from "./absent.ts";
import { list, named, oneOrMany } from "./collection.ts";
import { daySpans } from "./limits.ts";
import { durationOr, integer, money } from "./number_kinds.ts";
import { itemPath, keyPath } from "./path.ts";
import { warnOfUnknownAreas } from "./areas.ts";
import type { Reading } from "./reading.ts";
import { record } from "./record.ts";
import { covers } from "./route_cover.ts";
import { defaulted, type Kind, optional, required } from "./schema.ts";
import { name, text } from "./text_kinds.ts";

/** Routes, at most. */
const ROUTES_MAX = 1000;
/** Channels of one route, and items of one condition, at most. */
const ITEMS_MAX = 256;
/** Far above any order, in thousandths of a yuan. */
const CHARGE_CASH_MAX = 999_999_999_999n;

const chargeCash = record(
  {
    min: optional(
      money(CHARGE_CASH_MAX),
      "充值金额不小于,单位元。",
      "The least chargeCash that fits, in yuan.",
    ),
    max: optional(
      money(CHARGE_CASH_MAX),
      "充值金额不大于,单位元。",
      "The greatest chargeCash that fits, in yuan.",
    ),
    step: optional(
      money(CHARGE_CASH_MAX),
      "充值金额是它的整倍数,单位元,如 10。",
      "What chargeCash is a whole multiple of, in yuan, such as 10.",
    ),
    oneOf: optional(
      oneOrMany(money(CHARGE_CASH_MAX), { min: 1, max: ITEMS_MAX }),
      "充值金额正是其中之一,单位元,如 [10, 20, 50]。",
      "What chargeCash is exactly one of, in yuan, such as [10, 20, 50].",
    ),
  },
  (values) => withoutAbsent(values),
  ({ min, max, step }, path, reading) => {
    if (step === 0n) {
      reading.fault(keyPath(path, "step"), { zh: "不能是 0", en: "cannot be 0" });
    }
    if (min === undefined || max === undefined || min <= max) return;
    reading.fault(keyPath(path, "max"), {
      zh: "不能小于 min,否则没有定单符合",
      en: "cannot be less than min, because no order would fit",
    });
  },
);

const when = record(
  {
    server: optional(
      oneOrMany(name, { min: 1, max: ITEMS_MAX }),
      "来自这些服务器。",
      "Names of the servers that the order may come from.",
    ),
    chargeType: optional(
      oneOrMany(integer(0, 9), { min: 1, max: 10 }),
      "业务类型:0 话费 1 Q币 2 QQ会员 3 游戏 4 水电气 5 流量 6 票务 7 固话 8 宽带 9 油卡。",
      "Values of chargeType, as the protocol numbers them: 0 is phone credit, 3 games, 5 data.",
    ),
    nbrArea: optional(
      oneOrMany(text(1, 64), { min: 1, max: ITEMS_MAX }),
      '归属地,* 代表任意文字,如 "广东*"。',
      'Patterns of nbrArea, in which * is any text, such as "广东*".',
    ),
    province: optional(
      oneOrMany(text(1, 16), { min: 1, max: ITEMS_MAX }),
      "归属地的省份,不带“省”“市”“自治区”,如 广东。",
      "Provinces of nbrArea, without 省, 市 or 自治区, such as 广东.",
    ),
    carrier: optional(
      oneOrMany(text(1, 16), { min: 1, max: ITEMS_MAX }),
      "归属地的运营商,如 移动。",
      "Carriers of nbrArea, such as 移动.",
    ),
    agentAcct: optional(
      oneOrMany(text(1, 50), { min: 1, max: ITEMS_MAX }),
      "代理工号。",
      "Values of agentAcct.",
    ),
    productSn: optional(
      oneOrMany(integer(0, 999_999_999_999_999), { min: 1, max: ITEMS_MAX }),
      "产品编码。",
      "Values of productSn.",
    ),
    time: optional(
      daySpans,
      '一天中的时段,如 "22:00-06:00"。',
      'Spans of the day, such as "22:00-06:00".',
    ),
    chargeCash: optional(
      chargeCash,
      "充值金额的范围,两端都算。",
      "The range of chargeCash; both ends belong to it.",
    ),
  },
  (values): RouteWhen => withoutAbsent(values),
  warnOfUnknownAreas,
);

const route = record(
  {
    when: optional(
      when,
      "定单要符合的全部条件;不写则全部定单都符合。",
      "The conditions that an order must all meet; when left out, every order fits.",
    ),
    channels: required(
      oneOrMany(name, { min: 1, max: ITEMS_MAX }),
      "依次使用的通道;前一个确定什么也没做,才用下一个。",
      "The channels in order; the next is tried only where the one before certainly did nothing.",
    ),
    weights: optional(
      named(integer(1, 1000), { min: 1, max: ITEMS_MAX }),
      "按权重随机决定先后:{ 通道: 3, 另一通道: 1 };要写出 channels 里的每一个。",
      "The order is drawn by weight: { one: 3, other: 1 }; every one of channels must have one.",
    ),
    maxWait: defaulted(
      durationOr("1s", "30d", "never"),
      "30m",
      "通道都忙、暂停或打烊时最多等多久,过时答 3(未执行)。",
      "How long an order waits while its channels are busy, paused or closed; then it is settled 3, not executed.",
    ),
  },
  (values): RouteConfig => ({
    when: values.when ?? {},
    channels: values.channels,
    weights: values.weights ?? new Map<string, number>(),
    maxWaitMs: values.maxWait,
  }),
  (route, path, reading) => {
    checkChannels(route, path, reading);
    checkWeights(route, path, reading);
  },
);

/** A channel is given an order once: named again it would only be passed over. */
function checkChannels({ channels }: RouteConfig, path: string, reading: Reading): void {
  channels.forEach((name, index) => {
    if (name === "" || channels.indexOf(name) === index) return;
    const problem = { zh: `${name} 写了两次`, en: `names ${name} twice` };
    reading.fault(reading.itemPath(keyPath(path, "channels"), index), problem);
  });
}

function checkWeights({ channels, weights }: RouteConfig, path: string, reading: Reading): void {
  if (weights.size === 0) return;
  const at = keyPath(path, "weights");
  if (channels.length === 1 && channels[0] !== "") {
    reading.warn(at, { zh: "只有一个通道,没有作用", en: "has no effect with one channel" });
  }
  for (const name of weights.keys()) {
    if (channels.includes(name)) continue;
    reading.fault(keyPath(at, name), { zh: "不在 channels 里", en: "is not one of channels" });
  }
  for (const name of channels) {
    if (name === "" || weights.has(name)) continue;
    reading.fault(at, { zh: `缺少 ${name} 的权重`, en: `has no weight for ${name}` });
  }
}

/** The section `routes`. */
export const routes: Kind<readonly RouteConfig[]> = list(
  route,
  { min: 1, max: ROUTES_MAX },
  warnOfUnreachable,
);

function warnOfUnreachable(
  routes: readonly RouteConfig[],
  path: string,
  reading: Reading,
): void {
  // A condition that could not be read is not a route without conditions.
  if (reading.faultCount > 0) return;
  routes.forEach(({ when }, index) => {
    const before = routes.findIndex((other, at) => at < index && covers(other.when, when));
    if (before < 0) return;
    const blocking = itemPath(path, before);
    const hasConditions = Object.keys(routes[before]?.when ?? {}).length > 0;
    reading.warn(
      itemPath(path, index),
      hasConditions
        ? {
          zh: `永远用不到:符合它的定单都先符合 ${blocking}`,
          en: `can never be taken, because every order that fits it fits ${blocking} before`,
        }
        : {
          zh: `永远用不到:${blocking} 没有条件,全部定单都符合`,
          en: `can never be taken, because ${blocking} has no conditions and fits every order`,
        },
    );
  });
}
