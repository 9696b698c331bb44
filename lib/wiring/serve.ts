/**
 * `czdock serve`: opens the store, takes the ports, starts, and stops when it is told to.
 *
 * @module
 */
import { hostPort, metAt } from "../addresses.ts";
import { sleep } from "../clock.ts";
import { formatWarning } from "../config/fault.ts";
import { CONFIG_FLAG_USAGE, readConfigFlags } from "../config/flags.ts";
import type { Config } from "../config.ts";
import { ChannelRefused } from "../execution/channels/make.ts";
import { EXIT, say } from "../exit.ts";
import type { Log, LogModule } from "../log.ts";
import type { Listener } from "../net.ts";
import type { Operations } from "../operations.ts";
import { FORMAT_KEY } from "../store/keys.ts";
import type { Kv } from "../store/kv.ts";
import { StoreRefused } from "../store/store_refused.ts";
import { readRestored } from "../store/restored.ts";
import { bindBoth } from "./bind.ts";
import type { ConfigAtHand } from "./config_at_hand.ts";
import { configAtHand } from "./config_at_hand.ts";
import { enterConfigFolder } from "./config_folder.ts";
import type { Engine } from "./engine.ts";
import type { Kept } from "./kept.ts";
import type { ServiceManager } from "./notify.ts";
import { openDatagramSocket, serviceManager } from "./notify.ts";
import type { Program, ProgramParts } from "./program.ts";
import { wireProgram } from "./program.ts";
import type { ServedStore } from "./shared_store.ts";
import { endAtOnce, leadOrStandBy, openServedStore } from "./shared_store.ts";
import type { EngineStatus } from "./status.ts";
import { tellOfTheStart } from "./start_report.ts";
import type { StopRequest } from "./stop_request.ts";
import { stopRequest } from "./stop_request.ts";
import { machine } from "./world.ts";

/** What the page and the API show. */
export interface Served {
  readonly engine: Engine;
  readonly status: EngineStatus;
  readonly config: Config["web"];
  readonly log: (module: LogModule) => Log;
  readonly operations: Operations;
  readonly kept: Kept;
}

/** Serves the page and the API; what it returns stops it. */
export type ServeWeb = (served: Served) => { stop(): Promise<void> };

/** What `serve` is handed. The tests wrap the network and the store, to end the process at a chosen point. */
export interface ServeParts
  extends Pick<ProgramParts, "version" | "connect" | "dial" | "kv" | "channel"> {
  readonly web: ServeWeb;
  readonly listen: (host: string, port: number) => Listener;
}

/** What `serve --help` prints. */
const SERVE_USAGE: readonly string[] = [
  "czdock serve [--config FILE]",
  "",
  "运行:侦听定单,执行,推送结果,直到收到 TERM 或 INT 信号。",
  "Runs: takes orders, executes them, pushes the results, until a TERM or INT signal.",
  "",
  ...CONFIG_FLAG_USAGE,
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
  const at = configAtHand(flags.file, machine);
  if ("lines" in at) return say(machine.err, at.lines, EXIT.usage);
  for (const warning of at.warnings) machine.err(formatWarning(warning));
  enterConfigFolder(at.file);
  // From here on a signal ends it cleanly, also one that comes while it starts.
  const stop = stopRequest();
  const { store: { path }, callback: { timeoutMs: underWayMs } } = at.config;
  let store: ServedStore;
  try {
    store = await openServedStore(path, { ...machine, underWayMs, lost: endAtOnce });
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error;
    return say(machine.err, [error.message], EXIT.usage);
  }
  try {
    if (!await leadOrStandBy(store, stop, machine)) return EXIT.fine;
    return await run(at, store, stop, parts);
  } finally {
    await store.close();
  }
}

/** Runs on a store that is this instance's alone, until it is told to stop. @returns the exit code */
async function run(
  { file, config, shown }: ConfigAtHand,
  store: ServedStore,
  stop: StopRequest,
  parts: ServeParts,
): Promise<number> {
  const restored = await readRestored(store.kv);
  if (restored?.phase === "importing") return say(machine.err, HALF_IMPORTED, EXIT.usage);
  const made = { ...parts, file, config, shown, store, restored, stop: stop.ask };
  let program: Program;
  try {
    program = await wireProgram(made);
  } catch (error) {
    if (!(error instanceof ChannelRefused)) throw error;
    return say(machine.err, [`${file}: ${error.message}`], EXIT.usage);
  }
  const { engine, status, operations, kept, log } = program;
  const bound = bindBoth(
    config,
    parts.listen,
    () => parts.web({ engine, status, config: config.web, log: log.moduleLog, operations, kept }),
  );
  if ("fault" in bound) {
    log.flush();
    return say(machine.err, bound.fault, EXIT.failed);
  }
  const { listener, web } = bound;
  const manager = start(program, listener, made);
  end(program, manager, await stop.told);
  const stopped = Promise.all([program.backups.stop(), engine.stop(), web.stop()]);
  await withinStop(stopped.then(() => kept.flush()));
  log.moduleLog("main").info("stopped");
  log.flush();
  await manager.close();
  return EXIT.fine;
}

/** Takes connections, begins all that goes by time, and tells of it. */
function start(
  { engine, backups, alarms, status, reloader, log }: Program,
  listener: Listener,
  { version, file, config, store, restored }: ProgramParts,
): ServiceManager {
  const main = log.moduleLog("main");
  const listen = hostPort(config.listen.host, config.listen.port);
  engine.start(listener);
  void engine.lookBack();
  backups.start();
  alarms.watch(engine, status);
  const manager = serviceManager({
    env: machine.env,
    pid: Deno.pid,
    clock: machine.clock,
    log: main,
    alive: () => throughTheWriter(store.kv),
    open: openDatagramSocket,
  });
  manager.ready(`侦听 listening ${listen}`);
  reloader.watch();
  onHangup(() => reloader.reload("signal"));
  const page = `http://${hostPort(metAt(config.web.host), config.web.port)}/`;
  main.info("started", { version, config: file, store: config.store.path, listen, page });
  if (restored !== null) {
    main.warn("the store came from a backup: new orders are held, not executed", {
      backupAt: new Date(restored.backupAtMs).toISOString(),
      then: "czdock restored --go-on",
    });
  }
  log.flush();
  // Nobody may be there to read it; that stops no order.
  tellOfTheStart({ version, file, config }, main).catch(() => {});
  return manager;
}

/** Ends what only goes by time; what has orders under way ends after it. @param by who has told to stop */
function end({ log, operations, reloader }: Program, manager: ServiceManager, by: string): void {
  log.moduleLog("main").info("stopping", { by });
  manager.stopping("停止中 stopping");
  operations.end();
  reloader.stop();
}

/** Resolves once the store's writer has had its turn: a commit that checks, always in vain, and writes nothing. */
function throughTheWriter(kv: Kv): Promise<unknown> {
  return kv.atomic().check({ key: [...FORMAT_KEY] as string[], versionstamp: null }).commit();
}

/** Resolves with it, or when a stop may take no longer. */
async function withinStop(stopped: Promise<unknown>): Promise<void> {
  await Promise.race([stopped, sleep(machine.clock, STOP_WITHIN_MS)]);
}

/** Windows knows no such signal. */
function onHangup(run: () => void): void {
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGHUP", run);
}
