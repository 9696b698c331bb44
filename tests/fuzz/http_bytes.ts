/**
 * HTTP answers as bytes, framed rightly and wrongly, and what a reader that sees all of them at once makes of them.
 *
 * @module
 */
import { joined } from "../../lib/bytes.ts";
import type { Chance } from "../support/world/chance.ts";
import { mutateBytes, mutateMembers } from "./mutate.ts";

const latin = (text: string) => Uint8Array.from(text, (unit) => unit.charCodeAt(0) & 0xff);

const ODD_VALUES = [
  "",
  "0",
  "-1",
  "5",
  "00010",
  "99999999999999999999",
  "4294967297",
  "1, 1",
  "chunked",
  "gzip",
  "identity, chunked",
  "text/html",
  "\u0000",
  "a".repeat(20_000),
] as const;
const STATUS_LINES = [
  "HTTP/1.0 200",
  "HTTP/1.1 201 Created",
  "HTTP/1.1 204 No Content",
  "HTTP/1.1 302 Found",
  "HTTP/1.1 500 Internal Server Error",
  "HTTP/1.1 101 Switching Protocols",
  "HTTP/2 200 OK",
  "HTTP/1.1 2000 OK",
  "HTTP/1.1  200 OK",
  "ICY 200 OK",
  "",
] as const;

/** An answer with a body as a supplier sends it, or nearly. */
export function answerBytes(body: Uint8Array, contentType: string, chance: Chance): Uint8Array {
  const isChunked = chance.hit(0.3);
  const length = chance.hit(0.05) ? body.length + chance.between(-3, 3) : body.length;
  let headers: (readonly [string, string])[] = [
    ["Content-Type", contentType],
    ["Date", "Thu, 26 Nov 2026 01:00:00 GMT"],
  ];
  if (isChunked) headers.push(["Transfer-Encoding", "chunked"]);
  else if (chance.hit(0.8)) headers.push(["Content-Length", `${length}`]);
  if (chance.hit(0.1)) headers = mutateMembers(headers, chance, () => chance.pick(ODD_VALUES));
  const line = chance.hit(0.05) ? chance.pick(STATUS_LINES) : "HTTP/1.1 200 OK";
  const end = chance.hit(0.05) ? "\n" : "\r\n";
  const head = [line, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""].join(end);
  const before = chance.hit(0.05)
    ? latin("HTTP/1.1 100 Continue\r\n\r\n".repeat(chance.between(1, 6)))
    : latin("");
  const sent = isChunked ? chunks(body, chance) : body;
  const whole = joined([before, latin(head), sent]);
  return chance.hit(0.05) ? mutateBytes(whole, chance) : whole;
}

function chunks(body: Uint8Array, chance: Chance): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < body.length;) {
    const piece = body.subarray(at, at + chance.between(1, chance.pick([3, 50, 5000])));
    const size = (piece.length + (chance.hit(0.01) ? 1 : 0)).toString(16);
    pieces.push(latin(`${size}${chance.pick(["", "", ";a=b", " "])}\r\n`), piece, latin("\r\n"));
    at += piece.length;
  }
  pieces.push(latin(chance.hit(0.95) ? "0\r\n\r\n" : "0\r\n"));
  return joined(pieces);
}

/** What a whole answer says; `null` where it is none. */
export function wholeAnswer(bytes: Uint8Array): { status: number; body: Uint8Array } | null {
  const text = binary(bytes);
  const units = (part: string) => bytes.subarray(text.length - part.length);
  let rest = text;
  for (let nth = 0; nth < 5; nth++) {
    const head = /^(?:.*\r?\n)+?\r?\n/.exec(rest)?.[0];
    const status = Number(/^HTTP\/1\.[01] (\d{3})[ \r\n]/.exec(head ?? "")?.[1]);
    if (head === undefined || !(status >= 100) || status === 101) return null;
    rest = rest.slice(head.length);
    if (status < 200) continue;
    const values = (name: string) =>
      [...head.matchAll(new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, "gim"))].map(([, v = ""]) =>
        v
      );
    if (status === 204 || status === 304) return { status, body: new Uint8Array(0) };
    const codings = values("transfer-encoding"),
      lengths = new Set(values("content-length").flatMap((v) => v.split(/\s*,\s*/)));
    if (codings.length > 0) {
      const body = codings.join().toLowerCase() === "chunked" && lengths.size === 0
        ? unchunked(rest)
        : null;
      return body === null
        ? null
        : { status, body: Uint8Array.from(body, (unit) => unit.charCodeAt(0)) };
    }
    if (lengths.size === 0) return { status, body: units(rest) };
    const [length = ""] = lengths;
    if (lengths.size > 1 || !/^\d{1,15}$/.test(length) || Number(length) > rest.length) return null;
    return { status, body: units(rest).subarray(0, Number(length)) };
  }
  return null;
}

/** A unit a byte; the platform's "latin1" is Windows' own. */
export function binary(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function unchunked(text: string): string | null {
  let body = "";
  for (let rest = text;;) {
    const [line, size] = /^([\da-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n/i.exec(rest) ?? [];
    if (line === undefined || size === undefined) return null;
    const length = parseInt(size, 16);
    rest = rest.slice(line.length);
    if (length === 0) return /^(?:[^\n]+\n)*\r?\n/.test(rest) ? body : null;
    const end = /^\r?\n/.exec(rest.slice(length))?.[0];
    if (rest.length < length || end === undefined) return null;
    body += rest.slice(0, length);
    rest = rest.slice(length + end.length);
  }
}
