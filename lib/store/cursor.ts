/**
 * The cursor of a listing: the place of the last order of a page, as text that nobody needs to understand.
 *
 * @module
 */
import { QueryError } from "../order_query.ts";
import type { Place } from "./keys.ts";

/** Writes it. */
export function writeCursor({ receivedAtMs, server, chargeId }: Place): string {
  const text = JSON.stringify([receivedAtMs, server, chargeId]);
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Reads it. @throws {QueryError} it is none */
export function readCursor(cursor: string): Place {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    const [receivedAtMs, server, chargeId] = JSON.parse(new TextDecoder().decode(bytes));
    if (
      Number.isSafeInteger(receivedAtMs) && typeof server === "string" &&
      typeof chargeId === "string"
    ) return { receivedAtMs, server, chargeId };
  } catch {
    // Told below, like a cursor that reads but says nothing.
  }
  throw new QueryError("cursor", "cursor: 应为上一页返回的值 must be one that a page gave");
}
