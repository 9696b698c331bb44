/**
 * `listen:`, where orders come in.
 *
 * @module
 */
import type { ListenConfig } from "../config.ts";
import { duration, integer, size } from "./number_kinds.ts";
import { keyPath } from "./path.ts";
import { record } from "./record.ts";
import { defaulted, type Kind } from "./schema.ts";
import { host } from "./text_kinds.ts";

/** The ports that the protocol recommends, part two: 建议使用端口范围 {60000-60999}. */
const RECOMMENDED_PORTS = { min: 60000, max: 60999 } as const;

/** The section `listen`. */
export const listen: Kind<ListenConfig> = record(
  {
    host: defaulted(
      host,
      "0.0.0.0",
      "监听的地址;0.0.0.0 为本机所有 IPv4 地址。",
      "The address to listen on; 0.0.0.0 is every IPv4 address of this machine.",
    ),
    port: defaulted(
      integer(1024, 65535),
      "60000",
      "接收定单的端口,协议建议 60000–60999。",
      "The port that orders come to; the protocol recommends 60000–60999.",
    ),
    readTimeout: defaulted(
      duration("100ms", "10m"),
      "10s",
      "连接后多久必须收完一个定单,过时断开。",
      "How long a server may take to send its order before it is disconnected.",
    ),
    packetLimit: defaulted(
      size("1KiB", "1MiB"),
      "16KiB",
      "一个定单报文最大多少,超过即断开。",
      "How large an order's packet may be before the server is disconnected.",
    ),
    maxConnections: defaulted(
      integer(1, 65536),
      "1024",
      "同时最多多少个连接,超过的不接。",
      "How many connections may be open at once; more are refused.",
    ),
    maxWaiting: defaulted(
      integer(1, 10_000_000),
      "100000",
      "最多多少个定单未出结果,超过的新定单答 3,不入库。",
      "How many orders may be without a result; above it new ones are answered 3 and not stored.",
    ),
  },
  (values): ListenConfig => ({
    host: values.host,
    port: values.port,
    readTimeoutMs: values.readTimeout,
    packetBytesMax: values.packetLimit,
    connectionsMax: values.maxConnections,
    waitingMax: values.maxWaiting,
  }),
  ({ port }, path, reading) => {
    const { min, max } = RECOMMENDED_PORTS;
    if (!(port < min || port > max)) return;
    reading.warn(
      keyPath(path, "port"),
      { zh: "不在协议建议的范围", en: "outside the range that the protocol recommends" },
      {
        expected: { zh: ` ${min}–${max}`, en: `${min}–${max}` },
        found: { zh: ` ${port}`, en: `${port}` },
      },
    );
  },
);
