/**
 * One HTTP request on a connection of its own.
 *
 * `fetch` can't be used for this. It takes a connection from a pool and sends the request again by itself when a pooled one
 * turns out to be closed, which may execute an order twice; and what it throws does not say whether any byte went out. Here
 * each request has its own connection, is written at most once, and nothing is written before the connection (with TLS: the
 * handshake and the check of the certificate) is there. So whatever fails before the first write proves that the supplier
 * was never asked, and whatever fails after it proves nothing.
 *
 * @module
 */
import type { Clock } from "../../../clock.ts";
import { errorText } from "../../../log.ts";
import type { Conn, Dial, DialTarget } from "../../../net.ts";
import { closeQuietly, writeAll } from "../../../net.ts";
import { AnswerReader, type HttpAnswer } from "./answer_reader.ts";

/** A request, as bytes. */
export interface WireRequest {
  readonly target: DialTarget;
  /** Head and body. */
  readonly bytes: Uint8Array;
  readonly timeoutMs: number;
}

/** How a request ended. */
export type RequestEnd =
  /** Not one byte of it was sent. */
  | { readonly kind: "notSent"; readonly reason: string }
  /** It was sent, in part or whole, and no whole answer came. */
  | { readonly kind: "noAnswer"; readonly reason: string }
  | { readonly kind: "answered"; readonly answer: HttpAnswer };

/** Makes a request. Never rejects. */
export type SendRequest = (request: WireRequest) => Promise<RequestEnd>;

/** Makes requests over a network. */
export function requestSender(dial: Dial, clock: Clock): SendRequest {
  return async ({ target, bytes, timeoutMs }) => {
    const abort = new AbortController();
    let conn: Conn | null = null;
    let isSent = false;
    let isLate = false;
    const cancel = clock.after(timeoutMs, () => {
      isLate = true;
      abort.abort();
      closeQuietly(conn);
    });
    try {
      conn = await dial(target, abort.signal);
      if (isLate) throw new Error("connected too late");
      isSent = true;
      await writeAll(conn, bytes);
      return { kind: "answered", answer: await new AnswerReader(conn).read() };
    } catch (error) {
      const reason = isLate ? `超时 timed out (${timeoutMs} ms)` : errorText(error);
      return { kind: isSent ? "noAnswer" : "notSent", reason };
    } finally {
      cancel();
      closeQuietly(conn);
    }
  };
}
