/**
 * The table of a supplier's products.
 *
 * @module
 */
import type { ProductConfig } from "../../http_config.ts";
import { withoutAbsent } from "../absent.ts";
import { list, oneOrMany } from "../collection.ts";
import { integer, money } from "../number_kinds.ts";
import { warnOfUnknownAreas } from "../areas.ts";
import { record } from "../record.ts";
import { type Kind, optional, required } from "../schema.ts";
import { text } from "../text_kinds.ts";

/** Rows, and items of one condition, at most. */
const ROWS_MAX = 2000;
const ITEMS_MAX = 256;
const AMOUNT_MAX = 999_999_999_999n;
const amounts = oneOrMany(money(AMOUNT_MAX), { min: 1, max: ITEMS_MAX });
const texts = (characters: number) => oneOrMany(text(1, characters), { min: 1, max: ITEMS_MAX });

const product = record(
  {
    id: required(
      text(1, 128),
      "上游的产品编号,表达式里是 product.id。",
      "The supplier's number of the product: product.id in expressions.",
    ),
    price: optional(
      money(AMOUNT_MAX),
      "单价,单位元;每行都写才有 product.price。",
      "The price of one piece in yuan; product.price where every row has one.",
    ),
    chargeType: optional(
      oneOrMany(integer(0, 9), { min: 1, max: 10 }),
      "业务类型是其中之一。",
      "Values of chargeType.",
    ),
    faceValue: optional(amounts, "单品面值是其中之一,单位元。", "Values of faceValue, in yuan."),
    chargeCash: optional(amounts, "充值金额是其中之一,单位元。", "Values of chargeCash, in yuan."),
    province: optional(texts(16), "归属地的省份。", "Provinces of nbrArea."),
    carrier: optional(texts(16), "归属地的运营商。", "Carriers of nbrArea."),
    nbrArea: optional(
      texts(64),
      '归属地,* 代表任意文字,如 "广东*"。',
      "Patterns of nbrArea, in which * is any text.",
    ),
    productSn: optional(
      oneOrMany(integer(0, 999_999_999_999_999), { min: 1, max: ITEMS_MAX }),
      "产品编码是其中之一。",
      "Values of productSn.",
    ),
  },
  ({ id, price, ...when }): ProductConfig => ({
    id,
    price: price ?? null,
    when: withoutAbsent(when),
  }),
  ({ when }, path, reading) => warnOfUnknownAreas(when, path, reading),
);

/** The rows. */
export const products: Kind<readonly ProductConfig[]> = list(product, { min: 0, max: ROWS_MAX });
