/**
 * Addresses and CIDR ranges, IPv4 and IPv6. An IPv4-mapped IPv6 address is the IPv4 address: a listener on `::` sees
 * IPv4 peers that way (NOTES, part "Receiving", 5).
 *
 * @module
 */

/** A range of addresses; a single one is a range of one. */
export interface AddressRange {
  readonly family: 4 | 6;
  /** The first and the last address. */
  readonly first: bigint;
  readonly last: bigint;
  /** As czdock writes it: `192.168.1.0/24`, `::1`. */
  readonly text: string;
  /** Whether bits were set behind the prefix, as in `192.168.1.7/24`. */
  readonly hostBits: boolean;
}

const BITS = { 4: 32, 6: 128 } as const;
/** The high 96 bits of every IPv4-mapped address. */
const MAPPED = 0xffffn;

/** Reads `10.0.0.1`, `10.0.0.0/8`, `::1`, `2001:db8::/32`; `undefined` where the text is none of these. */
export function parseRange(text: string): AddressRange | undefined {
  const [, host = "", prefixText] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(host);
  if (address === undefined) return undefined;
  const mapped = address.family === 6 && address.bits >> 32n === MAPPED;
  const prefix = Number(prefixText ?? BITS[address.family]);
  if (prefix > BITS[address.family]) return undefined;
  return mapped && prefix >= 96
    ? range(4, address.bits & 0xffffffffn, prefix - 96)
    : range(address.family, address.bits, prefix);
}

function range(family: 4 | 6, bits: bigint, prefix: number): AddressRange {
  const rest = BigInt(BITS[family] - prefix);
  const first = (bits >> rest) << rest;
  const last = first + (1n << rest) - 1n;
  const text = format(family, first) + (rest === 0n ? "" : `/${prefix}`);
  return { family, first, last, text, hostBits: first !== bits };
}

/** Whether two ranges share an address. */
export function overlap(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

function parseAddress(text: string): { family: 4 | 6; bits: bigint } | undefined {
  const bits4 = parseIpv4(text);
  if (bits4 !== undefined) return { family: 4, bits: bits4 };
  const bits6 = parseIpv6(text);
  return bits6 === undefined ? undefined : { family: 6, bits: bits6 };
}

function parseIpv4(text: string): bigint | undefined {
  // A leading zero is octal to some and decimal to others, so it is no address.
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const bytes = text.split(".").map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((bits, byte) => bits << 8n | BigInt(byte), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const tail = /^(.*:)([^:]*\.[^:]*)$/.exec(text);
  if (tail !== null) {
    const low = parseIpv4(tail[2] ?? "");
    if (low === undefined) return undefined;
    return parseIpv6(`${tail[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  }
  const halves = text.split("::").map((half) => half === "" ? [] : half.split(":"));
  const [before = [], after = []] = halves;
  if (halves.length > 2 || ![...before, ...after].every((group) => /^[\da-f]{1,4}$/i.test(group))) {
    return undefined;
  }
  const missing = 8 - before.length - after.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return groups.reduce((bits, group) => bits << 16n | BigInt(`0x${group}`), 0n);
}

function format(family: 4 | 6, bits: bigint): string {
  const [count, size, radix] = family === 4 ? [4, 8n, 10] : [8, 16n, 16];
  const parts = Array.from({ length: count }, (_, index) => {
    const shift = BigInt(count - 1 - index) * size;
    return (bits >> shift & ((1n << size) - 1n)).toString(radix);
  });
  if (family === 4) return parts.join(".");
  // The longest run of zeros becomes "::", as RFC 5952 has it; one zero alone stays.
  const text = parts.join(":");
  const runs = text.match(/\b0(?::0)+\b/g) ?? [];
  const longest = runs.reduce((best, run) => run.length > best.length ? run : best, "");
  if (longest === "") return text;
  return text.replace(new RegExp(`(?:^|:)\\b${longest}\\b(?::|$)`), "::");
}
