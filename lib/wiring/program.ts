/**
 * The running program, wired together and not started yet: the engine, and around it what watches it, what shows it to people
 * and what is kept of it.
 *
 * @module
 */
import { loadConfig } from "../config/find.ts";
import type { Config } from "../config.ts";
import type { BackupWatch } from "../backup/backup_watch.ts";
import type { Channel } from "../execution/channel.ts";
import type { YoungAttempts } from "../execution/channels/http/young_attempts.ts";
import { makeChannels } from "../execution/channels/make.ts";
import type { Connect, Dial } from "../net.ts";
import type { Operations } from "../operations.ts";
import type { Reloaded } from "../status.ts";
import { readDayByChannel } from "../store/day_sums.ts";
import type { Kv } from "../store/kv.ts";
import { openPauses } from "../store/pauses.ts";
import type { Restored } from "../store/restored.ts";
import { Zone } from "../zone.ts";
import { ServedAlarms } from "./alarms.ts";
import { backupsOf } from "./backups.ts";
import { Engine } from "./engine.ts";
import type { KeptParts } from "./kept.ts";
import { openKept } from "./kept.ts";
import type { ServedLog } from "./log.ts";
import { serveLog } from "./log.ts";
import { operationsOf } from "./operations.ts";
import type { ReloadParts } from "./reload.ts";
import { Reloader } from "./reload.ts";
import type { ServedStore } from "./shared_store.ts";
import { EngineStatus } from "./status.ts";
import { dial, machine } from "./world.ts";

/** What a program is made with. */
export interface ProgramParts {
  readonly version: string;
  /** The configuration's path. */
  readonly file: string;
  readonly config: Config;
  /** The configuration for people. */
  readonly shown: string;
  readonly store: ServedStore;
  /** Whether the store came from a backup. */
  readonly restored: Restored | null;
  /** Ends the program as a signal does. */
  readonly stop: (by: string) => void;
  /** How servers are reached. */
  readonly connect: Connect;
  /** How suppliers are reached; the machine's network but for tests. */
  readonly dial?: Dial;
  /** What the engine sees of the opened store; the store itself but for tests. */
  readonly kv?: (kv: Kv) => Kv;
  /** What the engine sees of a configured channel; the channel itself but for tests. */
  readonly channel?: (channel: Channel) => Channel;
}

/** What there is to start and to stop. */
export interface Program {
  readonly log: ServedLog;
  readonly alarms: ServedAlarms;
  readonly engine: Engine;
  readonly backups: BackupWatch;
  readonly reloader: Reloader;
  readonly status: EngineStatus;
  readonly kept: KeptParts;
  readonly operations: Operations & { end(): void };
}

/** Wires a program together. Reads the store, and does nothing else that anybody would see. */
export async function wireProgram(parts: ProgramParts): Promise<Program> {
  const { version, config, store, stop } = parts;
  const { clock, fileBytes } = machine;
  const log = await serveLog(config.log, machine);
  const alarms = new ServedAlarms(config, { clock, log: log.moduleLog("alarms"), fetch });
  const zone = new Zone(config.timezone);
  const base = { ...parts, log, alarms, zone, young: new Map<string, YoungAttempts>() };
  const channels = makeServed(config.channels, base);
  // The reloader needs the engine: by the time that anybody asks the engine for a reload, it is there.
  const engine: Engine = await wireEngine(base, channels, (by) => reloader.reload(by));
  const reloader = wireReloader(base, engine, channels);
  const backups = backupsOf(engine, { version, clock, log: log.moduleLog("store"), alarms });
  const backupCheck = () => ({ backup: backups.check });
  const status = new EngineStatus(engine, () => reloader.status, backupCheck);
  const kept = openKept(store.kv, clock, log.moduleLog);
  engine.orders.onChange(kept.see);
  const operations = operationsOf({
    log,
    alarms,
    engine,
    status,
    backups,
    clock,
    version,
    stop,
    configuration: reloader,
    storePath: config.store.path,
    fileBytes,
  });
  return { log, alarms, engine, backups, reloader, status, kept, operations };
}

/** What a program is made with, and what everything in it shares. */
interface Base extends ProgramParts {
  readonly log: ServedLog;
  readonly alarms: ServedAlarms;
  readonly zone: Zone;
  /** What `http` channels have submitted a short while ago. */
  readonly young: Map<string, YoungAttempts>;
}

/** The engine, with what the store tells of the time before. */
async function wireEngine(
  { config, store, restored, connect, kv: seen = (kv) => kv, log, alarms, zone }: Base,
  channels: ReadonlyMap<string, Channel>,
  reload: (by: string) => Reloaded,
): Promise<Engine> {
  const { clock, random } = machine;
  const kv = seen(store.kv);
  return new Engine({
    config,
    zone,
    kv,
    secrets: store.secrets,
    channels,
    pauses: await openPauses(kv),
    settledToday: await readDayByChannel(kv, zone.dayOf(clock.nowMs())),
    alarms,
    reload,
    connect: store.connect(connect),
    clock,
    random,
    restored,
    log: log.moduleLog,
  });
}

/** What reads the configuration again and puts it in force everywhere. */
function wireReloader(
  base: Base,
  engine: Engine,
  channels: ReadonlyMap<string, Channel>,
): Reloader {
  const { file, config, shown, log, alarms } = base;
  const parts: ReloadParts = {
    file,
    load: () => loadConfig(file, machine),
    writtenAtMs: () => machine.writtenAtMs(file),
    makeChannels: (configs) => makeServed(configs, base),
    openOrders: (channel) => engine.openOrders(channel),
    use(config, channels) {
      engine.use(config, channels);
      log.setLevels(config.log);
      alarms.use(config.alarms);
    },
    clock: machine.clock,
    log: log.moduleLog("main"),
    alarms,
  };
  return new Reloader(parts, { config, shown }, channels);
}

/** The channels of a configuration, as the engine sees them: each asks the store whether this instance leads. */
function makeServed(
  configs: Config["channels"],
  base: Base,
): Map<string, Channel> {
  const { store, dial: suppliers = dial, channel: seen = (channel) => channel } = base;
  const { log, alarms, zone, young } = base;
  const { clock, env, random } = machine;
  const channels = makeChannels(configs, clock, {
    env,
    log: log.moduleLog("execution"),
    alarms,
    dial: suppliers,
    random,
    zone,
    monotonicMs: () => performance.now(),
    young,
  });
  return new Map([...channels].map(([name, channel]) => [name, store.channel(seen(channel))]));
}
