/**
 * What expressions see of an order and of the supplier's own settings.
 *
 * @module
 */
import { parseArea } from "../../../area.ts";
import type { Variables } from "../../../expression/expression.ts";
import { write } from "../../../expression/compiler.ts";
import type { CompiledSupplier } from "../../../expression/supplier.ts";
import { neededValues } from "../../../expression/values.ts";
import type { HttpChannelConfig, ProductConfig } from "../../../http_config.ts";
import { formatMoney } from "../../../money.ts";
import type { OrderFields, OrderSecrets } from "../../../order_fields.ts";

/** An order's own variables. */
export function fieldVariables(
  { server, fields }: { readonly server: string; readonly fields: OrderFields },
  attempt: number,
  reference: string,
): Variables {
  const { province, carrier } = parseArea(fields.nbrArea);
  return {
    server,
    attempt: BigInt(attempt),
    reference,
    chargeId: fields.chargeId,
    chargeAcct: fields.chargeAcct,
    chargeCash: formatMoney(fields.chargeCash),
    chargeType: BigInt(fields.chargeType),
    amount: BigInt(fields.amount),
    faceValue: formatMoney(fields.faceValue),
    var1: fields.var1,
    var2: fields.var2,
    var3: fields.var3,
    var4: fields.var4,
    productSn: BigInt(fields.productSn),
    nbrArea: fields.nbrArea,
    province,
    carrier,
    cardSn: fields.cardSn,
    agentAcct: fields.agentAcct,
    cardId: fields.cardId,
    retRsn: fields.retRsn,
  };
}

/** What is known without an order: the time and the secrets. */
export function settingVariables(config: HttpChannelConfig, nowMs: number): Variables {
  return { now: BigInt(nowMs), secrets: Object.fromEntries(config.secrets) };
}

/** A product's variables; none where there is none. */
export function productVariables(product: ProductConfig | null): Variables {
  if (product === null) return {};
  const price = product.price === null ? {} : { price: formatMoney(product.price) };
  return { product: { id: product.id, ...price } };
}

/**
 * The variables with those of the supplier's `values` that are needed, so that one that can't be told for this order is no
 * matter where nobody asks for it.
 *
 * @throws {Error} one that is needed can't be evaluated
 */
export function withValues(
  supplier: CompiledSupplier,
  references: Iterable<string>,
  variables: Variables,
): Variables {
  const values: Record<string, string> = {};
  const needed = neededValues(supplier.values, references);
  for (const [name, template] of supplier.values) {
    if (needed.has(name)) values[name] = write(template, { ...variables, values });
  }
  return { ...variables, values };
}

/** The passwords, for those who refer to them. */
export function secretVariables(secrets: OrderSecrets): Variables {
  return { cardPassword: secrets.cardPassword, agentPass: secrets.agentPass };
}
