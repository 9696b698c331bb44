/**
 * A healthy machine that a test makes ill.
 *
 * @module
 */
import type { DoctorWorld, Seen } from "../../lib/doctor/world.ts";
import type { Finding } from "../../lib/doctor/finding.ts";

/** A private file. */
export const PRIVATE: Seen = { isDirectory: false, mode: 0o100600, changedAtMs: 0 };
/** A folder. */
export const FOLDER: Seen = { isDirectory: true, mode: 0o040700, changedAtMs: 0 };
/** The day it is. */
export const NOW_MS = Date.parse("2026-11-26T00:00:00Z");

/** A machine: what its programs say and what files it has, by their command line and path. */
export interface Machine {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, Seen>>;
  readonly world?: Partial<DoctorWorld>;
}

/** A healthy machine but for what is given. */
export function fakeWorld({ outputs = {}, files = {}, world = {} }: Machine = {}): DoctorWorld {
  let pausedMs = 0;
  const said: Readonly<Record<string, string>> = {
    "sh -c ulimit -n": "65536\n",
    "cat /proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
    "cat /proc/sys/net/ipv4/ip_local_reserved_ports": "50899,60000-60999\n",
    "timedatectl show -p NTPSynchronized": "NTPSynchronized=yes\n",
    ...outputs,
  };
  return {
    os: "linux",
    nowMs: () => NOW_MS + pausedMs,
    monotonicMs: () => pausedMs,
    pause(delayMs) {
      pausedMs += delayMs;
      return Promise.resolve();
    },
    output: (argv) => Promise.resolve(said[argv.join(" ")] ?? null),
    see: (path) => path === "/" ? FOLDER : files[path] ?? null,
    disk: () => ({ freeBytes: 50e9, totalBytes: 100e9 }),
    tryPort() {},
    tryConnect: () => Promise.resolve(),
    ...world,
  };
}

/** What was found, as `level about`. */
export function levels(findings: readonly Finding[]): string[] {
  return findings.map(({ level, about }) => `${level} ${about.split(" ").at(-1)}`);
}
