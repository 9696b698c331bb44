/**
 * A host: an address or a host name, and what is known of where it leads.
 *
 * @module
 */
import { parseRange } from "./address.ts";

const HOST_NAME_CHARACTERS_MAX = 253;
const HOST_NAME =
  /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)*[a-z](?:[a-z\d-]{0,61}[a-z\d])?\.?$/i;

/** The host, addresses in their usual writing; `undefined` where the text is neither an address nor a host name. */
export function parseHost(text: string): string | undefined {
  if (text.includes("/")) return undefined;
  const address = parseRange(text);
  if (address !== undefined) return address.text;
  // The last part begins with a letter, or 300.1.2.3 would pass for a name.
  return text.length <= HOST_NAME_CHARACTERS_MAX && HOST_NAME.test(text) ? text : undefined;
}

/** Whether listeners on two hosts, at the same port, get in each other's way. Names other than `localhost` are not looked up. */
export function hostsCollide(a: string, b: string): boolean {
  const [one, other] = [listened(a), listened(b)];
  // "::" takes IPv4 too on most systems.
  return one.some((host) => host === "::" || other.includes(host)) || other.includes("::") ||
    one.includes("0.0.0.0") && other.some(isIpv4OrName) ||
    other.includes("0.0.0.0") && one.some(isIpv4OrName);
}

function listened(host: string): readonly string[] {
  return host.toLowerCase() === "localhost" ? ["127.0.0.1", "::1"] : [host.toLowerCase()];
}

function isIpv4OrName(host: string): boolean {
  return parseRange(host)?.family !== 6;
}
