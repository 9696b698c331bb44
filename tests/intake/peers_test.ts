import assert from "node:assert/strict";
import type { ServerConfig } from "../../lib/config.ts";
import { plainAddress } from "../../lib/addresses.ts";
import { Peers } from "../../lib/intake/peers.ts";

function server(name: string, ...addresses: string[]): ServerConfig {
  return { name, addresses, md5key: "key", callback: { host: null, port: 50_899 } };
}

const peers = new Peers([
  server("one", "127.0.0.1", "192.168.1.0/24"),
  server("two", "10.0.0.0/8", "2001:db8::/32", "::1"),
  server("mapped", "::ffff:172.16.0.5"),
]);

Deno.test("a server is known by a single address, a range, IPv4 or IPv6", () => {
  const rows: [string, string | null][] = [
    ["127.0.0.1", "one"],
    ["127.0.0.2", null],
    ["192.168.1.0", "one"],
    ["192.168.1.255", "one"],
    ["192.168.2.0", null],
    ["192.168.0.255", null],
    ["10.255.0.1", "two"],
    ["11.0.0.1", null],
    ["2001:db8::1", "two"],
    ["2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "two"],
    ["2001:db9::1", null],
    ["::1", "two"],
    ["::2", null],
    ["0:0:0:0:0:0:0:1", "two"],
    ["172.16.0.5", "mapped"],
    ["172.16.0.6", null],
    ["8.8.8.8", null],
  ];
  for (let time = 0; time < 2; time++) {
    for (const [address, name] of rows) {
      assert.equal(peers.find(address)?.name ?? null, name, address);
    }
  }
});

Deno.test("an IPv4 address that came mapped into IPv6 is the IPv4 address, everything else stays", () => {
  assert.equal(plainAddress("::ffff:192.168.1.7"), "192.168.1.7");
  assert.equal(plainAddress("::FFFF:192.168.1.7"), "192.168.1.7");
  for (const address of ["192.168.1.7", "::1", "2001:db8::ffff:1", "::ffff:1", ""]) {
    assert.equal(plainAddress(address), address);
  }
});

Deno.test("of many strangers not each one is remembered, and a server among them is still found", () => {
  for (let at = 0; at < 30_000; at++) {
    assert.equal(peers.find(`172.${20 + (at >> 16)}.${at >> 8 & 255}.${at & 255}`), null);
  }
  assert.equal(peers.find("192.168.1.9")?.name, "one");
});
