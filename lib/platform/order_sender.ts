/**
 * Sends one order as a server does: a short connection, the packet, the ack read to its end.
 *
 * Protocol, part two: "通信方式: socket短连接"; part three: "接收定单后,应立即同步返回一个应答".
 * @module
 */
import type { Clock } from "../clock.ts";
import { errorText } from "../log.ts";
import type { Conn, Connect, Target } from "../net.ts";
import { closeQuietly, writeAll } from "../net.ts";
import { type ReadAck, readAck } from "../protocol/ack.ts";

/** How long an order's connection may take from its begin to the end of the ack, in milliseconds. */
export const SEND_TIMEOUT_MS = 15_000;
/** Bytes of an answer that are read at most; an ack of the protocol needs a fifth of it. */
const ACK_BYTES_MAX = 4096;

/** An ack that could be read. */
export type Ack = Extract<ReadAck, { kind: "ack" }>;

/** Why no ack came. */
export type NoAck = "refused" | "reset" | "closed" | "deadline" | "unreadable" | "stopped";

/** What became of sending. */
export type SendOutcome =
  | {
    readonly kind: "acked";
    readonly ack: Ack;
    /** How the connection ended after the ack: `closed` is right, `reset` could have destroyed it. */
    readonly ended: "closed" | "reset" | "deadline";
  }
  | { readonly kind: "unanswered"; readonly reason: NoAck; readonly detail: string };

/** What sending needs. */
export interface SenderDeps {
  /** Opens the connection to czdock. */
  readonly connect: Connect;
  /** The time, for the deadline. */
  readonly clock: Clock;
  /** Where czdock listens. */
  readonly target: Target;
  /** The key that the ack is verified with. */
  readonly md5key: string;
  /** From the connection's begin to the end of the ack, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts to give the sending up. */
  readonly signal: AbortSignal;
}

/** Sends a whole order packet and reads its ack. Failures of the connection are an outcome, not an exception. */
export async function sendOrder(deps: SenderDeps, packet: Uint8Array): Promise<SendOutcome> {
  const end = new AbortController();
  let over = false;
  const cancel = deps.clock.after(deps.timeoutMs, () => {
    over = true;
    end.abort();
  });
  const stop = () => end.abort();
  deps.signal.addEventListener("abort", stop);
  if (deps.signal.aborted) stop();
  const unanswered = (reason: NoAck, detail: string): SendOutcome => {
    if (over) return { kind: "unanswered", reason: "deadline", detail: `${deps.timeoutMs} ms` };
    return { kind: "unanswered", reason: end.signal.aborted ? "stopped" : reason, detail };
  };
  try {
    const conn = await deps.connect(deps.target, end.signal);
    const close = () => closeQuietly(conn);
    end.signal.addEventListener("abort", close);
    if (end.signal.aborted) close();
    try {
      const came = await converse(conn, packet);
      const ack = readAck(came.bytes, deps.md5key);
      if (ack.kind === "ack") {
        const ended = came.broken === null ? "closed" : over ? "deadline" : "reset";
        return { kind: "acked", ack, ended };
      }
      if (came.broken !== null) return unanswered("reset", came.broken);
      if (came.bytes.length === 0) return unanswered("closed", "no ack before the end");
      return unanswered("unreadable", `${ack.reason}: ${ack.text.slice(0, 200)}`);
    } finally {
      close();
    }
  } catch (thrown) {
    return unanswered("refused", errorText(thrown));
  } finally {
    cancel();
    deps.signal.removeEventListener("abort", stop);
  }
}

/** Writes the packet and reads until the peer's end; `broken` says how that failed, with what came until then. */
async function converse(
  conn: Conn,
  packet: Uint8Array,
): Promise<{ bytes: Uint8Array; broken: string | null }> {
  const bytes = new Uint8Array(ACK_BYTES_MAX);
  let length = 0;
  let broken: string | null = null;
  try {
    await writeAll(conn, packet);
  } catch (thrown) {
    // The peer may have answered and closed without reading us; its answer is still there to read.
    broken = errorText(thrown);
  }
  try {
    while (length < bytes.length) {
      const read = await conn.read(bytes.subarray(length));
      if (read === null) break;
      length += read;
    }
  } catch (thrown) {
    broken = errorText(thrown);
  }
  return { bytes: bytes.subarray(0, length), broken };
}
