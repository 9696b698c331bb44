/**
 * One push: connect, write the callback, read until the server says `OK` or the deadline.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { errorText } from "../log.ts";
import type { Conn, Connect, Target } from "../net.ts";
import { closeQuietly, writeAll } from "../net.ts";
import { isOk } from "../protocol/callback.ts";
import { decodeGbkLeniently } from "../protocol/gbk.ts";

/** What a push came to. */
export type Pushed =
  | { readonly kind: "ok" }
  /** The server said something else, kept as it came. */
  | { readonly kind: "answered"; readonly text: string }
  /** Not a byte came back: refused, reset, hanging, or closed in silence. */
  | { readonly kind: "silent"; readonly reason: string };

/** Bytes of an answer that are read; `OK` needs two. */
export const ANSWER_BYTES_MAX = 512;

/** Pushes one callback. Never rejects. */
export type Push = (target: Target, callback: Uint8Array) => Promise<Pushed>;

/** Makes a {@linkcode Push} that ends after `timeoutMs` at the latest. */
export function makePush(connect: Connect, clock: Clock, timeoutMs: number): Push {
  return async (target, callback) => {
    const giveUp = new AbortController();
    let conn: Conn | null = null;
    const cancel = clock.after(timeoutMs, () => {
      giveUp.abort();
      closeQuietly(conn);
    });
    let text = "";
    let bytes = 0;
    try {
      conn = await connect(target, giveUp.signal);
      if (giveUp.signal.aborted) return { kind: "silent", reason: timeoutText(timeoutMs) };
      await writeAll(conn, callback);
      // The side we write on stays open: some servers take its end for a broken connection.
      const buffer = new Uint8Array(ANSWER_BYTES_MAX);
      while (bytes < ANSWER_BYTES_MAX) {
        const read = await conn.read(buffer.subarray(bytes));
        if (read === null) break;
        bytes += read;
        text = decodeGbkLeniently(buffer.subarray(0, bytes));
        if (isOk(text)) return { kind: "ok" };
      }
      return bytes === 0
        ? { kind: "silent", reason: "连接被关闭,无应答 closed without an answer" }
        : { kind: "answered", text };
    } catch (error) {
      if (bytes > 0) return { kind: "answered", text };
      const reason = giveUp.signal.aborted ? timeoutText(timeoutMs) : errorText(error);
      return { kind: "silent", reason };
    } finally {
      cancel();
      closeQuietly(conn);
    }
  };
}

function timeoutText(timeoutMs: number): string {
  return `${timeoutMs} ms 内无应答 no answer in time`;
}
