/**
 * `deno task compile`: makes the executable for this machine. `deno task release`: makes it for every platform into `dist/`,
 * with SHA256SUMS.
 *
 * Plain `deno compile` downloads its base from dl.deno.land. Where that can't be reached, the base comes from the npm
 * registry, and the version of Deno that made it compiles onto it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { bundle } from "./bundle.ts";
import { compile } from "./executable.ts";
import { releaseFile, TARGETS, thisMachine } from "./targets.ts";

const ROOT = new URL("..", import.meta.url).pathname;

/** Makes every platform's executable, and the sums to check them by. */
async function release(folder: string): Promise<void> {
  const dist = `${ROOT}dist`;
  Deno.mkdirSync(dist, { recursive: true });
  const sums: string[] = [];
  for (const target of TARGETS) {
    const name = releaseFile(target);
    await compile(target, `${dist}/${name}`, folder);
    const bytes = Deno.readFileSync(`${dist}/${name}`);
    sums.push(`${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`);
  }
  Deno.writeTextFileSync(`${dist}/SHA256SUMS`, sums.join(""));
}

const staged = Deno.makeTempDirSync({ prefix: "czdock-compile-" });
try {
  const folder = await bundle(ROOT, staged);
  const [what = "compile"] = Deno.args;
  const suffix = Deno.build.os === "windows" ? ".exe" : "";
  if (what === "release") await release(folder);
  else await compile(thisMachine(), `${ROOT}czdock${suffix}`, folder);
} finally {
  Deno.removeSync(staged, { recursive: true });
}
