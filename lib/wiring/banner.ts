/**
 * What a start tells whoever sits at the terminal.
 *
 * @module
 */
import { resolve } from "node:path";
import { hostPort, metAt } from "../addresses.ts";
import type { Config } from "../config.ts";
import { isAddress } from "../store_path.ts";

/** What was started. */
export interface Started {
  readonly version: string;
  /** The configuration's path. */
  readonly file: string;
  readonly config: Config;
}

/** The lines: what runs, by which files, and where it is reached. */
export function bannerLines({ version, file, config }: Started): string[] {
  const { listen, servers, store, channels, web } = config;
  const place = isAddress(store.path) ? store.path : resolve(store.path);
  const names = servers.map(({ name }) => name).join(" ");
  const kinds = [...channels].map(([name, { type }]) => name === type ? name : `${name}(${type})`);
  return [
    `czdock ${version}`,
    `  配置    config    ${file}`,
    `  定单库  store     ${place}`,
    `  接单    orders    ${hostPort(listen.host, listen.port)}  服务器 servers: ${names}`,
    `  通道    channels  ${kinds.join(" ")}`,
    `  页面    page      http://${hostPort(metAt(web.host), web.port)}/`,
  ];
}
