/**
 * The configuration of a simulated world's engine, drawn from its seed.
 *
 * @module
 */
import type {
  ChannelConfig,
  Config,
  LimitsConfig,
  RouteConfig,
  ServerConfig,
} from "../../../lib/config.ts";
import { NO_LIMITS } from "../../../lib/config.ts";
import { route } from "../routes.ts";
import type { Chance } from "./chance.ts";
import { CREW } from "./crew.ts";

/** Where the engine listens. */
export const ENGINE_ADDRESS = { hostname: "10.0.0.1", port: 60000 } as const;
/** The port for callbacks. */
export const CALLBACK_PORT = 50899;

const SERVERS: readonly ServerConfig[] = [
  {
    name: "main",
    addresses: ["10.0.1.0/24"],
    md5key: "bff0378ea5ef0d5d",
    callback: { host: null, port: CALLBACK_PORT },
  },
  {
    name: "second",
    addresses: ["10.0.2.1", "fd00::/64"],
    md5key: "second-key",
    callback: { host: "10.0.2.9", port: CALLBACK_PORT },
  },
];

/** No route takes type 9. */
const ROUTES: readonly RouteConfig[] = [
  route(["alpha", "beta"], { chargeType: [0, 1], server: ["main"] }),
  route(["alpha"], { chargeType: [2, 3] }),
  route(["desk"], { chargeType: [4] }),
  route(["beta", "desk"], { chargeType: [5, 0, 1] }),
  route(["beta", "alpha", "desk"], { chargeType: [6, 7] }),
  route([CREW], { chargeType: [8] }),
];

/** What `maxWait` is drawn from, in milliseconds. */
export const MAX_WAITS_MS = [3000, 20_000, 60_000] as const;

/** Draws the limits of a channel. */
export function limitsOf(chance: Chance): LimitsConfig {
  return {
    concurrency: chance.pick([null, null, 1, 2]),
    rate: chance.pick([null, null, { count: 1, perMs: 1000 }, { count: 3, perMs: 10_000 }]),
    dailyCount: chance.pick([null, null, 5]),
    dailyCash: chance.pick([null, null, 300_000n]),
    hours: [],
    pauseAfterUnknown: chance.pick([null, 1, 2]),
  };
}

/** Draws a configuration. */
export function configOf(chance: Chance): Config {
  const manual = { type: "manual", limits: NO_LIMITS } as const;
  const held = chance.fork("limits");
  const limited = () => ({ type: "manual", limits: limitsOf(held) } as const);
  return {
    timezone: "Asia/Shanghai",
    listen: {
      host: ENGINE_ADDRESS.hostname,
      port: ENGINE_ADDRESS.port,
      readTimeoutMs: chance.pick([3000, 10_000]),
      packetBytesMax: 16_384,
      connectionsMax: chance.pick([1024, 1024, 3]),
      waitingMax: chance.pick([100_000, 100_000, 4]),
    },
    servers: SERVERS,
    store: { path: "", retentionMs: 180 * 86_400_000, idRetentionMs: 1095 * 86_400_000 },
    backup: { folder: "", everyMs: null, kept: 1 },
    callback: {
      timeoutMs: chance.pick([2000, 10_000]),
      concurrency: chance.pick([1, 3, 32]),
      retry: {
        firstMs: chance.pick([100, 1000]),
        factor: chance.pick([1, 2]),
        maxMs: chance.pick([2000, 60_000]),
        giveUpAfterMs: chance.hit(0.85) ? null : 60_000,
      },
    },
    review: { holdMs: chance.pick([0, 5000, 60_000, 1_800_000]) },
    channels: new Map<string, ChannelConfig>([
      ["alpha", limited()],
      ["beta", limited()],
      ["desk", manual],
      [CREW, { type: "worker", leaseMs: 10_000, limits: NO_LIMITS }],
    ]),
    routes: ROUTES.map((route) => ({ ...route, maxWaitMs: held.pick(MAX_WAITS_MS) })),
    web: { host: "127.0.0.1", port: 60080, users: [], tokens: [] },
    log: {
      level: "info",
      modules: new Map(),
      format: "text",
      file: null,
      fileBytesMax: 20 * 1024 * 1024,
      filesKept: 5,
    },
    alarms: {
      title: "czdock",
      repeatMs: 3_600_000,
      unknownAfterMs: 300_000,
      silentAfterMs: 300_000,
      diskFreeBytesMin: 1024 ** 3,
      webhooks: [],
    },
  };
}
