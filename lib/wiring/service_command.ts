/**
 * `czdock service`: czdock as a service of the system.
 *
 * @module
 */
import { lchownSync } from "node:fs";
import { resolve } from "node:path";
import { readFlags } from "../console/flags.ts";
import type { Flags } from "../console/flags.ts";
import { EXIT, say } from "../exit.ts";
import { installation } from "../service/installation.ts";
import { shawlLines } from "../service/shawl.ts";
import type { ServiceWorld } from "../service/steps.ts";
import { install, ServiceFault, status, uninstall } from "../service/steps.ts";
import { isPlainName, unitText } from "../service/unit.ts";
import { configAtHand } from "./config_at_hand.ts";
import { machine } from "./world.ts";

/** What `service --help` prints. */
const SERVICE_USAGE: readonly string[] = [
  "czdock service install|status|uninstall [--config FILE]",
  "",
  "装成 systemd 服务:专用的系统用户,只能写定单库所在的文件夹,卡住会重启。在 Windows 上说明怎样用 Shawl。",
  "Installs a systemd unit with a user of its own that may write to the store's folder only, and that is started",
  "again when it hangs. On Windows it says how Shawl does it.",
  "",
  "  --config FILE   服务用的配置,默认与 serve 相同 the service's configuration, by default as serve finds it",
  "  --name NAME     单元的名字,默认 czdock the unit's name",
  "  --user USER     用户,没有就建,默认 czdock the user, made if need be",
  "  --no-start      只装不启动 does not start it yet",
  "  --print         只打印单元,什么都不改 only prints the unit and changes nothing",
  "  --root DIR      装到 DIR 里的系统,如正在制作的镜像 into the system in DIR, such as an image in the making",
];

const FLAGS = {
  config: "text",
  name: "text",
  user: "text",
  root: "text",
  print: "switch",
  "no-start": "switch",
} as const;

const VERBS: readonly string[] = ["install", "status", "uninstall"];

/** Runs `czdock service`. @returns the exit code: 0, 1 where it can't be done or does not run, 2 for wrong usage */
export async function serviceCommand(args: readonly string[]): Promise<number> {
  const told = readFlags(args, FLAGS);
  if (told.kind === "help") return say(machine.out, SERVICE_USAGE, EXIT.fine);
  const wrong = (problem: string) => say(machine.err, [problem, "", ...SERVICE_USAGE], EXIT.usage);
  if (told.kind === "wrong") return wrong(told.problem);
  const { flags, rest: [verb = "", ...more] } = told;
  if (more.length > 0) return wrong(`不认识的参数 unknown argument: ${more[0]}`);
  if (!VERBS.includes(verb)) {
    return wrong("要做什么 what to do? install | status | uninstall");
  }
  const name = flags.text("name") ?? "czdock";
  const user = flags.text("user") ?? "czdock";
  for (const [flag, value] of [["--name", name], ["--user", user]] as const) {
    if (!isPlainName(value)) {
      return wrong(`${flag}: 只能是小写字母、数字、- 和 _ a-z, 0-9, - and _ only`);
    }
  }
  try {
    if (Deno.build.os === "windows") return windows(flags);
    if (Deno.build.os !== "linux") {
      throw new ServiceFault("只有 Linux 和 Windows 上能装成服务 only on Linux and Windows");
    }
    const root = flags.text("root");
    const world = serviceWorld(root === undefined ? null : resolve(root));
    if (verb === "status") return await status(world, name) ? EXIT.fine : EXIT.failed;
    if (verb === "uninstall") {
      needRoot(world);
      await uninstall(world, name);
      return EXIT.fine;
    }
    const at = configAtHand(flags.text("config") ?? null, machine);
    if ("lines" in at) return say(machine.err, at.lines, EXIT.usage);
    needExecutable();
    const what = installation({
      ...at,
      root: world.root,
      executable: Deno.execPath(),
      name,
      user,
      start: !flags.isOn("no-start"),
    });
    if (flags.isOn("print")) return say(machine.out, [unitText(what).trimEnd()], EXIT.fine);
    needRoot(world);
    await install(world, what);
    return EXIT.fine;
  } catch (error) {
    if (!(error instanceof ServiceFault) && !(error instanceof Deno.errors.PermissionDenied)) {
      throw error;
    }
    return say(machine.err, [error.message], EXIT.failed);
  }
}

function needExecutable(): void {
  if (Deno.build.standalone) return;
  throw new ServiceFault(
    "只有可执行文件能装成服务,请先 deno task compile only the executable can be installed; compile it first",
  );
}

function needRoot({ root }: ServiceWorld): void {
  if (root !== null || Deno.uid() === 0) return;
  throw new ServiceFault("需要 root 权限,请用 sudo it needs root: use sudo");
}

function windows(flags: Flags): number {
  const config = resolve(flags.text("config") ?? "config.yaml");
  return say(machine.out, shawlLines(Deno.execPath(), config), EXIT.fine);
}

function serviceWorld(root: string | null): ServiceWorld {
  const real = (path: string) => (root ?? "") + path;
  return {
    root,
    out: machine.out,
    async run([command = "", ...args]) {
      try {
        const { code, stdout, stderr } = await new Deno.Command(command, { args }).output();
        const decoder = new TextDecoder();
        return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
    read(path) {
      try {
        return Deno.readTextFileSync(real(path));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
    write: (path, text, mode) => {
      Deno.writeTextFileSync(real(path), text, { mode });
      Deno.chmodSync(real(path), mode);
    },
    remove(path) {
      try {
        Deno.removeSync(real(path));
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    },
    makeFolder: (path, mode) => Deno.mkdirSync(real(path), { recursive: true, mode }),
    // The operator's own link, to another disk perhaps: nobody else can make one in the folder above.
    giveFolder: (path, uid, gid) => Deno.chownSync(real(path), uid, gid),
    // Never what a link leads to: the service's user can make links in its folder, and this runs as root.
    give: (path, uid, gid) => lchownSync(real(path), uid, gid),
    setMode: (path, mode) => Deno.chmodSync(real(path), mode),
    names(path) {
      try {
        return [...Deno.readDirSync(real(path))].map(({ name }) => name);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return [];
        throw error;
      }
    },
  };
}
