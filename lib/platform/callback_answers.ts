/**
 * What the played server says at its callback port.
 *
 * Protocol, part four: "服务器接收到回调数据包后,会同步应答 OK".
 * @module
 */
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Conn } from "../net.ts";
import { writeAll } from "../net.ts";
import { encodeGbk } from "../protocol/gbk.ts";

/** Between the writes of a split `OK`, in milliseconds: long enough that they travel apart. */
const SPLIT_MS = 20;

/** The answer to a callback that is not believed or not known: it must not be taken for an `OK`. */
const REFUSAL = "REFUSED";

/** Answers that are not `OK`, however much some look like it. */
export const GARBAGE: readonly string[] = [
  "NO",
  "NOT OK",
  "OKAY",
  "O",
  "K",
  "0",
  "失败",
  '{"ok":false}',
  "HTTP/1.1 502 Bad Gateway\r\n\r\n<html>",
  "\u0000\u0000",
  "x".repeat(8192),
];

/** Answers `OK` and ends our side. */
export async function answerOk(conn: Conn): Promise<void> {
  await answer(conn, "OK");
}

/** Answers `OK` a letter at a time with white space around it, and ends our side. */
export async function answerSplitOk(conn: Conn, clock: Clock): Promise<void> {
  await writeAll(conn, encodeGbk(" \r\n"));
  await sleep(clock, SPLIT_MS);
  await writeAll(conn, encodeGbk("O"));
  await sleep(clock, SPLIT_MS);
  // One write with its line end: a peer that closes at the K must not have unread bytes, or it would reset.
  await answer(conn, "K\r\n");
}

/** Answers that the callback is refused, and ends our side. */
export async function answerRefusal(conn: Conn): Promise<void> {
  await answer(conn, REFUSAL);
}

/** Answers one of {@linkcode GARBAGE}, by any number, and ends our side. */
export async function answerGarbage(conn: Conn, which: number): Promise<void> {
  await answer(conn, GARBAGE[which % GARBAGE.length] ?? "NO");
}

async function answer(conn: Conn, text: string): Promise<void> {
  await writeAll(conn, encodeGbk(text));
  await conn.closeWrite();
}
