/**
 * What installing, removing and looking at the service do to the machine, through what they are handed of it.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { MARK, sysusersText, unitText } from "./unit.ts";
import type { UnitValues } from "./unit.ts";

/** The machine as these steps change it. Paths are those of the system in `root`. */
export interface ServiceWorld {
  /** The folder that the system is in; `null` is this machine itself. */
  readonly root: string | null;
  out(line: string): void;
  /** Runs a program to its end. @returns its exit code, and everything it wrote; `null` where there is no such program */
  run(argv: readonly string[]): Promise<{ readonly code: number; readonly text: string } | null>;
  /** The text of a file; `null` where there is none. */
  read(path: string): string | null;
  write(path: string, text: string, mode: number): void;
  remove(path: string): void;
  makeFolder(path: string, mode: number): void;
  /** Gives a folder to somebody, or the one that a link leads to. */
  giveFolder(path: string, uid: number, gid: number): void;
  /** Gives a file to somebody, and of a link the link itself; `uid` -1 leaves the owner. */
  give(path: string, uid: number, gid: number): void;
  setMode(path: string, mode: number): void;
  /** The names in a folder; none where it is not there. */
  names(path: string): string[];
}

/** Why a step can't be done: the operator's to mend. */
export class ServiceFault extends Error {
  override name = "ServiceFault";
}

/** What is installed. */
export interface Installation extends UnitValues {
  /** Of the unit, without `.service`. */
  readonly name: string;
  /** The store's path: what lies beside it with its name belongs to it. */
  readonly storePath: string;
  /** Files with secrets that the service reads. */
  readonly secretFiles: readonly string[];
  /** The environment variables that it needs: a service has none of those of the shell that installs it. */
  readonly variables: readonly string[];
  /** Whether it is started at once. */
  readonly start: boolean;
}

const CONFIG_MODE = 0o640;
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o644;

/** Where the unit of a name is. */
function unitPath(name: string): string {
  return `/etc/systemd/system/${name}.service`;
}

function sysusersPath(name: string): string {
  return `/etc/sysusers.d/${name}.conf`;
}

/** Installs the service. Doing it again brings it up to date. @throws {ServiceFault} something can't be done */
export async function install(world: ServiceWorld, what: Installation): Promise<void> {
  const { name, user } = what;
  refuseForeign(world, unitPath(name));
  await makeUser(world, what);
  const { uid, gid } = idsOf(world, user);
  for (const folder of what.writable) {
    world.makeFolder(folder, FOLDER_MODE);
    world.giveFolder(folder, uid, gid);
  }
  for (const file of filesOfStore(world, what.storePath)) world.give(file, uid, gid);
  // The operator owns the configuration; the service only reads it.
  for (const file of [what.config, ...what.secretFiles]) {
    world.give(file, -1, gid);
    world.setMode(file, CONFIG_MODE);
  }
  world.makeFolder(dirname(unitPath(name)), 0o755);
  world.write(unitPath(name), unitText(what), FILE_MODE);
  world.out(`已写好 wrote ${unitPath(name)}`);
  tellOfOpenFiles(world, what);
  if (world.root === null) await systemctl(world, ["daemon-reload"]);
  const lacking = lackingVariables(world, what);
  const now = what.start && world.root === null && lacking.length === 0 ? ["--now"] : [];
  await systemctl(world, ["enable", ...now, name]);
  world.out(`已${now.length > 0 ? "启动并" : ""}设为开机启动 it starts with the machine: ${name}`);
  if (lacking.length > 0) {
    world.out(`服务没有这些环境变量 the service has no such variables: ${lacking.join(" ")}`);
    world.out(`  systemctl edit ${name}     [Service] EnvironmentFile=/etc/${name}.env`);
    world.out(`  systemctl start ${name}`);
  }
  world.out(`状态 status: systemctl status ${name}    日志 log: journalctl -u ${name}`);
}

/** Who breaks into a service must not find its program and its configuration open, which root runs and reads. */
function tellOfOpenFiles(
  world: ServiceWorld,
  { executable, config, writable }: Installation,
): void {
  const open = [executable, config]
    .filter((file) => writable.some((folder) => file.startsWith(`${folder}/`)));
  if (open.length === 0) return;
  world.out(
    `提醒 warning: 服务能改 ${open.join(" ")}:请把定单库、日志和备份放进单独的文件夹 ` +
      "the service may change them: put store, log and backups into folders of their own",
  );
}

/** The variables that nobody gives it. What the operator has added to the unit (`systemctl edit`) is his affair. */
function lackingVariables(
  world: ServiceWorld,
  { name, variables }: Installation,
): readonly string[] {
  return world.names(`${unitPath(name)}.d`).length > 0 ? [] : variables;
}

/** Takes the service off the machine. Orders, configuration and user stay. @throws {ServiceFault} there is none */
export async function uninstall(world: ServiceWorld, name: string): Promise<void> {
  if (world.read(unitPath(name)) === null) {
    throw new ServiceFault(`没有安装 it is not installed: ${unitPath(name)}`);
  }
  refuseForeign(world, unitPath(name));
  const now = world.root === null ? ["--now"] : [];
  await systemctl(world, ["disable", ...now, name]);
  world.remove(unitPath(name));
  if (isOurs(world, sysusersPath(name))) world.remove(sysusersPath(name));
  if (world.root === null) await systemctl(world, ["daemon-reload"]);
  world.out(`已卸载 removed ${unitPath(name)}`);
  world.out("定单库、配置和用户都还在 the orders, the configuration and the user are still there");
}

const SHOWN = "LoadState,ActiveState,SubState,StatusText,MainPID,NRestarts,ActiveEnterTimestamp";

/** Says how the service is. @returns whether it runs, or, in another root, whether it is installed */
export async function status(world: ServiceWorld, name: string): Promise<boolean> {
  const unit = world.read(unitPath(name));
  world.out(`${unitPath(name)}: ${unit === null ? "没有安装 not installed" : "已安装 installed"}`);
  if (unit === null || world.root !== null) return unit !== null;
  const shown = await world.run(["systemctl", "show", name, "-p", SHOWN]);
  for (const line of shown?.text.trim().split("\n") ?? []) world.out(line);
  return /^ActiveState=active$/m.test(shown?.text ?? "");
}

/** Whether a file is there that an install wrote. */
function isOurs(world: ServiceWorld, path: string): boolean {
  return world.read(path)?.startsWith(MARK) ?? false;
}

function refuseForeign(world: ServiceWorld, path: string): void {
  if (world.read(path) === null || isOurs(world, path)) return;
  throw new ServiceFault(
    `${path} 不是 czdock service 写的,不动它 was not written by czdock service and is left alone`,
  );
}

async function makeUser(world: ServiceWorld, { name, user, folder }: Installation): Promise<void> {
  if (lineOf(world, user) !== null) return;
  const file = sysusersPath(name);
  refuseForeign(world, file);
  world.makeFolder(dirname(file), 0o755);
  world.write(file, sysusersText(user, folder), FILE_MODE);
  // By its name alone: it is looked for in the root's own folder then.
  await succeed(world, ["systemd-sysusers", ...rootFlag(world), basename(file)]);
}

function idsOf(world: ServiceWorld, user: string): { uid: number; gid: number } {
  const [, , uid, gid] = lineOf(world, user) ?? [];
  if (uid === undefined) throw new ServiceFault(`没有用户 there is no user ${user}`);
  return { uid: Number(uid), gid: Number(gid) };
}

function lineOf(world: ServiceWorld, user: string): string[] | null {
  const lines = world.read("/etc/passwd")?.split("\n") ?? [];
  return lines.map((line) => line.split(":")).find(([name]) => name === user) ?? null;
}

function filesOfStore(world: ServiceWorld, storePath: string): string[] {
  const folder = dirname(storePath);
  return world.names(folder).map((name) => `${folder}/${name}`)
    .filter((path) => path.startsWith(storePath));
}

async function systemctl(world: ServiceWorld, args: readonly string[]): Promise<void> {
  await succeed(world, ["systemctl", ...rootFlag(world), ...args]);
}

function rootFlag({ root }: ServiceWorld): string[] {
  return root === null ? [] : [`--root=${root}`];
}

async function succeed(world: ServiceWorld, argv: readonly string[]): Promise<void> {
  const ended = await world.run(argv);
  if (ended?.code === 0) return;
  const why = ended === null ? "没有这个程序 there is no such program" : ended.text.trim();
  throw new ServiceFault(`${argv.join(" ")}: ${why}`);
}
