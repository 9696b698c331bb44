/**
 * What a server asks for: the fields of the protocol's order packet, by their own names.
 *
 * @module
 */
import type { Money } from "./money.ts";

/** Protocol part three, fields 1–19, without the two secrets and the signature. */
export interface OrderFields {
  /** Field 1, 交易指令. Only `CZ` (充值) exists. */
  readonly action: "CZ";
  /** Field 2, 定单流水号: the digits that came, whether as a JSON number or string. Names the order at its server. */
  readonly chargeId: string;
  /** Field 3, 被充值账号, at most 50 GBK bytes. */
  readonly chargeAcct: string;
  /** Field 4, 充值金额. */
  readonly chargeCash: Money;
  /** Field 5, 业务类型: 0 话费, 1 Q币, 2 QQ会员, 3 游戏, 4 水电气, 5 流量, 6 票务, 7 固话, 8 宽带, 9 油卡. */
  readonly chargeType: number;
  /** Field 6, 充值数量, 1 where the packet has none. */
  readonly amount: number;
  /** Field 7, 单品面值. */
  readonly faceValue: Money;
  /** Fields 8–11, 备用参数, at most 20 GBK bytes each. */
  readonly var1: string;
  readonly var2: string;
  readonly var3: string;
  readonly var4: string;
  /** Field 12, 产品编码. */
  readonly productSn: number;
  /** Field 13, 被充值账号的归属地, such as `广东省深圳-移动`, at most 20 GBK bytes. */
  readonly nbrArea: string;
  /** Field 14, 充值卡卡号, at most 30 GBK bytes. */
  readonly cardSn: string;
  /** Field 16, 代理工号, at most 50 GBK bytes. */
  readonly agentAcct: string;
  /** Field 18, 充值卡ID: the digits that came; `"0"` where the packet has none. */
  readonly cardId: string;
  /** Field 19, 定单标识码, goes back as it came, at most 50 GBK bytes. */
  readonly retRsn: string;
  /** The JSON literals of the two ids as they came (`196` or `"196"`), for they go back as they came. */
  readonly literals: { readonly chargeId: string; readonly cardId: string };
  /** Fields that the protocol does not have, each with the JSON text of its value as it came. */
  readonly unknown: Readonly<Record<string, string>>;
}

/** Fields 15 and 17. They leave the program only to the channel that needs them, and rest only encrypted. */
export interface OrderSecrets {
  /** Field 15, 充值卡密码, at most 30 GBK bytes. */
  readonly cardPassword: string;
  /** Field 17, 代理工号密码, at most 50 GBK bytes. */
  readonly agentPass: string;
}
