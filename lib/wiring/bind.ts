/**
 * Both ports or none: where another program has one, nothing of the work under way may be taken up.
 *
 * @module
 */
import { hostPort } from "../addresses.ts";
import { errorText } from "../log.ts";
import type { Listener } from "../net.ts";

/** What is listened on. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Takes the ports of the orders and of the page, or none; a fault says which can't be had. */
export function bindBoth<W>(
  { listen, web }: { readonly listen: Endpoint; readonly web: Endpoint },
  listenAt: (host: string, port: number) => Listener,
  serveWeb: () => W,
): { readonly listener: Listener; readonly web: W } | { readonly fault: string[] } {
  let listener: Listener;
  try {
    listener = listenAt(listen.host, listen.port);
  } catch (error) {
    return { fault: startFault(error, listen) };
  }
  try {
    return { listener, web: serveWeb() };
  } catch (error) {
    listener.close();
    return { fault: startFault(error, web) };
  }
}

/** Ports of the protocol lie inside the range that Linux gives to outgoing connections. */
function startFault(error: unknown, { host, port }: Endpoint): string[] {
  if (!(error instanceof Deno.errors.AddrInUse)) {
    return [`不能启动 cannot start: ${hostPort(host, port)}: ${errorText(error)}`];
  }
  return [
    `不能启动: 端口 ${port} 已被占用。 Cannot start: port ${port} is taken.`,
    `若无其他程序侦听,可能被系统的对外连接占用,请设置 net.ipv4.ip_local_reserved_ports=50899,60000-60999。`,
    `If nothing listens there, an outgoing connection may have it: set net.ipv4.ip_local_reserved_ports.`,
  ];
}
