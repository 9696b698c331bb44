/**
 * How many files and connections may be open at once.
 *
 * @module
 */
import type { Config } from "../config.ts";
import type { Finding } from "./finding.ts";
import { ok, warn } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

const ABOUT = "描述符 descriptors";
/** The store, the log, the page's visitors, programs of command channels. */
const OTHERS = 256;

/** Compares the limit with what the configuration may need at most. */
export async function examineDescriptors(
  world: DoctorWorld,
  { listen, callback, servers }: Config,
): Promise<Finding[]> {
  if (world.os === "windows") return [];
  const needed = listen.connectionsMax + callback.concurrency * servers.length + OTHERS;
  const said = (await world.output(["sh", "-c", "ulimit -n"]))?.trim() ?? "";
  const limit = said === "unlimited" ? Infinity : Number(said);
  if (said === "" || Number.isNaN(limit)) return [warn(ABOUT, "无法得知 the limit cannot be told")];
  if (limit >= needed) return [ok(ABOUT, `${said} ≥ ${needed}`)];
  return [warn(
    ABOUT,
    `上限 ${said} 小于可能用到的 ${needed}:提高 LimitNOFILE (ulimit -n),或减小 listen.maxConnections ` +
      `the limit is below what may be needed; raise it, or lower listen.maxConnections`,
  )];
}
