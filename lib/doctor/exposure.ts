/**
 * Who can get at the page and at the order port, and what no real order may come to.
 *
 * @module
 */
import { hostPort, isLoopback } from "../addresses.ts";
import type { Config } from "../config.ts";
import { isPublic } from "./addresses.ts";
import type { Finding } from "./finding.ts";
import { ok, warn } from "./finding.ts";

const PAGE = "页面 page";
const ORDERS = "接单 orders";

/** Looks at what the configuration opens. */
export function examineExposure({ web, servers }: Config): Finding[] {
  const findings: Finding[] = [];
  if (!isLoopback(web.host)) {
    findings.push(warn(
      PAGE,
      `${
        hostPort(web.host, web.port)
      } 对外开放且不加密,密码和令牌可被截获:请放在带 TLS 的反向代理之后 ` +
        `open beyond this machine without TLS; put it behind a proxy that ends TLS`,
    ));
  } else if (web.users.length === 0 && web.tokens.length === 0) {
    findings.push(ok(PAGE, "只对本机开放,本机上的任何人都可操作 this machine only, anybody on it"));
  } else findings.push(ok(PAGE, "只对本机开放,需要登录 this machine only, signed in"));
  for (const { name, addresses } of servers) {
    const open = addresses.filter(isPublic);
    if (open.length === 0) continue;
    findings.push(warn(
      ORDERS,
      `${name}: ${open.join(" ")} 在公网上,协议不加密、可被伪造:请经 VPN 或隧道相连 ` +
        `lies on the open internet, and the protocol is neither encrypted nor safe; use a VPN or tunnel`,
    ));
  }
  return findings;
}

/** Whether orders may go to a channel that only pretends. */
export function examineRoutes({ channels, routes }: Config): Finding[] {
  const routed = new Set(routes.flatMap((route) => route.channels));
  const reached = [...routed].filter((name) => channels.get(name)?.type === "simulate");
  if (reached.length === 0) return [];
  return [warn(
    "路由 routes",
    `定单会走模拟通道 ${reached.join(" ")}:只报结果,不真充值 ` +
      "orders go to a simulator, which recharges nothing",
  )];
}
