/**
 * What Linux tells of a running process.
 *
 * @module
 */

/** Ticks of `/proc/PID/stat` in a second; every Linux that Deno runs on has this many. */
const TICKS_PER_SECOND = 100;
/** Where user and system time stand behind the name in `/proc/PID/stat`. */
const USER_TIME = 11;

/** Resident memory of a process now and at its peak, in MB (10⁶ bytes). */
export function residentMb(pid: number): { nowMb: number; peakMb: number } {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const megabytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? NaN) * 1024 / 1e6;
  return { nowMb: megabytes("VmRSS"), peakMb: megabytes("VmHWM") };
}

/** Processor time that a process has used so far, all of its threads, in milliseconds. */
export function processorMs(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // The name may have spaces, and ends with the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[USER_TIME]) + Number(fields[USER_TIME + 1]);
  return ticks / TICKS_PER_SECOND * 1000;
}
