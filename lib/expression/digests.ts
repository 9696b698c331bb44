/**
 * Digests and signatures in expressions.
 *
 * @module
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Charset } from "../http_config.ts";
import { encodeText } from "./charset.ts";

/** The algorithms, by the names of their functions. */
export const DIGESTS = ["md5", "sha1", "sha256", "sha512"] as const;
/** One of {@linkcode DIGESTS}. */
export type Digest = typeof DIGESTS[number];

/** The digest in lower-case hex. @throws {RangeError} the charset lacks a character */
export function digest(algorithm: Digest, text: string, charset: Charset): string {
  return createHash(algorithm).update(encodeText(text, charset)).digest("hex");
}

/** The keyed digest in lower-case hex. @throws {RangeError} the charset lacks a character */
export function hmac(algorithm: Digest, key: string, text: string, charset: Charset): string {
  return createHmac(algorithm, encodeText(key, charset)).update(encodeText(text, charset))
    .digest("hex");
}

/** Whether two signatures are the same, in either case; how long it takes says nothing of where they differ. */
export function same(a: string, b: string): boolean {
  const bytesOf = (text: string) =>
    createHash("sha256").update(text.toLowerCase(), "utf8").digest();
  return timingSafeEqual(bytesOf(a), bytesOf(b));
}
