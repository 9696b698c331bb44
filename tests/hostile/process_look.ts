/**
 * What Linux tells of another process.
 *
 * @module
 */

/** Bytes of memory that a process has. */
export function memoryBytes(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** Descriptors that a process has open. */
export function descriptors(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** Processor time that a process has taken, in milliseconds. */
export function busyMs(pid: number): number {
  // Behind the name, which may hold anything: the 12th and 13th field from there, in hundredths of a second.
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
