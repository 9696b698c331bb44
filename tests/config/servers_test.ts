import assert from "node:assert/strict";
import { assertOnly, configOf, faultsOf, MINIMAL, minimalWith, warningsOf } from "./support.ts";

const second = (addresses: string) =>
  minimalWith(
    "channels:",
    `  - name: other\n    addresses: ${addresses}\n    md5key: 12345678\nchannels:`,
  )
    .replace("[127.0.0.1]", '[127.0.0.1, 192.168.0.0/16, "2001:db8::/32"]');

Deno.test("addresses are single ones or CIDR ranges, IPv4-mapped ones folded to IPv4", () => {
  const text = minimalWith(
    "[127.0.0.1]",
    '[127.0.0.1, 192.168.1.0/24, "::1", "2001:DB8:0:0::/32", "::ffff:10.0.0.1", "::ffff:a01:0/112"]',
  );
  assert.deepEqual(configOf(text).servers[0]?.addresses, [
    "127.0.0.1",
    "192.168.1.0/24",
    "::1",
    "2001:db8::/32",
    "10.0.0.1",
    "10.1.0.0/16",
  ]);
});

Deno.test("a text that is no address is a fault", () => {
  for (
    const text of ["300.1.1.1", "1.2.3", "01.2.3.4", "1.2.3.4/33", '":::"', '"1::2::3"', "host"]
  ) {
    assertOnly(faultsOf(minimalWith("127.0.0.1", text)), "3:17: servers[0].addresses[0]:");
  }
});

Deno.test("overlapping addresses of two servers are a fault that names both places", () => {
  for (const addresses of ["[127.0.0.1]", "[192.168.7.7]", '["2001:db8::1"]', "[192.0.0.0/8]"]) {
    assertOnly(
      faultsOf(second(addresses)),
      "6:17: servers[1].addresses[0]:",
      "servers[0].addresses[",
    );
  }
  assertOnly(faultsOf(second("192.168.7.7")), "6:16: servers[1].addresses:");
  assertOnly(faultsOf(second('["::ffff:127.0.0.1"]')), "127.0.0.1 (servers[0].addresses[0])");
  assert.deepEqual(faultsOf(second('[127.0.0.2, 192.169.0.0/16, "2001:db9::/32"]')), []);
});

Deno.test("a server may list an address and the range around it", () => {
  assert.deepEqual(faultsOf(minimalWith("[127.0.0.1]", "[10.0.0.0/8, 10.1.2.3]")), []);
});

Deno.test("two servers of one name are a fault", () => {
  const text = second("[10.0.0.1]").replace("name: other", "name: main");
  assertOnly(faultsOf(text), "5:11: servers[1].name:", "servers[0].name");
});

Deno.test("names are letters, digits, Chinese characters, _ - and . alone", () => {
  for (const name of ["main", "主服务器", "a-b_c.1", "0".repeat(32)]) {
    assert.deepEqual(faultsOf(minimalWith("name: main", `name: "${name}"`)), []);
  }
  for (const name of ["a/b", "a b", "", ".", "..", "0".repeat(33), "é"]) {
    assertOnly(faultsOf(minimalWith("name: main", `name: "${name}"`)), "2:11: servers[0].name:");
  }
});

Deno.test("an md5key is the text as written, even where other readers of YAML see a number", () => {
  for (const key of ["0123456789", "1e10", "0x1234567890", "12345678901234567890", "true"]) {
    assert.equal(configOf(minimalWith("bff0378ea5ef0d5d", key)).servers[0]?.md5key, key);
  }
});

Deno.test("an md5key has 1 to 128 characters, and a short one is warned of", () => {
  assertOnly(faultsOf(minimalWith("bff0378ea5ef0d5d", '""')), "servers[0].md5key:");
  assertOnly(
    faultsOf(minimalWith("bff0378ea5ef0d5d", "k".repeat(129))),
    "found a text of 129 characters",
  );
  assertOnly(warningsOf(minimalWith("bff0378ea5ef0d5d", "k234567")), "4:13: servers[0].md5key:");
  assert.deepEqual(warningsOf(minimalWith("bff0378ea5ef0d5d", "k2345678")), []);
});

Deno.test("callbacks can go to another host and port", () => {
  const text = minimalWith("channels:", "    callback: { host: nat.example, port: 1 }\nchannels:");
  assert.deepEqual(configOf(text).servers[0]?.callback, { host: "nat.example", port: 1 });
  const wrong = minimalWith("channels:", "    callback: { host: a/b, port: 65536 }\nchannels:");
  assert.deepEqual(
    faultsOf(wrong).map((line) => line.split(": ")[1]),
    ["servers[0].callback.host", "servers[0].callback.port"],
  );
});

Deno.test("a range that is wider than it looks is warned of", () => {
  assertOnly(
    warningsOf(minimalWith("127.0.0.1", "192.168.1.7/24")),
    "3:17: servers[0].addresses[0]:",
    "192.168.1.0/24",
  );
  assertOnly(warningsOf(minimalWith("127.0.0.1", "0.0.0.0/0")), "every address may send orders");
});

Deno.test("a real server's orders on the way to a simulator are warned of", () => {
  const simulated = MINIMAL.replace("manual", "simulate");
  assert.deepEqual(warningsOf(simulated), []);
  // A range that holds this machine and others is another's too.
  for (const address of ["10.0.0.1", "0.0.0.0/0", "::/0"]) {
    const lines = warningsOf(simulated.replace("127.0.0.1", `"${address}"`));
    assertOnly(lines.filter((line) => line.includes("simulator")), "routes[0]:", "simulator");
  }
  assert.deepEqual(warningsOf(simulated.replace("127.0.0.1", "127.0.0.0/8")), []);
});
