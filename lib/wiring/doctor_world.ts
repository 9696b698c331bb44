/**
 * This machine, as `czdock doctor` looks at it.
 *
 * @module
 */
import { statfsSync } from "node:fs";
import { sleep } from "../clock.ts";
import type { DoctorWorld } from "../doctor/world.ts";
import { machine } from "./world.ts";

/** This machine. */
export const doctorWorld: DoctorWorld = {
  os: Deno.build.os,
  nowMs: () => machine.clock.nowMs(),
  monotonicMs: () => performance.now(),
  pause: (delayMs) => sleep(machine.clock, delayMs),

  async output([command = "", ...args]) {
    try {
      const program = new Deno.Command(command, { args, stdin: "null", stderr: "null" });
      const { success, stdout } = await program.output();
      return success ? new TextDecoder().decode(stdout) : null;
    } catch {
      // There is no such program.
      return null;
    }
  },

  see(path) {
    try {
      const { isDirectory, mode, mtime } = Deno.statSync(path);
      const hasModes = Deno.build.os !== "windows";
      return { isDirectory, mode: hasModes ? mode : null, changedAtMs: mtime?.getTime() ?? null };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  },

  disk(folder) {
    const { bsize, bavail, blocks } = statfsSync(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  },

  tryPort: (hostname, port) => Deno.listen({ hostname, port }).close(),

  async tryConnect(hostname, port, withinMs) {
    const conn = await Deno.connect({ hostname, port, signal: AbortSignal.timeout(withinMs) });
    conn.close();
  },
};
