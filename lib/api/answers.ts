/**
 * Why what was asked for was not done, as a program hears it.
 *
 * @module
 */
import type {
  ClaimAnswer,
  InquireAnswer,
  PushAnswer,
  SettleAnswer,
  SwitchAnswer,
} from "../operator.ts";
import type { Refusal } from "./refusal.ts";

/** Everything that may become of an order or a channel when somebody asks for it. */
export type OperatorAnswer =
  | SettleAnswer
  | PushAnswer
  | InquireAnswer
  | ClaimAnswer
  | SwitchAnswer
  | "notWorker";

/** What went well. */
export type GoodAnswer = "settled" | "pushed" | "asked" | "done";

/** Whether it went well. */
export function isGood(answer: OperatorAnswer): answer is GoodAnswer {
  return !(answer in ANSWER_REFUSALS);
}

/** Why it was not done. */
export const ANSWER_REFUSALS: Readonly<Record<Exclude<OperatorAnswer, GoodAnswer>, Refusal>> = {
  notFound: {
    code: "unknown_order",
    message: "没有这个定单 (there is no such order)",
  },
  unknown: {
    code: "unknown_channel",
    message: "没有这个通道 (there is no such channel)",
  },
  alreadySettled: {
    code: "already_settled",
    message: "定单已有结果,结果不能再改 (the order is settled, and a result never changes)",
  },
  notSettleable: {
    code: "not_settleable",
    message: "定单在当前状态和通道下不能人工结算 " +
      "(nobody may settle the order by hand in its present state and channel)",
  },
  taken: {
    code: "taken",
    message: "定单已被他人领取 (somebody else has claimed the order)",
  },
  notSettled: {
    code: "not_settled",
    message: "定单还没有结果,没有可推送的回调 (the order has no result to push yet)",
  },
  nothingToAsk: {
    code: "nothing_to_ask",
    message: "没有通道在处理这个定单,或通道不能查询 " +
      "(no channel has the order, or its channel can't be asked)",
  },
  notWorker: {
    code: "not_worker",
    message: "这个通道不是 worker,定单不能由程序领取 " +
      "(the channel is no worker, so programs can't claim its orders)",
  },
  notClaimable: {
    code: "not_claimable",
    message: "定单不在等待处理:已有结果、已转待查或未到这个通道 " +
      "(the order does not wait to be worked on: it is settled, in review, or with no such channel)",
  },
  storeDown: {
    code: "store_down",
    message: "存储现在不能写入,请稍后重试 (the store can't be written now, try again later)",
  },
};

/** Why a lease is not extended, or a claim not given back. */
export const LEASE_REFUSALS: typeof ANSWER_REFUSALS = {
  ...ANSWER_REFUSALS,
  taken: {
    code: "taken",
    message: "定单不是你领取的 (it is not you who has claimed the order)",
  },
};
