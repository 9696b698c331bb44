/**
 * Makes orders to send: varied accounts, amounts and areas, the same ones for the same numbers every time.
 *
 * @module
 */
import type { OrderToSend } from "../protocol/order_packet.ts";

const AREAS = [
  "广东省深圳-移动",
  "广东省广州-联通",
  "北京市-电信",
  "上海市-移动",
  "四川省成都-移动",
  "浙江省杭州-电信",
  "香港-數碼通",
  "",
] as const;

/** Texts whose GBK trail bytes look like `\`, `{`, `|`, `}`, as well as ones that JSON escapes. */
const TEXTS = ["", "", "誠信", "乗客", "亅號", "a\\b", 'say "hi"', "备注{1}", "x/y"] as const;

const AMOUNTS_YUAN = [1, 5, 10, 20, 30, 50, 100, 200, 300, 500] as const;

/** 定单标识码, which go back as they came. */
const RSNS = ["0", "", "R", "标识", "a b\\c"] as const;

/** chargeTypes 0 to 8: the example configuration has 9 (油卡) done by a person, who would keep a trial waiting. */
const TYPES_SENT = 9;

/**
 * The order with a number: everything in it follows from the number alone.
 *
 * @param chargeId 0 or more
 */
export function makeOrder(chargeId: bigint): OrderToSend {
  const chance = chanceFrom(Number(chargeId % 0xffff_fffbn));
  const chargeType = below(chance, TYPES_SENT);
  const faceYuan = pick(chance, AMOUNTS_YUAN);
  const amount = chargeType === 3 ? 1 + below(chance, 5) : 1;
  const cents = below(chance, 4) === 0 ? below(chance, 100) : 0;
  const hasCard = below(chance, 8) === 0;
  const hasAgent = below(chance, 8) === 0;
  return {
    action: "CZ",
    chargeId: chargeId.toString(),
    chargeAcct: accountFor(chargeType, chance),
    chargeCash: `${faceYuan * amount}.${String(cents * 10).padStart(3, "0")}`,
    chargeType,
    amount,
    faceValue: `${faceYuan}.000`,
    var1: pick(chance, TEXTS),
    var2: pick(chance, TEXTS),
    var3: "",
    var4: pick(chance, TEXTS),
    productSn: chargeType === 3 ? 1000 + below(chance, 9000) : 0,
    nbrArea: pick(chance, AREAS),
    cardSn: hasCard ? digits(chance, 16) : "",
    cardPassword: hasCard ? digits(chance, 18) : "",
    agentAcct: hasAgent ? `agent${below(chance, 10)}` : "",
    agentPass: hasAgent ? `pass-${digits(chance, 6)}` : "",
    // Larger than 2^53 on purpose: a float on the way would change it.
    cardId: hasCard ? `9${digits(chance, 18)}` : "0",
    retRsn: pick(chance, RSNS),
  };
}

function accountFor(chargeType: number, chance: () => number): string {
  if (chargeType === 1 || chargeType === 2) return `${1 + below(chance, 9)}${digits(chance, 8)}`;
  if (chargeType === 3) return `玩家${digits(chance, 6)}`;
  return `1${3 + below(chance, 7)}${digits(chance, 9)}`;
}

function digits(chance: () => number, count: number): string {
  return Array.from({ length: count }, () => below(chance, 10)).join("");
}

function below(chance: () => number, limit: number): number {
  return Math.floor(chance() * limit);
}

function pick<Item>(chance: () => number, items: readonly [Item, ...Item[]]): Item {
  return items[below(chance, items.length)] ?? items[0];
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
