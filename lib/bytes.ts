/**
 * Bytes put together, and compared.
 *
 * @module
 */

/** All pieces in one, in their order. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Whether a value of unknown kind is these bytes. */
export function isSameBytes(value: unknown, bytes: Uint8Array): boolean {
  return value instanceof Uint8Array && value.length === bytes.length &&
    value.every((byte, at) => byte === bytes[at]);
}
