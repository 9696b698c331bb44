/**
 * The ports to listen on, and whether outgoing connections may take them first.
 *
 * @module
 */
import { hostPort, isLoopback } from "../addresses.ts";
import type { Config } from "../config.ts";
import { errorText } from "../log.ts";
import type { Finding } from "./finding.ts";
import { fail, ok, warn } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

const ABOUT = "端口 ports";

/** Tries both ports. Not to be asked while czdock itself has them. */
export function examinePorts(world: DoctorWorld, { listen, web }: Config): Finding[] {
  return Object.entries({ listen, web }).map(([key, { host, port }]) => {
    const place = `${key}: ${hostPort(host, port)}`;
    try {
      world.tryPort(host, port);
      return ok(ABOUT, `${place} 可用 free`);
    } catch (error) {
      const taken = error instanceof Deno.errors.AddrInUse;
      const why = taken ? "已被占用 is taken" : `不能侦听 cannot be had: ${errorText(error)}`;
      return fail(ABOUT, `${place} ${why}`);
    }
  });
}

/** Whether Linux may give one of our ports to an outgoing connection. */
export async function examineReserved(world: DoctorWorld, config: Config): Promise<Finding[]> {
  if (world.os !== "linux") return [];
  const setting = (name: string) => world.output(["cat", `/proc/sys/net/ipv4/${name}`]);
  const range = /^(\d+)\s+(\d+)/.exec(await setting("ip_local_port_range") ?? "");
  if (range === null) return [];
  const [from, to] = [Number(range[1]), Number(range[2])];
  const reserved = spansOf(await setting("ip_local_reserved_ports") ?? "");
  const isOpen = (port: number) =>
    port >= from && port <= to && !reserved.some(([first, last]) => port >= first && port <= last);
  const open = portsOf(config).filter(isOpen);
  if (open.length === 0) return [ok(ABOUT, "不会被对外连接占用 no outgoing connection takes them")];
  // What is reserved already stays reserved.
  const kept = reserved.map(([first, last]) => first === last ? first : `${first}-${last}`);
  const all = [...kept, ...open].join(",");
  return [warn(
    ABOUT,
    `${open.join(" ")} 在对外连接的范围 ${from}–${to} 之内,启动时可能已被占用: ` +
      `an outgoing connection may have taken them at a start: sysctl -w net.ipv4.ip_local_reserved_ports=${all}`,
  )];
}

/** Those that something on this machine listens on. */
function portsOf({ listen, web, servers }: Config): number[] {
  const local = servers.filter(({ addresses, callback }) =>
    (callback.host === null ? addresses : [callback.host]).some(isLoopback)
  );
  const callbacks = local.map(({ callback }) => callback.port);
  return [...new Set([listen.port, web.port, ...callbacks])].toSorted((a, b) => a - b);
}

/** `50899,60000-60999` */
function spansOf(text: string): (readonly [number, number])[] {
  return [...text.matchAll(/(\d+)(?:-(\d+))?/g)].map(([, first, last]) =>
    [Number(first), Number(last ?? first)] as const
  );
}
