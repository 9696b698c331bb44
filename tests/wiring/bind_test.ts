import assert from "node:assert/strict";
import { bindBoth } from "../../lib/wiring/bind.ts";

Deno.test("an address that can't be had is told as it is written, an IPv6 one in brackets", () => {
  const cannot = () => {
    throw new Deno.errors.AddrNotAvailable("no such address");
  };
  const hosts = { "192.0.2.1": "192.0.2.1:60000", "2001:db8::1": "[2001:db8::1]:60000" };
  for (const [host, place] of Object.entries(hosts)) {
    const endpoint = { host, port: 60000 };
    const bound = bindBoth({ listen: endpoint, web: endpoint }, cannot, () => null);
    assert.ok("fault" in bound);
    assert.match(bound.fault.join("\n"), /cannot start: /);
    assert.ok(bound.fault[0]?.includes(` ${place}: `), bound.fault[0]);
  }
});
