/**
 * systemd's own judgement of a unit, where systemd is at hand.
 *
 * @module
 */

/** Whether units can be judged here: `.ci/run` sees to it, elsewhere it may not be so. */
export function systemdIsHere(): boolean {
  if (Deno.build.os !== "linux") return false;
  try {
    return new Deno.Command("systemd-analyze", { args: ["--version"], stdout: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** Makes a root that has what a unit refers to: systemd's own units, `kill`, and users. */
export function makeRoot(root: string): void {
  for (const folder of ["bin", "etc/systemd/system", "usr/lib/systemd"]) {
    Deno.mkdirSync(`${root}/${folder}`, { recursive: true });
  }
  Deno.writeTextFileSync(`${root}/bin/kill`, "#!/bin/sh\n", { mode: 0o755 });
  Deno.writeTextFileSync(`${root}/etc/passwd`, "root:x:0:0:root:/root:/bin/sh\n");
  Deno.writeTextFileSync(`${root}/etc/group`, "root:x:0:\n");
  const { success } = new Deno.Command("cp", {
    args: ["-r", "/lib/systemd/system", `${root}/usr/lib/systemd/system`],
  }).outputSync();
  if (!success) throw new Error("cannot copy systemd's units");
}

/** What `systemd-analyze verify` complains of; empty where it is content. */
export function complaintsOfSystemd(root: string, unit: string): string {
  return analyze(["verify", `--root=${root}`, unit]);
}

/** How exposed systemd finds a unit: 0 nothing, 10 everything. */
export function exposureOf(root: string, unit: string): number {
  const text = analyze(["security", "--offline=true", "--no-pager", `--root=${root}`, unit]);
  const found = /exposure level for \S+: ([\d.]+)/.exec(text)?.[1];
  if (found === undefined) throw new Error(`systemd-analyze security said:\n${text}`);
  return Number(found);
}

function analyze(args: readonly string[]): string {
  const { stdout, stderr } = new Deno.Command("systemd-analyze", { args: [...args] }).outputSync();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}
