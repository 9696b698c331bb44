/**
 * `servers:`, who may send orders, and where their results go.
 *
 * @module
 */
import type { ServerConfig } from "../config.ts";
import type { AddressRange } from "./address.ts";
import { list, oneOrMany } from "./collection.ts";
import { firstOverlap } from "./overlap.ts";
import { integer } from "./number_kinds.ts";
import { itemPath, keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";
import { record } from "./record.ts";
import { defaulted, type Kind, optional, required } from "./schema.ts";
import { addressRange, host, name, secretText } from "./text_kinds.ts";
import { checkUnique } from "./unique.ts";

/** Servers, and addresses of one server, at most. */
export const SERVERS_MAX = 256;
/** See {@linkcode SERVERS_MAX}. */
const ADDRESSES_MAX = 256;
/** Keys shorter than this are warned of. */
const MD5KEY_CHARACTERS_SAFE = 8;

const callback = record(
  {
    host: optional(
      host,
      "回调发往的地址;不写则为定单的来源地址。",
      "Where callbacks go; when left out, to the address that the order came from.",
    ),
    port: defaulted(
      integer(1, 65535),
      "50899",
      "回调发往的端口。",
      "The port that callbacks go to.",
    ),
  },
  (values) => ({ host: values.host ?? null, port: values.port }),
);

interface ReadServer extends Omit<ServerConfig, "addresses"> {
  readonly ranges: readonly (AddressRange | null)[];
}

const server = record(
  {
    name: required(
      name,
      "服务器的名字,与定单一起保存,用后勿改。",
      "The server's name; it is stored with every order, so do not change it later.",
    ),
    addresses: required(
      oneOrMany(addressRange, { min: 1, max: ADDRESSES_MAX }, warnOfWideRanges),
      "服务器的地址或 CIDR 网段,其他来源一律断开。",
      "The server's addresses or CIDR ranges; any other peer is disconnected.",
    ),
    md5key: required(
      secretText(1, 128),
      "与服务器约定的签名密钥。",
      "The key that packets are signed with, as agreed with the server.",
    ),
    callback: defaulted(
      callback,
      "{}",
      "结果回调发往哪里。",
      "Where the results of orders are pushed to.",
    ),
  },
  ({ name, addresses, md5key, callback }): ReadServer => ({
    name,
    ranges: addresses,
    md5key,
    callback,
  }),
  ({ md5key }, path, reading) => {
    const { length } = [...md5key];
    if (length === 0 || length >= MD5KEY_CHARACTERS_SAFE) return;
    reading.warn(keyPath(path, "md5key"), {
      zh: `密钥太短(${length} 个字符),容易被猜出`,
      en: `the key is short (${length} characters) and easily guessed`,
    });
  },
);

const readServers = list(server, { min: 1, max: SERVERS_MAX }, (servers, path, reading) => {
  checkUnique(servers, ({ name }) => name, { path, key: "name" }, reading);
  refuseSharedAddresses(servers, path, reading);
});

/** The section `servers`. */
export const servers: Kind<readonly ServerConfig[]> = {
  meta: readServers.meta,
  standIn: () => [],
  read: (node, path, reading) =>
    readServers.read(node, path, reading).map(({ ranges, ...rest }) => ({
      ...rest,
      addresses: ranges.flatMap((range) => range === null ? [] : [range.text]),
    })),
};

function warnOfWideRanges(
  ranges: readonly (AddressRange | null)[],
  path: string,
  reading: Reading,
): void {
  ranges.forEach((range, index) => {
    const at = reading.itemPath(path, index);
    if (range?.hostBits) {
      const { text } = range;
      reading.warn(at, {
        zh: `前缀之后还有位,按 ${text} 处理`,
        en: `bits are set behind the prefix; it is taken as ${text}`,
      });
    }
    if (range?.text.endsWith("/0")) {
      reading.warn(at, { zh: "任何地址都可发定单", en: "every address may send orders" });
    }
  });
}

/** An order's sender is told by its address alone, so no address may be two servers'. */
function refuseSharedAddresses(
  servers: readonly ReadServer[],
  path: string,
  reading: Reading,
): void {
  const ranges = servers.flatMap((server, owner) =>
    server.ranges.flatMap((range, index) => {
      const at = reading.itemPath(keyPath(itemPath(path, owner), "addresses"), index);
      return range === null ? [] : [{ range, owner, at }];
    })
  );
  for (const { earlier, later } of firstOverlap(ranges)) {
    const other = `${earlier.range.text} (${earlier.at})`;
    reading.fault(later.at, {
      zh: `与另一服务器的地址重叠:${other}`,
      en: `overlaps with another server's address ${other}`,
    });
  }
}
