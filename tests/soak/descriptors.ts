/**
 * The descriptors of another process, as Linux tells of them.
 *
 * @module
 */

/** Files and connections that a process has open. */
export function descriptorsOf(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** What is open besides the connections to a port: the soak itself keeps some to the page's. */
export function descriptorsWithout(pid: number, port: number): { count: number; kinds: string } {
  const kinds = [...kindsOf(pid)].filter(([kind]) => kind !== `${port}-* established`);
  return {
    count: kinds.reduce((sum, [, count]) => sum + count, 0),
    kinds: kinds.map(([kind, count]) => `${count} ${kind}`).join(", "),
  };
}

/** How many there are of each kind: files by their paths, connections by their ports. */
function kindsOf(pid: number): Map<string, number> {
  const connections = connectionsOf(pid);
  const kinds = new Map<string, number>();
  for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
    let what: string;
    try {
      what = Deno.readLinkSync(`/proc/${pid}/fd/${name}`);
    } catch {
      // It was closed meanwhile.
      continue;
    }
    const inode = /^socket:\[(\d+)\]$/.exec(what)?.[1];
    const kind = inode === undefined
      ? what.replace(/:\[\d+\]$/, "")
      : connections.get(inode) ?? "socket";
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds;
}

/** Connections over IPv4 by their inodes: `PORT-PORT STATE`, the higher port as `*`, for the system has chosen it. */
function connectionsOf(pid: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of Deno.readTextFileSync(`/proc/${pid}/net/tcp`).split("\n").slice(1)) {
    const [, local = "", remote = "", state, , , , , , inode] = line.trim().split(/\s+/);
    if (inode === undefined) continue;
    const [ours, theirs] = [local, remote].map((end) => parseInt(end.split(":")[1] ?? "0", 16));
    const ends = Number(ours) < Number(theirs) ? `${ours}-*` : `*-${theirs}`;
    found.set(inode, `${ends} ${STATES[Number(`0x${state}`)] ?? state}`);
  }
  return found;
}

/** Of TCP, by their numbers in the kernel. */
const STATES: Readonly<Record<number, string>> = {
  1: "established",
  4: "finWait1",
  5: "finWait2",
  8: "closeWait",
  9: "lastAck",
  10: "listening",
};
