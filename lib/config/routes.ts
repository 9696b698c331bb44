/**
 * `routes:`, which channel an order goes to; the first route that fits it is taken.
 *
 * @module
 */
import type { RouteConfig, RouteWhen } from "../config.ts";
import { list, oneOrMany } from "./collection.ts";
import { integer, money } from "./number_kinds.ts";
import { itemPath, keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";
import { record } from "./record.ts";
import { type Kind, optional, required } from "./schema.ts";
import { name, text } from "./text_kinds.ts";

/** Routes, at most. */
export const ROUTES_MAX = 1000;
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
  },
  (values) => withoutAbsent(values),
  ({ min, max }, path, reading) => {
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
    chargeCash: optional(
      chargeCash,
      "充值金额的范围,两端都算。",
      "The range of chargeCash; both ends belong to it.",
    ),
  },
  (values): RouteWhen => withoutAbsent(values),
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
  },
  (values): RouteConfig => ({ when: values.when ?? {}, channels: values.channels }),
);

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
  const catchAll = routes.findIndex(({ when }) => Object.keys(when).length === 0);
  // A condition that could not be read is not a route without conditions.
  if (catchAll < 0 || reading.faults.length > 0) return;
  for (let index = catchAll + 1; index < routes.length; index++) {
    const before = itemPath(path, catchAll);
    reading.warn(itemPath(path, index), {
      zh: `永远用不到:${before} 没有条件,全部定单都符合`,
      en: `can never be taken, because ${before} has no conditions and fits every order`,
    });
  }
}

/** A condition that is not there has no key at all. */
function withoutAbsent<T extends object>(values: T): T {
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as T;
}
