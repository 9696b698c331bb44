/**
 * Answers that are not what the supplier's documents say.
 *
 * @module
 */
import { fromGbk, toGbk } from "./gbk_text.ts";
import type { Reply } from "./http_server.ts";
import type { Twist } from "./plan.ts";

/** Bytes of an answer that is far too long. */
export const HUGE_BYTES = 8 * 1024 * 1024;

const PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";
const encoder = new TextEncoder();

/** The reply as it goes out. */
export function twisted(reply: Reply, twist: Twist, path: string, charset: "utf-8" | "gbk"): Reply {
  switch (twist) {
    case "empty":
      return { ...reply, body: new Uint8Array(0) };
    case "garbage":
      // The half of an answer, as a proxy leaves it.
      return { ...reply, body: reply.body.slice(0, reply.body.length * 0.6) };
    case "badGateway":
      return { status: 502, contentType: "text/html", body: encoder.encode(PAGE) };
    case "redirect":
      // Whoever follows it submits a second time.
      return { ...reply, status: 307, body: new Uint8Array(0), location: path };
    case "huge":
      return { ...reply, body: padded(reply.body) };
    case "wrongCharset":
      return { ...reply, body: inOtherCharset(reply.body, charset) };
    default:
      return reply;
  }
}

/** The same answer behind a great many spaces. */
function padded(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HUGE_BYTES).fill(0x20);
  bytes.set(body, bytes.length - body.length);
  return bytes;
}

function inOtherCharset(body: Uint8Array, charset: "utf-8" | "gbk"): Uint8Array {
  return charset === "gbk" ? encoder.encode(fromGbk(body)) : toGbk(new TextDecoder().decode(body));
}
