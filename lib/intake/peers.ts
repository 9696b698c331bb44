/**
 * Who may speak: a server is known by its addresses (notes, paragraph 5).
 *
 * @module
 */
import { BlockList, isIPv6 } from "node:net";
import type { ServerConfig } from "../config.ts";

/** Addresses whose server is remembered, so that a busy one is not looked up again for each connection. */
const REMEMBERED_MAX = 10_000;

/** Finds the server that an address belongs to. */
export class Peers {
  readonly #servers: { readonly server: ServerConfig; readonly addresses: BlockList }[];
  readonly #remembered = new Map<string, ServerConfig | null>();

  constructor(servers: readonly ServerConfig[]) {
    this.#servers = servers.map((server) => ({ server, addresses: listOf(server.addresses) }));
  }

  /** The server at an address as {@linkcode plainAddress} writes it; `null` for a stranger. */
  find(address: string): ServerConfig | null {
    const known = this.#remembered.get(address);
    if (known !== undefined) return known;
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    const found = this.#servers.find(({ addresses }) => addresses.check(address, family));
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    const server = found?.server ?? null;
    this.#remembered.set(address, server);
    return server;
  }
}

/** An IPv4 address that came mapped into IPv6 is the IPv4 address; everything else stays. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const written of addresses) {
    const [address = "", prefix] = written.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
