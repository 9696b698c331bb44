/**
 * `czdock serve`: opens, wires, starts, and stops when it is told to.
 *
 * @module
 */
import type { Alarms } from "../alarm.ts";
import { sleep } from "../clock.ts";
import { EXIT } from "../config/command_io.ts";
import { formatFault, formatWarning } from "../config/fault.ts";
import { findConfig, loadConfig } from "../config/find.ts";
import { readConfigFlags } from "../config/flags.ts";
import type { Config } from "../config.ts";
import type { Channel } from "../execution/channel.ts";
import { makeChannels } from "../execution/channels/make.ts";
import type { Log, LogModule } from "../log.ts";
import type { Connect, Dial, Listener } from "../net.ts";
import type { Operations } from "../operations.ts";
import { StoreRefused } from "../store/open.ts";
import type { Kv } from "../store/kv.ts";
import { readDayByChannel } from "../store/day_sums.ts";
import { openPauses } from "../store/pauses.ts";
import type { Restored } from "../store/restored.ts";
import { readRestored } from "../store/restored.ts";
import { Zone } from "../zone.ts";
import { ServedAlarms } from "./alarms.ts";
import { FORMAT_KEY } from "../store/keys.ts";
import { bindBoth } from "./bind.ts";
import { enterConfigFolder } from "./config_folder.ts";
import { backupsOf } from "./backups.ts";
import { Engine } from "./engine.ts";
import { openKept } from "./kept.ts";
import type { Kept } from "./kept.ts";
import { serveLog } from "./log.ts";
import { operationsOf } from "./operations.ts";
import { openDatagramSocket, serviceManager } from "./notify.ts";
import { Reloader } from "./reload.ts";
import type { ServedStore } from "./shared_store.ts";
import { endAtOnce, leadOrStandBy, openServedStore } from "./shared_store.ts";
import { EngineStatus } from "./status.ts";
import type { StopRequest } from "./stop_request.ts";
import { tellOfTheStart } from "./start_report.ts";
import { stopRequest } from "./stop_request.ts";
import { dial, machine } from "./world.ts";

/** Serves the page and the API; what it returns stops it. */
export type ServeWeb = (
  engine: Engine,
  status: EngineStatus,
  config: Config["web"],
  log: (module: LogModule) => Log,
  operations: Operations,
  kept: Kept,
) => { stop(): Promise<void> };

/** What `serve` is handed. The tests wrap the network and the store, to end the process at a chosen point. */
export interface ServeParts {
  readonly version: string;
  readonly web: ServeWeb;
  readonly connect: Connect;
  readonly listen: (host: string, port: number) => Listener;
  /** How suppliers are reached; the machine's network but for tests. */
  readonly dial?: Dial;
  /** What the engine sees of the opened store; the store itself but for tests. */
  readonly kv?: (kv: Kv) => Kv;
  /** What the engine sees of a configured channel; the channel itself but for tests. */
  readonly channel?: (channel: Channel) => Channel;
}

/** What `serve --help` prints. */
export const SERVE_USAGE: readonly string[] = [
  "czdock serve [--config FILE]",
  "",
  "运行:侦听定单,执行,推送结果,直到收到 TERM 或 INT 信号。",
  "Runs: takes orders, executes them, pushes the results, until a TERM or INT signal.",
  "",
  "  --config FILE   默认为当前目录的 config.yaml,再找程序旁边的",
  "                  default: config.yaml in the working directory, else beside the executable",
];

const HALF_IMPORTED: readonly string[] = [
  "定单库里的备份没有导入完,请再运行一次 czdock import。",
  "The store holds half of a backup: run czdock import again.",
];

/** How long a stop may take before the process ends anyway, in milliseconds. The store loses nothing by it. */
const STOP_WITHIN_MS = 9000;

/** Runs `czdock serve` until a signal. @returns the exit code: 0 after a clean stop, 1 failed to start, 2 wrong usage or configuration */
export async function serveCommand(args: readonly string[], parts: ServeParts): Promise<number> {
  const flags = readConfigFlags(args);
  if (flags.kind === "help") return say(machine.out, SERVE_USAGE, EXIT.fine);
  if (flags.kind === "wrong") {
    return say(machine.err, [flags.problem, "", ...SERVE_USAGE], EXIT.usage);
  }
  const found = findConfig(flags.file, machine);
  if (found.kind === "none") return say(machine.err, found.lines, EXIT.usage);
  const read = loadConfig(found.file, machine);
  if ("unreadable" in read) return say(machine.err, [read.unreadable], EXIT.usage);
  const warnings = read.warnings.map(formatWarning);
  if ("faults" in read) {
    return say(machine.err, [...warnings, ...read.faults.map(formatFault)], EXIT.usage);
  }
  say(machine.err, warnings, EXIT.fine);
  const file = enterConfigFolder(found.file);
  // From here on a signal ends it cleanly, also one that comes while it starts.
  const stop = stopRequest();
  const { store: { path }, callback: { timeoutMs: underWayMs } } = read.config;
  let store: ServedStore;
  try {
    store = await openServedStore(path, { ...machine, underWayMs, lost: endAtOnce });
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    return say(machine.err, [error.message], EXIT.usage);
  }
  try {
    if (!await leadOrStandBy(store, stop, machine)) return EXIT.fine;
    const restored = await readRestored(store.kv);
    if (restored?.phase === "importing") return say(machine.err, HALF_IMPORTED, EXIT.usage);
    return await run(file, read, store, restored, stop, parts);
  } finally {
    await store.close();
  }
}

async function run(
  file: string,
  read: { readonly config: Config; readonly shown: string },
  store: ServedStore,
  restored: Restored | null,
  stop: StopRequest,
  parts: ServeParts,
): Promise<number> {
  const { config } = read;
  const log = await serveLog(config.log, machine);
  const alarms = new ServedAlarms(config, {
    clock: machine.clock,
    log: log.moduleLog("alarms"),
    fetch,
  });
  const zone = new Zone(config.timezone);
  const makeAll = (configs: Config["channels"]) =>
    channelsFor(configs, zone, store, parts, log.moduleLog("execution"), alarms);
  const channels = makeAll(config.channels);
  const kv = parts.kv?.(store.kv) ?? store.kv;
  const engine: Engine = new Engine({
    config,
    kv,
    secrets: store.secrets,
    channels,
    pauses: await openPauses(kv),
    settledToday: await readDayByChannel(kv, zone.dayOf(machine.clock.nowMs())),
    alarms,
    reload: (by) => reloader.reload(by),
    connect: store.connect(parts.connect),
    clock: machine.clock,
    random: machine.random,
    restored,
    log: log.moduleLog,
  });
  const backups = backupsOf(engine, {
    version: parts.version,
    clock: machine.clock,
    log: log.moduleLog("store"),
    alarms,
  });
  const reloader = new Reloader(
    {
      file,
      load: () => loadConfig(file, machine),
      writtenAtMs: () => machine.writtenAtMs(file),
      makeChannels: makeAll,
      openOrders: (channel) => engine.openOrders(channel),
      use(config, channels) {
        engine.use(config, channels);
        log.setLevels(config.log);
        alarms.use(config.alarms);
      },
      clock: machine.clock,
      log: log.moduleLog("main"),
      alarms,
    },
    read,
    channels,
  );
  const status = new EngineStatus(
    engine,
    () => reloader.status,
    () => ({ backup: backups.check }),
  );
  const kept = openKept(store.kv, machine.clock, log.moduleLog);
  engine.orders.onChange(kept.see);
  const { host, port } = config.listen;
  const { clock, fileBytes } = machine;
  const { version } = parts;
  const operations = operationsOf({
    log,
    alarms,
    engine,
    status,
    clock,
    version,
    stop: stop.ask,
    configuration: reloader,
    storePath: config.store.path,
    fileBytes,
  });
  const bound = bindBoth(
    config,
    parts.listen,
    () => parts.web(engine, status, config.web, log.moduleLog, operations, kept),
  );
  if ("fault" in bound) {
    log.flush();
    return say(machine.err, bound.fault, EXIT.failed);
  }
  const { listener, web } = bound;
  engine.start(listener);
  backups.start();
  alarms.watch(engine, status);
  const manager = serviceManager({
    env: machine.env,
    pid: Deno.pid,
    clock: machine.clock,
    log: log.moduleLog("main"),
    alive: () => throughTheWriter(store.kv),
    open: openDatagramSocket,
  });
  manager.ready(`侦听 listening ${host}:${port}`);
  reloader.watch();
  onHangup(() => reloader.reload("signal"));
  log.moduleLog("main").info("started", {
    version: parts.version,
    config: file,
    store: config.store.path,
    listen: `${host}:${port}`,
    page: `http://${config.web.host}:${config.web.port}/`,
  });
  if (restored !== null) {
    log.moduleLog("main").warn("the store came from a backup: new orders are held, not executed", {
      backupAt: new Date(restored.backupAtMs).toISOString(),
      then: "czdock restored --go-on",
    });
  }
  log.flush();
  // Nobody may be there to read it; that stops no order.
  tellOfTheStart({ version: parts.version, file, config }, log.moduleLog("main")).catch(() => {});
  const by = await stop.told;
  log.moduleLog("main").info("stopping", { by });
  manager.stopping("停止中 stopping");
  operations.end();
  reloader.stop();
  const stopped = Promise.all([backups.stop(), engine.stop(), web.stop()]);
  await withinStop(stopped.then(() => kept.flush()));
  log.moduleLog("main").info("stopped");
  log.flush();
  await manager.close();
  return EXIT.fine;
}

function channelsFor(
  configs: Config["channels"],
  zone: Zone,
  store: ServedStore,
  parts: ServeParts,
  log: Log,
  alarms: Alarms,
): Map<string, Channel> {
  const channels = makeChannels(configs, machine.clock, {
    env: machine.env,
    log,
    alarms,
    dial: parts.dial ?? dial,
    random: machine.random,
    zone,
  });
  const { channel: seen = (channel) => channel } = parts;
  return new Map([...channels].map(([name, channel]) => [name, store.channel(seen(channel))]));
}

/** Resolves once the store's writer has had its turn: a commit that checks, always in vain, and writes nothing. */
function throughTheWriter(kv: Kv): Promise<unknown> {
  return kv.atomic().check({ key: [...FORMAT_KEY] as string[], versionstamp: null }).commit();
}

async function withinStop(stopped: Promise<unknown>): Promise<void> {
  await Promise.race([stopped, sleep(machine.clock, STOP_WITHIN_MS)]);
}

/** Windows knows no such signal. */
function onHangup(run: () => void): void {
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGHUP", run);
}

function say(to: (line: string) => void, lines: readonly string[], exit: number): number {
  for (const line of lines) to(line);
  return exit;
}
