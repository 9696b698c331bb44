/**
 * What `czdock try` shows: a request to the byte, and what was made of its answer.
 *
 * @module
 */
import { decodeText } from "../expression/charset.ts";
import type { Outcome } from "../execution/channel.ts";
import type { BuiltRequest } from "../execution/channels/http/build_request.ts";
import type { RequestEnd } from "../execution/channels/http/send_request.ts";
import type { Judgement } from "../execution/channels/http/judge.ts";
import type { Charset } from "../http_config.ts";
import { formatMoney } from "../money.ts";

/** Bytes of a body that are shown as hex, at most. */
const HEX_BYTES_MAX = 1024;
const HEX_BYTES_A_LINE = 32;

/** The request as it would go out. @param mask hides secrets; does nothing where they are to be shown */
export function requestLines(
  request: BuiltRequest,
  charset: Charset,
  mask: (text: string) => string,
): string[] {
  const { wire: { target }, headers, body, method, url } = request;
  const { pathname, search } = new URL(url);
  const over = target.tls === null ? "TCP" : "TLS";
  const text = decodeText(body, charset) ?? "";
  const masked = mask(text);
  return [
    `→ ${target.hostname}:${target.port} ${over}`,
    mask(`${method} ${pathname}${search} HTTP/1.1`),
    ...headers.map(([name, value]) => mask(`${name}: ${value}`)),
    ...(body.length === 0 ? [] : ["", ...shown(masked)]),
    ...(charset === "utf-8" || body.length === 0 ? [] : masked === text ? hexLines(body) : HIDDEN),
    "",
    "编码之前 before encoding:",
    ...shown(mask(request.plain)).map((line) => `  ${line}`),
  ];
}

/** What stands in the place of bytes that hold a secret. */
const HIDDEN: readonly string[] = [
  "",
  "正文的字节里有密钥,加 --show-secrets 才显示 its bytes hold a secret: --show-secrets",
];

function hexLines(body: Uint8Array): string[] {
  const lines = ["", `正文 ${body.length} 字节 bytes:`];
  for (let at = 0; at < Math.min(body.length, HEX_BYTES_MAX); at += HEX_BYTES_A_LINE) {
    const bytes = [...body.subarray(at, at + HEX_BYTES_A_LINE)];
    lines.push(`  ${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}`);
  }
  return body.length > HEX_BYTES_MAX ? [...lines, "  …"] : lines;
}

/** What came back. */
export function answerLines(
  end: RequestEnd,
  charset: Charset,
  tookMs: number,
  mask: (text: string) => string,
): string[] {
  if (end.kind === "notSent") return [`✗ 没有发出 nothing was sent: ${end.reason}`];
  if (end.kind === "noAnswer") {
    return [`✗ 已发出,没有完整的应答 sent, but no whole answer: ${end.reason}`];
  }
  const { status, headers, body } = end.answer;
  const type = headers.get("content-type") ?? "?";
  const text = decodeText(body, charset);
  return [
    `← HTTP ${status}, ${body.length} 字节 bytes, ${tookMs} ms, ${type}`,
    ...(text === null ? [`不是 ${charset} not ${charset}`, ...hexLines(body)] : shown(mask(text))),
  ];
}

/** What was made of an answer. */
export function judgementLines({ outcome, matches, failures }: Judgement): string[] {
  return [
    ...matches.map(({ list, expression }) => `${list}: ${expression}`),
    ...failures.map((failure) => `  算不出 cannot be evaluated: ${failure}`),
    ...outcomeLines(outcome),
  ];
}

/** An outcome, in words. */
export function outcomeLines(outcome: Outcome): string[] {
  const details = "details" in outcome ? Object.entries(outcome.details) : [];
  return [
    `⇒ ${outcome.kind}${"reason" in outcome ? `: ${outcome.reason}` : ""}`,
    ...details.map(([name, value]) =>
      `  ${name}: ${typeof value === "bigint" ? formatMoney(value) : value}`
    ),
    ...(outcome.supplierRef === undefined ? [] : [`  supplierRef: ${outcome.supplierRef}`]),
  ];
}

/** What came from the network must not steer the terminal it is shown on. */
function shown(text: string): string[] {
  return text.split(/\r?\n/).map((line) =>
    line.replaceAll(
      /\p{Cc}/gu,
      (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`,
    )
  );
}
