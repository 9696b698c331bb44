/**
 * Who may speak: a server is known by its addresses (notes, paragraph 5).
 *
 * @module
 */
import { addressList } from "../addresses.ts";
import type { ServerConfig } from "../config.ts";

/** Addresses whose server is remembered, so that a busy one is not looked up again for each connection. */
const REMEMBERED_MAX = 10_000;

/** Finds the server that an address belongs to. */
export class Peers {
  readonly #servers: {
    readonly server: ServerConfig;
    readonly has: (address: string) => boolean;
  }[];
  readonly #remembered = new Map<string, ServerConfig | null>();

  constructor(servers: readonly ServerConfig[]) {
    this.#servers = servers.map((server) => ({ server, has: addressList(server.addresses) }));
  }

  /** The server at an address as `plainAddress` writes it; `null` for a stranger. */
  find(address: string): ServerConfig | null {
    const known = this.#remembered.get(address);
    if (known !== undefined) return known;
    const found = this.#servers.find(({ has }) => has(address));
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    const server = found?.server ?? null;
    this.#remembered.set(address, server);
    return server;
  }
}
