import assert from "node:assert/strict";
import { faultsOf, MINIMAL } from "./support.ts";

/** A key, values at its bounds that fit, and values beyond them that do not. */
const BOUNDS: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ["listen", "port", ["1024", "65535"], ["1023", "65536", "-1", "6e4", "60000.5"]],
  ["listen", "readTimeout", ["100ms", "10m"], ["99ms", "11m", "0s", "10 s", "1.5s", "never"]],
  ["listen", "packetLimit", ["1KiB", "1MiB"], ["1023B", "2MiB", "16384"]],
  ["listen", "maxConnections", ["1", "65536"], ["0", "65537"]],
  ["listen", "maxWaiting", ["1", "10000000"], ["0", "10000001"]],
  ["listen", "host", ["0.0.0.0", '"::"', "localhost", "a.example"], [
    "300.1.1.1",
    "a b",
    "1.2.3/4",
  ]],
  ["store", "retention", ["1h", "1095d"], ["59m", "3651d"]],
  ["store", "idRetention", ["180d", "3650d"], ["3651d"]],
  ["store", "path", ["x.kv", "https://kv.example/"], [
    '""',
    "ftp://kv.example/",
    "https://",
    "https://kv.example:99999/",
  ]],
  ["callback", "timeout", ["100ms", "5m"], ["99ms", "6m"]],
  ["callback", "concurrency", ["1", "1024"], ["0", "1025"]],
  ["callback", "retry", ["{ first: 1m }", "{ factor: 1 }", "{ factor: 10, max: 1d }"], [
    "{ first: 61s }",
    "{ factor: 0.9 }",
    "{ factor: 11 }",
    "{ max: 25h }",
    "{ giveUpAfter: 0s }",
    "{ giveUpAfter: nevr }",
  ]],
  ["review", "hold", ["0s", "30d"], ["31d"]],
  ["web", "port", ["1", "65535"], ["0", "65536"]],
  ["log", "level", ["debug", "info", "warn", "error"], ["trace", "Info"]],
  ["log", "format", ["text", "json"], ["xml"]],
];

for (const [section, key, fitting, wrong] of BOUNDS) {
  Deno.test(`${section}.${key} takes what is within its bounds and nothing else`, () => {
    for (const value of fitting) {
      assert.deepEqual(faultsOf(`${MINIMAL}${section}: { ${key}: ${value} }\n`), [], value);
    }
    for (const value of wrong) {
      const faults = faultsOf(`${MINIMAL}${section}: { ${key}: ${value} }\n`);
      assert.equal(faults.length, 1, value);
      assert.ok(faults[0]?.includes(`: ${section}.${key}`), faults[0]);
    }
  });
}
