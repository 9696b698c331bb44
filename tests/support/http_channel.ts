/**
 * HTTP channels as tests make them: of YAML, over real sockets.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { AlarmKind, Alarms } from "../../lib/alarm.ts";
import type { Clock } from "../../lib/clock.ts";
import { systemClock } from "../../lib/clock.ts";
import type { ChannelConfig } from "../../lib/config.ts";
import { formatFault } from "../../lib/config/fault.ts";
import { readConfig } from "../../lib/config/read.ts";
import { type Channel, type Task, taskOf } from "../../lib/execution/channel.ts";
import { httpChannel, type HttpParts } from "../../lib/execution/channels/http/channel.ts";
import type { HttpChannelConfig } from "../../lib/http_config.ts";
import type { Dial } from "../../lib/net.ts";
import type { Processing } from "../../lib/order.ts";
import type { OrderFields } from "../../lib/order_fields.ts";
import { dial } from "../../lib/wiring/world.ts";
import { Zone } from "../../lib/zone.ts";
import { type RecordingLog, recordingLog } from "./recording_log.ts";
import { processing } from "./web_orders.ts";

/** A configuration with one channel, `shop`. */
export function configText(channel: string): string {
  const inner = channel.replaceAll(/^(?=.)/gm, "    ");
  return `servers: [{ name: main, addresses: 127.0.0.1, md5key: bff0378ea5ef0d5d }]
channels:
  shop:
    type: http
${inner}
routes: [{ channels: shop }]
`;
}

/** The faults of a channel's YAML, one line each. */
export function channelFaults(channel: string, files: Readonly<Record<string, string>> = {}) {
  const read = readText(channel, files);
  return "faults" in read ? read.faults.map(formatFault) : [];
}

/** A channel's configuration. */
export function channelConfig(
  channel: string,
  files: Readonly<Record<string, string>> = {},
): HttpChannelConfig & Pick<ChannelConfig, "limits"> {
  const read = readText(channel, files);
  if ("faults" in read) assert.fail(read.faults.map(formatFault).join("\n"));
  const config = read.config.channels.get("shop");
  assert.ok(config?.type === "http");
  return config;
}

function readText(channel: string, files: Readonly<Record<string, string>>) {
  return readConfig(configText(channel), {
    file: "config.yaml",
    env: (name) => ({ SHOP_KEY: "s3cret-of-the-shop" })[name],
    readTextFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Deno.errors.NotFound(path);
      return text;
    },
  });
}

/** Alarms that remember. */
export class RecordedAlarms implements Alarms {
  readonly raised: { kind: AlarmKind; subject: string }[] = [];
  readonly cleared: { kind: AlarmKind; subject: string }[] = [];
  raise(kind: AlarmKind, subject: string): void {
    this.raised.push({ kind, subject });
  }
  clear(kind: AlarmKind, subject: string): void {
    this.cleared.push({ kind, subject });
  }
}

/** A channel with what it wrote. */
export interface MadeChannel {
  readonly channel: Channel;
  readonly log: RecordingLog;
  readonly alarms: RecordedAlarms;
}

/** What a channel is made with where a test wants something else. */
export interface ChannelWorld {
  readonly dial?: Dial;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly monotonicMs?: () => number;
  readonly young?: HttpParts["young"];
  readonly files?: Readonly<Record<string, string>>;
}

/** Makes the channel `shop` of its YAML. */
export function makeShop(text: string, world: ChannelWorld = {}): MadeChannel {
  const log = recordingLog();
  const alarms = new RecordedAlarms();
  const channel = httpChannel("shop", channelConfig(text, world.files), {
    dial: world.dial ?? dial,
    clock: world.clock ?? systemClock,
    zone: new Zone("Asia/Shanghai"),
    random: world.random ?? (() => 0.5),
    log,
    alarms,
    // Nobody sets a clock that stands in a test's hand, unless the test says so.
    monotonicMs: world.monotonicMs ?? (() => (world.clock ?? systemClock).nowMs()),
    ...(world.young === undefined ? {} : { young: world.young }),
  });
  return { channel, log, alarms };
}

/** What of a task a test may want otherwise. */
export type TaskDifferences = Partial<OrderFields> & {
  readonly attempt?: number;
  readonly startedAtMs?: number;
  readonly server?: string;
};

/** An order of 50 yuan for the channel `shop`. */
export function taskFor(differences: TaskDifferences = {}): Task {
  const { attempt = 1, startedAtMs = Date.now(), server = "main", ...fields } = differences;
  const own = { chargeAcct: "13800138000", chargeCash: 50_000n, faceValue: 50_000n, ...fields };
  const order: Processing = {
    ...processing(own),
    server,
    channel: "shop",
    attempt,
    startedAtMs,
    sealed: "sealed",
  };
  return taskOf(order, () => ({ cardPassword: "card-4711", agentPass: "agent-0815" }));
}
