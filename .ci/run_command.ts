/**
 * Runs another program to its end.
 *
 * @module
 */

/** What became of it. */
export interface Ran {
  readonly code: number;
  /** Everything that it wrote. */
  readonly text: string;
}

/** Runs a program in a folder. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...env },
    cwd,
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** As {@linkcode run}. @throws {Error} it ends with anything but 0 */
export async function runOrThrow(...args: Parameters<typeof run>): Promise<string> {
  const { code, text } = await run(...args);
  if (code !== 0) throw new Error(`${args[0]} ${args[1].join(" ")} ended with ${code}:\n${text}`);
  return text;
}
