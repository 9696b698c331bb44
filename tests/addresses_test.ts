import assert from "node:assert/strict";
import { hostPort, metAt } from "../lib/addresses.ts";

Deno.test("an address of any kind, with its port, is one that a browser or a connection takes", () => {
  for (const host of ["127.0.0.1", "::1", "0.0.0.0", "::", "fe80::7", "czdock.example"]) {
    const url = new URL(`http://${hostPort(metAt(host), 60080)}/`);
    assert.equal(url.port, "60080", host);
    assert.equal(["0.0.0.0", "[::]"].includes(url.hostname), false, host);
  }
  assert.equal(hostPort("::", 60000), "[::]:60000");
});
