import assert from "node:assert/strict";
import { readPlatformFlags } from "../../lib/platform/platform_flags.ts";
import { flagOf, readSendFlags } from "../../lib/platform/send_flags.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../../lib/protocol/sample.ts";

Deno.test("send without flags sends the document's sample to this machine", () => {
  assert.deepEqual(readSendFlags([]), {
    kind: "plan",
    plan: {
      target: { hostname: "127.0.0.1", port: 60000 },
      md5key: SAMPLE_MD5KEY,
      callbackHost: "0.0.0.0",
      callbackPort: 50899,
      waitMs: 60_000,
      order: sampleOrder,
    },
  });
});

Deno.test("every field of the order has its flag", () => {
  const args = Object.keys(sampleOrder).filter((name) => name !== "action")
    .flatMap((name) => [`--${flagOf(name)}`, "7"]);
  const read = readSendFlags(args);
  assert.equal(read.kind, "plan");
  if (read.kind !== "plan") return;
  const { action, ...fields } = read.plan.order;
  assert.equal(action, "CZ");
  assert.deepEqual(Object.values(fields).map(String), Object.keys(fields).map(() => "7"));
});

Deno.test("callbacks are taken at the family of addresses that czdock is reached by", () => {
  const read = readSendFlags(["--host", "::1"]);
  assert.equal(read.kind === "plan" && read.plan.callbackHost, "::");
});

Deno.test("an id may be sent as a string, and --no-callback waits for none", () => {
  const read = readSendFlags(["--charge-id", '"196"', "--no-callback"]);
  assert.equal(read.kind === "plan" && read.plan.order.chargeId, '"196"');
  assert.equal(read.kind === "plan" && read.plan.waitMs, null);
});

Deno.test("all faults are told at once, each with what was expected", () => {
  const args = ["--port", "70000", "--wait", "soon", "--charge-cash", "ten", "--charge-id", "01"];
  const read = readSendFlags([...args, "--amount", "1.5"]);
  assert.equal(read.kind, "wrong");
  if (read.kind !== "wrong") return;
  assert.deepEqual(read.faults.map((fault) => fault.split(" ")[0]).sort(), [
    "--amount",
    "--charge-cash",
    "--charge-id",
    "--port",
    "--wait",
  ]);
});

Deno.test("an unknown flag, a missing value and a stray word are wrong usage", () => {
  for (const args of [["--chargeid", "1"], ["--port"], ["stray"]]) {
    assert.equal(readSendFlags(args).kind, "wrong", args.join(" "));
    assert.equal(readPlatformFlags(args, 0).kind, "wrong", args.join(" "));
  }
});

Deno.test("platform's numbers begin with the time, so that two runs do not meet", () => {
  const first = (nowMs: number) => {
    const read = readPlatformFlags([], nowMs);
    return read.kind === "plan" ? read.plan.firstId : null;
  };
  assert.equal(first(1_700_000_000_000), 1_700_000_000_000_000n);
  assert.equal(first(1_700_000_001_000), 1_700_000_001_000_000n);
});

Deno.test("platform's flags have their types", () => {
  const read = readPlatformFlags(
    ["--fault", "mixed", "--fault-share", "0.5", "--rate", "2.5", "--within", "2m"]
      .concat(["--no-resend", "--strict", "--first-id", "9007199254740993", "--json"]),
    0,
  );
  assert.equal(read.kind, "plan");
  if (read.kind !== "plan") return;
  const { fault, faultShare, ratePerSecond, withinMs, resend, strict, firstId, json } = read.plan;
  assert.deepEqual(
    [fault, faultShare, ratePerSecond, withinMs, resend, strict, firstId, json],
    ["mixed", 0.5, 2.5, 120_000, false, true, 9007199254740993n, true],
  );
  assert.equal(readPlatformFlags(["--fault", "rude"], 0).kind, "wrong");
});
