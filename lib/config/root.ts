/**
 * The whole of `config.yaml`: its sections, and what must fit between them.
 *
 * @module
 */
import { isLoopback } from "../addresses.ts";
import type { Config } from "../config.ts";
import type { Words } from "../words.ts";
import { alarms } from "./alarms.ts";
import { backup } from "./backup.ts";
import { callback } from "./callback.ts";
import { channels } from "./channels.ts";
import { checkReferences } from "./http/references.ts";
import { hostsCollide } from "./host.ts";
import { listen } from "./listen.ts";
import { log } from "./log.ts";
import { nearest } from "./nearest.ts";
import { itemPath, keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";
import { record, type RecordKind } from "./record.ts";
import { review } from "./review.ts";
import { routes } from "./routes.ts";
import { defaulted, required } from "./schema.ts";
import { servers } from "./servers.ts";
import { store } from "./store.ts";
import { timezone } from "./time_kinds.ts";
import { web } from "./web.ts";

/** Everything that a configuration may hold. */
export const configKind: RecordKind<Config> = record(
  {
    timezone: defaulted(
      timezone,
      "Asia/Shanghai",
      "日期和时段按哪个时区。",
      "The time zone of all days and times of day.",
    ),
    listen: defaulted(listen, "{}", "接收定单。", "Where orders come in."),
    servers: required(servers, "谁可以发定单。", "Who may send orders."),
    store: defaulted(store, "{}", "定单保存在哪里。", "Where orders are kept."),
    backup: defaulted(backup, "{}", "定时备份。", "Scheduled backups."),
    callback: defaulted(callback, "{}", "怎样推送结果。", "How results are pushed."),
    review: defaulted(review, "{}", "结果不确定的定单。", "Orders with an uncertain outcome."),
    channels: required(channels, "由谁执行定单。", "Who executes orders."),
    routes: required(
      routes,
      "哪个定单走哪个通道,用第一个符合的。",
      "Which order goes to which channel; the first route that fits is taken.",
    ),
    web: defaulted(web, "{}", "页面与 API。", "The page and the API."),
    log: defaulted(log, "{}", "日志。", "The log."),
    alarms: defaulted(
      alarms,
      "{}",
      "出了什么事要马上有人知道,告诉谁。",
      "What somebody has to know of at once, and who is told.",
    ),
  },
  (values): Config => values,
  (config, _path, reading) => {
    checkPorts(config, reading);
    checkRoutes(config, reading);
    warnOfUnused(config, reading);
    checkReferences(config, reading);
    warnOfSimulator(config, reading);
  },
);

function checkPorts({ listen, web }: Config, reading: Reading): void {
  if (listen.port !== web.port || listen.host === "" || web.host === "") return;
  if (!hostsCollide(listen.host, web.host)) return;
  reading.fault("web.port", {
    zh: `与 listen.port 相同(${web.port}),两者不能共用一个端口`,
    en: `the same as listen.port (${web.port}), but two listeners cannot share a port`,
  });
}

function checkRoutes(config: Config, reading: Reading): void {
  const channels = [...config.channels.keys()];
  const servers = config.servers.map(({ name }) => name).filter((name) => name !== "");
  config.routes.forEach((route, index) => {
    const path = itemPath("routes", index);
    const unknownChannel = { zh: "没有这个通道", en: "there is no such channel" };
    refuseUnknown(route.channels, channels, keyPath(path, "channels"), unknownChannel, reading);
    const unknownServer = { zh: "没有这个服务器", en: "there is no such server" };
    const serverPath = keyPath(keyPath(path, "when"), "server");
    refuseUnknown(route.when.server ?? [], servers, serverPath, unknownServer, reading);
  });
}

function refuseUnknown(
  names: readonly string[],
  known: readonly string[],
  path: string,
  problem: Words,
  reading: Reading,
): void {
  // Without a section there is nothing to compare with, and that is a fault already.
  if (known.length === 0) return;
  names.forEach((name, index) => {
    if (name === "" || known.includes(name)) return;
    const suggestion = nearest(name, known);
    const found = { zh: ` ${name}`, en: name };
    const list = known.join(" ");
    const expected = suggestion === null ? { zh: ` ${list} 之一`, en: `one of ${list}` } : null;
    reading.fault(reading.itemPath(path, index), problem, { expected, found, suggestion });
  });
}

function warnOfUnused({ channels, routes }: Config, reading: Reading): void {
  // Stand-ins may be routes that nobody wrote.
  if (reading.faultCount > 0) return;
  const used = new Set(routes.flatMap(({ channels }) => channels));
  for (const name of channels.keys()) {
    if (used.has(name)) continue;
    reading.warn(keyPath("channels", name), {
      zh: "没有路由用到这个通道,不会有定单",
      en: "no route names it, so it gets no orders",
    });
  }
}

/** A simulator says 充值成功 and recharges nothing: a real server would take that for the truth. */
function warnOfSimulator({ servers, channels, routes }: Config, reading: Reading): void {
  // Stand-ins may be routes and servers that nobody wrote.
  if (reading.faultCount > 0) return;
  const isSimulator = (name: string) => channels.get(name)?.type === "simulate";
  const index = routes.findIndex((route) => route.channels.some(isSimulator));
  const remote = servers.find(({ addresses }) => !addresses.every(isLoopback));
  if (index < 0 || remote === undefined) return;
  reading.warn(itemPath("routes", index), {
    zh: `${remote.name} 不在本机,它的定单可能走模拟通道:只报结果,不真充值`,
    en: `orders of ${remote.name}, which is not this machine, may go to a simulator, ` +
      "which recharges nothing",
  });
}
