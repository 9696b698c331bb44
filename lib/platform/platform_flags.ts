/**
 * The flags of `czdock platform`.
 *
 * @module
 */
import type { Target } from "../net.ts";
import { SAMPLE_MD5KEY } from "../protocol/sample.ts";
import { CALLBACK_PORT, callbackHostFor } from "./callback_port.ts";
import { type FaultName, FAULTS } from "./fault_plan.ts";
import { FlagReader, type FlagTable, parseFlags, type ReadFlags } from "./flags.ts";

/** Orders of one run at most: the books take about 350 bytes for each. */
const COUNT_MAX = 1_000_000;

/** Numbers that the clock leaves for the orders of one millisecond. */
const IDS_PER_MS = 1000n;

/** What `czdock platform` is asked to do. */
export interface PlatformPlan {
  /** Where czdock listens. */
  readonly target: Target;
  /** The key shared with czdock: it signs orders and verifies what comes back. */
  readonly md5key: string;
  /** The local address that callbacks are taken at. */
  readonly callbackHost: string;
  /** 0 takes a free one. */
  readonly callbackPort: number;
  /** Orders to send, at most {@linkcode COUNT_MAX}. */
  readonly count: number;
  /** Orders a second; 0: as fast as the connections allow. */
  readonly ratePerSecond: number;
  /** Connections open to czdock at a time. */
  readonly connections: number;
  /** The first order's chargeId; each further one is one more. */
  readonly firstId: bigint;
  /** How the callback port misbehaves. */
  readonly fault: FaultName;
  /** 0–1 */
  readonly faultShare: number;
  /** After how long a first callback is late, in milliseconds. */
  readonly withinMs: number;
  /** Whether an order without an ack is sent again. */
  readonly resend: boolean;
  /** `null`: see the ledger. */
  readonly strict: boolean | null;
  /** Whether callbacks for orders of others get an `OK`. */
  readonly confirmStrangers: boolean;
  /** The longest the whole run may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How long to listen for doubles after the last `OK`, in milliseconds. */
  readonly graceMs: number;
  /** The file that the book is written to at the end; `null`: none. */
  readonly book: string | null;
  /** Whether the summary is printed as JSON. */
  readonly json: boolean;
}

const TABLE: FlagTable = {
  host: { type: "string" },
  port: { type: "string" },
  key: { type: "string" },
  "callback-host": { type: "string" },
  "callback-port": { type: "string" },
  count: { type: "string" },
  rate: { type: "string" },
  connections: { type: "string" },
  "first-id": { type: "string" },
  fault: { type: "string" },
  "fault-share": { type: "string" },
  within: { type: "string" },
  resend: { type: "boolean" },
  strict: { type: "boolean" },
  "confirm-strangers": { type: "boolean" },
  timeout: { type: "string" },
  grace: { type: "string" },
  book: { type: "string" },
  json: { type: "boolean" },
};

/** Reads the flags. The numbers of two runs do not meet: by default they begin with the time. */
export function readPlatformFlags(
  args: readonly string[],
  nowMs: number,
): ReadFlags<PlatformPlan> {
  const parsed = parseFlags(args, TABLE);
  if (parsed.kind === "wrong") return { kind: "wrong", faults: [parsed.message] };
  const reader = new FlagReader(parsed.values);
  if (reader.isOn("help")) return { kind: "help" };
  const hostname = reader.text("host", "127.0.0.1");
  const idByTime = String(BigInt(Math.trunc(nowMs)) * IDS_PER_MS);
  const plan: PlatformPlan = {
    target: {
      hostname,
      port: reader.integer("port", { otherwise: 60000, min: 1, max: 65535 }),
    },
    md5key: reader.text("key", SAMPLE_MD5KEY),
    callbackHost: reader.text("callback-host", callbackHostFor(hostname)),
    callbackPort: reader.integer("callback-port", { otherwise: CALLBACK_PORT, min: 0, max: 65535 }),
    count: reader.integer("count", { otherwise: 5000, min: 1, max: COUNT_MAX }),
    ratePerSecond: reader.number("rate", { otherwise: 0, min: 0, max: 1_000_000 }),
    connections: reader.integer("connections", { otherwise: 32, min: 1, max: 10_000 }),
    firstId: BigInt(
      reader.matching(
        "first-id",
        idByTime,
        /^(0|[1-9]\d{0,30})$/,
        "至多 31 位的数字 at most 31 digits",
      ),
    ),
    fault: reader.oneOf("fault", FAULTS, "none"),
    faultShare: reader.number("fault-share", { otherwise: 0.3, min: 0, max: 1 }),
    withinMs: reader.durationMs("within", "120s"),
    resend: reader.isOn("resend") ?? true,
    strict: reader.isOn("strict"),
    confirmStrangers: reader.isOn("confirm-strangers") ?? false,
    timeoutMs: reader.durationMs("timeout", "10m"),
    graceMs: reader.durationMs("grace", "2s"),
    book: reader.text("book", "") || null,
    json: reader.isOn("json") ?? false,
  };
  return reader.faults.length > 0
    ? { kind: "wrong", faults: reader.faults }
    : { kind: "plan", plan };
}
