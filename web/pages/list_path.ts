/**
 * Where a listing is: its filter stands in the address.
 *
 * @module
 */

/** The parameters of the address that make up the filter. */
export const FILTER_PARAMS = [
  "state",
  "q",
  "server",
  "channel",
  "chargeType",
  "retCode",
  "delivery",
  "cashMin",
  "cashMax",
  "flag",
  "time",
  "from",
  "to",
] as const;

/** The address's parameters with some of them changed; an empty one is left out. */
export function listPath(
  params: URLSearchParams,
  changes: Readonly<Record<string, string>>,
): string {
  const next = new URLSearchParams();
  for (const name of [...FILTER_PARAMS, "cursor"]) {
    const value = changes[name] ?? params.get(name) ?? "";
    if (value !== "") next.set(name, value);
  }
  const text = next.toString();
  return text === "" ? "/orders" : `/orders?${text}`;
}
