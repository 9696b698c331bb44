import assert from "node:assert/strict";
import { ROOT, sourcesIn } from "./source_files.ts";

/** A program that only imports ends by itself in a second or two; one that keeps a timer or a listener never does. */
const ENDS_WITHIN_MS = 60_000;

/** Runs a program that imports the modules, without any permission; what it wrote to stderr where it failed. */
async function importOnly(modules: readonly string[]): Promise<string | null> {
  const program = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--frozen", "--quiet", "-"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(ENDS_WITHIN_MS),
  }).spawn();
  const writer = program.stdin.getWriter();
  const code = modules.map((module) => `import ${JSON.stringify(module)};\n`).join("");
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const { success, stdout, stderr } = await program.output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return success && said === "" ? null : said;
}

Deno.test("importing every module of lib and web needs no permission, says nothing and ends", async () => {
  const modules = (await sourcesIn("lib", "web")).map(({ path }) => new URL(path, ROOT).href);
  assert.equal(await importOnly(modules), null);
});

Deno.test("a module that does something when it is imported is caught", async () => {
  const said = await importOnly(["data:text/javascript,Deno.readTextFileSync('/etc/hostname')"]);
  assert.match(said ?? "", /NotCapable/);
});
