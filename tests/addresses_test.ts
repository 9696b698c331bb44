import assert from "node:assert/strict";
import { hostName, isOpen } from "../lib/access/origin.ts";
import { hostPort, isLoopback, metAt } from "../lib/addresses.ts";

Deno.test("an address of any kind, with its port, is one that a browser or a connection takes", () => {
  for (const host of ["127.0.0.1", "::1", "0.0.0.0", "::", "fe80::7", "czdock.example"]) {
    const url = new URL(`http://${hostPort(metAt(host), 60080)}/`);
    assert.equal(url.port, "60080", host);
    assert.equal(["0.0.0.0", "[::]"].includes(url.hostname), false, host);
  }
  assert.equal(hostPort("::", 60000), "[::]:60000");
});

/** Every way to write this machine alone, and what only looks like it. */
const LOOPBACK = [
  "localhost",
  "LocalHost",
  "127.0.0.1",
  "127.9.8.7",
  "::1",
  "0:0:0:0:0:0:0:1",
  "::ffff:127.0.0.1",
];
const NO_LOOPBACK = [
  "",
  "0.0.0.0",
  "::",
  "10.0.0.1",
  "127.0.0.999",
  "127.0.0.1.example",
  "localhost.example",
  "::ffff:10.0.0.1",
];

Deno.test("this machine alone is the same for what is listened on and for a Host header", () => {
  const header = (host: string) => hostName(hostPort(host, 60080));
  for (const host of LOOPBACK) {
    assert.equal(isLoopback(host), true, host);
    assert.equal(isLoopback(header(host) ?? ""), true, host);
    // A page without users that the configuration's check lets through is one that anybody here may use.
    assert.equal(isOpen({ host, port: 60080, users: [], tokens: [] }), true, host);
  }
  for (const host of NO_LOOPBACK) {
    assert.equal(isLoopback(host), false, host);
    assert.equal(isLoopback(header(host) ?? ""), false, host);
  }
});

Deno.test("a range is this machine alone only where it takes in nobody else", () => {
  for (const range of ["127.0.0.0/8", "127.1.0.0/16", "::1/128"]) assert.ok(isLoopback(range));
  for (const range of ["0.0.0.0/0", "127.0.0.0/7", "::/0", "::1/127", "10.0.0.0/8"]) {
    assert.equal(isLoopback(range), false, range);
  }
});
