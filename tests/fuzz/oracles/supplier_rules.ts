/**
 * What the three examples' descriptions call a clear answer, written down a second time, over what other readers make of
 * the bytes.
 *
 * @module
 */
import type { ChannelName } from "../../suppliers/channels.ts";
import { hashedText, parseWithSources } from "./signature.ts";

/** What a supplier was asked. */
export type Op = "submit" | "query";

/** The kinds that an answer's body may lead to. Whatever is not among them must be `unknown`. */
export function allowedKinds(
  name: ChannelName,
  op: Op,
  body: Uint8Array,
  reference: string,
): ReadonlySet<string> {
  return new Set(name === "games" ? ofXml(body, op, reference) : ofJson(name, op, body, reference));
}

const kinds = { shop: shopKinds, market: marketKinds } as const;

function ofJson(name: "shop" | "market", op: Op, body: Uint8Array, reference: string): string[] {
  let answer: unknown;
  try {
    answer = parseWithSources(new TextDecoder("utf-8", { fatal: true }).decode(body).trim());
  } catch {
    return [];
  }
  return kinds[name](op, answer, reference);
}

function shopKinds(op: Op, answer: unknown, _reference: string): string[] {
  const status = textAt(answer, "status"),
    recharge = textAt(at(answer, "result"), "rechargestatus");
  if (op === "query" && status === "1007") return ["notFound"];
  if (op === "submit" && /^100[123458]$/.test(status)) return ["untouched"];
  if (status !== "0") return [];
  return { "0": ["pending"], "1": ["succeeded"], "2": ["failed"] }[recharge] ?? [];
}

function marketKinds(op: Op, answer: unknown, reference: string): string[] {
  const errno = textAt(answer, "errno"), data = at(answer, "data");
  if (op === "submit") {
    if (errno === "0") return ["pending"];
    return ["400", "401", "402", "404", "405", "503"].includes(errno) ? ["untouched"] : [];
  }
  // An object without members has the size of an empty list.
  const size = typeof data === "object" && data !== null ? Object.keys(data).length : -1;
  if (errno === "0" && (size === 0 || data === "")) return ["notFound"];
  const line = at(data, "0");
  if (size !== 1 || textAt(line, "out_trade_num") !== reference) return [];
  const byState = { "0": ["pending"], "1": ["succeeded"], "2": ["failed"], "-1": ["failed"] };
  const state = textAt(line, "state");
  return state === "3" ? ["succeeded"] : byState[state as keyof typeof byState] ?? [];
}

function ofXml(body: Uint8Array, op: Op, reference: string): string[] {
  const text = plainXml(new TextDecoder("gbk").decode(body));
  const has = (name: string, value: string) =>
    new RegExp(`<${name}\\s*>${value}</${name}\\s*>`).test(text);
  const found: string[] = [];
  if (has("sporderid", reference)) {
    if (has("resultno", "1")) found.push("succeeded");
    if (has("resultno", "9")) found.push("failed");
    if (has("resultno", "[02]")) found.push("pending");
  }
  if (op === "submit" && has("resultno", "500[123458]")) found.push("untouched");
  if (op === "query" && has("resultno", "5007")) found.push("notFound");
  return found;
}

/** Without what XML has several ways to write. */
function plainXml(text: string): string {
  return text.replaceAll(/<!--.*?-->/gs, "")
    .replaceAll(/<!\[CDATA\[(.*?)\]\]>/gs, "$1")
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Math.min(0x10ffff, Number(code))))
    .replaceAll(
      /&#x([\da-f]+);/gi,
      (_, code) => String.fromCodePoint(Math.min(0x10ffff, parseInt(code, 16))),
    );
}

function at(value: unknown, name: string): unknown {
  const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return isObject ? Object(value)[name] : undefined;
}

/** The text of a text or a number; what no rule asks for where there is none. */
function textAt(value: unknown, name: string): string {
  const found = at(value, name);
  return found === null || found === undefined ? "nothing" : hashedText(found) ?? "nothing";
}
