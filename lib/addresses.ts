/**
 * Addresses of machines, and lists of them.
 *
 * @module
 */
import { BlockList, isIP, isIPv6 } from "node:net";

/** An IPv4 address that came mapped into IPv6 is the IPv4 address; everything else stays. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** A host and a port in one text: an IPv6 address stands in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where what listens on a host is met from this machine: nobody can be sent to "all addresses". */
export function metAt(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

/** Tells whether an address, as {@linkcode plainAddress} writes it, is one of these addresses and CIDR ranges. */
export function addressList(addresses: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const written of addresses) {
    const [address = "", prefix] = written.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) > 0 && list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

const isLoopbackAddress = addressList(["127.0.0.0/8", "::1"]);

/** Whether a host, or every address of a range, is this machine alone. */
export function isLoopback(host: string): boolean {
  const [address = "", prefix = "128"] = plainAddress(host).split("/");
  // A shorter prefix takes in more than this machine: 0.0.0.0/0 is everybody.
  const isNarrow = Number(prefix) >= (isIPv6(address) ? 128 : 8);
  return host.toLowerCase() === "localhost" || (isNarrow && isLoopbackAddress(address));
}
