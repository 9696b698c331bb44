/**
 * Buffers that connections read into, used again: a new one for every short connection would cost more than its packet.
 *
 * @module
 */

/** Bytes read at a time. An order packet has about 600. */
const READ_BYTES = 4096;
/** Buffers kept for the next connections. */
export const SPARE_BUFFERS_MAX = 256;

/** Lends buffers. */
export class ReadBuffers {
  readonly #spare: Uint8Array[] = [];

  /** A buffer of {@linkcode READ_BYTES}, with whatever the last connection left in it. */
  take(): Uint8Array {
    return this.#spare.pop() ?? new Uint8Array(READ_BYTES);
  }

  /** Gives a buffer back once no read into it is under way. */
  give(buffer: Uint8Array): void {
    if (this.#spare.length < SPARE_BUFFERS_MAX) this.#spare.push(buffer);
  }
}
