/**
 * Which of a supplier's products an order is.
 *
 * @module
 */
import { parseArea } from "../../../area.ts";
import { carrierOf, provinceOf } from "../../../area.ts";
import type { ProductConfig, ProductWhen } from "../../../http_config.ts";
import type { OrderFields } from "../../../order_fields.ts";
import { has, pattern } from "../../conditions.ts";

/** Finds the first row that fits; `null` where none does. */
export function productFinder(
  products: readonly ProductConfig[],
): (fields: OrderFields) => ProductConfig | null {
  const rows = products.map((product) => ({ product, fits: prepare(product.when) }));
  return (fields) => rows.find(({ fits }) => fits(fields))?.product ?? null;
}

function prepare(when: ProductWhen): (fields: OrderFields) => boolean {
  const provinces = when.province?.map((name) => provinceOf(name) ?? name);
  const carriers = when.carrier?.map((name) => carrierOf(name) ?? name);
  const areas = when.nbrArea?.map(pattern);
  return (fields) => {
    const { province, carrier } = parseArea(fields.nbrArea);
    return has(when.chargeType, fields.chargeType) && has(when.productSn, fields.productSn) &&
      has(when.faceValue, fields.faceValue) && has(when.chargeCash, fields.chargeCash) &&
      has(provinces, province) && has(carriers, carrier) &&
      (areas === undefined || areas.some((area) => area.test(fields.nbrArea)));
  };
}
