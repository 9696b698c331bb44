/**
 * Whose an address is.
 *
 * @module
 */
import { isIP } from "node:net";
import { addressList, isLoopback } from "../addresses.ts";

/** Networks that no packet of the open internet comes from (RFC 1918, 6598, 3927, 4193, 4291). */
const PRIVATE: readonly string[] = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
  ...["fc00::/7", "fe80::/10"],
];

/** Whether a range, in whole or in part, lies on the open internet. */
export function isPublic(range: string): boolean {
  return !isLoopback(range) && !PRIVATE.some((network) => isInside(range, network));
}

function isInside(range: string, network: string): boolean {
  const [address = "", prefix = "128"] = range.split("/");
  const [, narrowest] = network.split("/");
  return addressList([network])(address) && Number(prefix) >= Number(narrowest);
}

/** The one address that a range has; `null` where it has several. */
export function onlyAddress(range: string): string | null {
  const [address = "", prefix] = range.split("/");
  const whole = isIP(address) === 6 ? "128" : "32";
  return prefix === undefined || prefix === whole ? address : null;
}
