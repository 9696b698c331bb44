/**
 * Whether the servers' callback ports take connections.
 *
 * @module
 */
import { hostPort, isLoopback } from "../addresses.ts";
import type { ServerConfig } from "../config.ts";
import { errorText } from "../log.ts";
import { onlyAddress } from "./addresses.ts";
import type { Finding } from "./finding.ts";
import { fail, ok, warn } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

const ABOUT = "回调 callbacks";
/** How long a server may take, in milliseconds. */
const WITHIN_MS = 3000;

/** Connects to each server whose callback address is known before an order has come; sends nothing. */
export async function examineServers(
  world: DoctorWorld,
  servers: readonly ServerConfig[],
): Promise<Finding[]> {
  const findings = await Promise.all(servers.map((server) => examineServer(world, server)));
  return findings.flat();
}

async function examineServer(
  world: DoctorWorld,
  { name, addresses, callback }: ServerConfig,
): Promise<Finding[]> {
  const hosts = callback.host === null ? addresses.map(onlyAddress) : [callback.host];
  const known = hosts.filter((host) => host !== null);
  if (known.length < hosts.length || known.length === 0) {
    return [ok(ABOUT, `${name}: 回到来单的地址,来单才知道 the address that an order comes from`)];
  }
  return await Promise.all(known.map((host) => reach(world, name, host, callback.port)));
}

async function reach(
  world: DoctorWorld,
  name: string,
  host: string,
  port: number,
): Promise<Finding> {
  const place = `${name}: ${hostPort(host, port)}`;
  try {
    await world.tryConnect(host, port, WITHIN_MS);
    return ok(ABOUT, `${place} 可连接 takes connections`);
  } catch (error) {
    const text = `${place} 连接不上,结果送不到 cannot be reached, results won't arrive: ` +
      errorText(error);
    // On this machine it is the trial that `czdock send` plays, which listens only while it runs.
    return isLoopback(host) ? warn(ABOUT, text) : fail(ABOUT, text);
  }
}
