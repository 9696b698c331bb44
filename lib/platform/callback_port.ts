/**
 * What to say when the callback port can't be had, and which address it is bound to by default.
 *
 * @module
 */
import { errorText } from "../log.ts";

/** Protocol part four: "回调接收端口: 50899". */
export const CALLBACK_PORT = 50899;

/** The address that takes callbacks where none is asked for: all of the family that czdock is reached by. */
export function callbackHostFor(host: string): string {
  return host.includes(":") ? "::" : "0.0.0.0";
}

/** Why the port can't be listened on, and what helps. */
export function portFault(thrown: unknown, host: string, port: number): string[] {
  const where = `${host}:${port}`;
  if (!(thrown instanceof Deno.errors.AddrInUse)) {
    return [`不能侦听回调端口 ${where}: ${errorText(thrown)} / cannot listen for callbacks`];
  }
  return [
    `不能侦听回调端口 ${where}: 端口已被占用。/ cannot listen for callbacks: the port is taken.`,
    "另一个程序在侦听它,或者它正被一条对外连接占用: 50899 和 60000–60999 在 Linux 对外连接的常用范围 32768–60999 之内。",
    "Another program listens on it, or an outgoing connection sits on it: 50899 and 60000–60999 lie in Linux's usual range for those.",
    "保留端口 / to reserve them: sysctl -w net.ipv4.ip_local_reserved_ports=50899,60000-60999",
  ];
}
