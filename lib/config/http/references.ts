/**
 * Checks our own numbers of orders, as suppliers get them, against the servers' names.
 *
 * @module
 */
import type { Config } from "../../config.ts";
import { keyPath } from "../path.ts";
import type { Reading } from "../reading.ts";

/** Notes where a server's name can't be part of a supplier's number, or two servers would share one. */
export function checkReferences({ servers, channels }: Config, reading: Reading): void {
  for (const [name, channel] of channels) {
    if (channel.type !== "http") continue;
    const path = keyPath(keyPath("channels", name), "reference");
    const { separator, servers: short } = channel.reference;
    const names = servers.map((server) => server.name).filter((one) => one !== "");
    for (const one of short.keys()) {
      if (names.length === 0 || names.includes(one)) continue;
      const problem = { zh: "没有这个服务器", en: "there is no such server" };
      reading.fault(keyPath(keyPath(path, "servers"), one), problem);
    }
    const written = new Map<string, string>();
    for (const server of names) {
      const text = short.get(server) ?? server;
      const other = written.get(text);
      written.set(text, server);
      if (other !== undefined) {
        reading.fault(path, {
          zh: `${other} 与 ${server} 的订单号会相同`,
          en: `the numbers of ${other} and ${server} would be the same`,
        });
      }
      // Where the separator is a letter, the supplier takes nothing but letters and digits.
      const form = /[A-Za-z]/.test(separator) ? /^[A-Za-z0-9]+$/ : /^[A-Za-z0-9._-]+$/;
      if (form.test(text)) continue;
      reading.fault(path, {
        zh:
          `服务器名 ${server} 会成为上游订单号的一部分,请在 reference.servers 里另起一个字母数字的名字`,
        en: `the server's name ${server} becomes part of the supplier's number: ` +
          "give it another one, of letters and digits, in reference.servers",
      });
    }
  }
}
