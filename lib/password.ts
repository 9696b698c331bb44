/**
 * Passwords of people who sign in to the page, as scrypt hashes: `scrypt:N:r:p:SALT:HASH`, salt and hash in base64url.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { scrypt, timingSafeEqual } from "node:crypto";

/** Characters of a password, at least and at most. */
export const PASSWORD_CHARACTERS = { min: 8, max: 128 } as const;
/** How many characters a password has, as its typist counts them. */
export function passwordLength(password: string): number {
  return [...password].length;
}

/** Bytes of a salt. */
export const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** One hash takes about 32 MiB and 0.1 s: dear to whoever tries many. */
const COST = { N: 32_768, r: 8, p: 1 } as const;
/** What the dearest hash that {@linkcode PASSWORD_HASH} allows takes, in bytes, and room besides. */
const MEMORY_BYTES_MAX = 300 * 1024 * 1024;

/** What a hash looks like; its cost is bounded, for each attempt to sign in pays it. */
export const PASSWORD_HASH: RegExp =
  /^scrypt:(16384|32768|65536|131072):(8|16):([1-4]):([\w-]{22}):([\w-]{43})$/;

/**
 * Hashes a password.
 *
 * @param salt {@linkcode SALT_BYTES} random bytes
 */
export async function hashPassword(password: string, salt: Uint8Array): Promise<string> {
  const { N, r, p } = COST;
  const hash = await derive(password, salt, { N, r, p });
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
  return `scrypt:${N}:${r}:${p}:${text(salt)}:${text(hash)}`;
}

/**
 * Whether a password is the one that was hashed; takes as long whether or not it is.
 *
 * @throws {TypeError} the hash is none; the configuration was checked for that
 */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, N, r, p, salt = "", wanted = ""] = PASSWORD_HASH.exec(hash) ?? [];
  if (N === undefined) {
    throw new TypeError("a password hash is not of the form scrypt:N:r:p:SALT:HASH");
  }
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const found = await derive(password, Buffer.from(salt, "base64url"), cost);
  return timingSafeEqual(found, Buffer.from(wanted, "base64url"));
}

function derive(
  password: string,
  salt: Uint8Array,
  cost: { readonly N: number; readonly r: number; readonly p: number },
): Promise<Uint8Array> {
  // The same text typed on another keyboard may come in other code points.
  const text = password.normalize("NFKC");
  return new Promise((resolve, reject) =>
    scrypt(text, salt, HASH_BYTES, { ...cost, maxmem: MEMORY_BYTES_MAX }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    })
  );
}
