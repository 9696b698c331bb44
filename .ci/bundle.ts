/**
 * The whole program as one script: what it imports and nothing else, with version and commit written in. One script starts
 * in about half the time of the three hundred that it is made of, and needs less memory.
 *
 * It is not minified: an error's stack in the log must name functions that can be found.
 *
 * @module
 */
import denoJson from "../deno.json" with { type: "json" };
import { run, runOrThrow } from "./run_command.ts";

/** The script, in the folder that is compiled. */
export const SCRIPT = "main.js";

/** Makes the script in a folder, which it fills with its sources too. @returns the folder to compile in */
export async function bundle(root: string, folder: string): Promise<string> {
  for (const part of ["main.ts", "lib", "web", "deno.lock"]) {
    await runOrThrow("cp", ["-r", `${root}${part}`, folder], root);
  }
  // The program reads its version from the first; the bundler goes by the second, whose packages the lock file knows.
  const { version, unstable } = denoJson;
  write(`${folder}/deno.json`, { version, commit: await commit(root) });
  const { tasks: _, lint: __, fmt: ___, ...settings } = denoJson;
  write(`${folder}/bundle.json`, settings);
  const compiled = `${folder}/compiled`;
  Deno.mkdirSync(compiled);
  const config = ["--config", "bundle.json", "--lock", "deno.lock", "--frozen"];
  const args = ["bundle", ...config, "--platform", "deno", "--output", `compiled/${SCRIPT}`];
  await runOrThrow(Deno.execPath(), [...args, "main.ts"], folder);
  const script = Deno.readTextFileSync(`${compiled}/${SCRIPT}`);
  Deno.writeTextFileSync(`${compiled}/${SCRIPT}`, withoutMachine(script));
  write(`${compiled}/deno.json`, { unstable, nodeModulesDir: "none" });
  return compiled;
}

/** The bundler names each module by where it lay on the machine that it ran on; of a package, its name is enough. */
function withoutMachine(script: string): string {
  return script.replaceAll(/(?<=^\s*(?:\/\/ |"))\S*\/npm\/[^/\s]+\//gm, "npm:");
}

/** The commit that is compiled; `+` behind it where the tree has changes. */
async function commit(root: string): Promise<string> {
  const head = await run("git", ["rev-parse", "--short=12", "HEAD"], root);
  if (head.code !== 0) return "unknown";
  const changes = await runOrThrow("git", ["status", "--porcelain"], root);
  return head.text.trim() + (changes.trim() === "" ? "" : "+");
}

function write(path: string, value: unknown): void {
  Deno.writeTextFileSync(path, JSON.stringify(value, null, 2));
}
