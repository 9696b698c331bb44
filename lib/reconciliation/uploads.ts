/**
 * The statements that were uploaded and are being looked at, in memory: a few of them, for a while.
 *
 * @module
 */
import type { Clock } from "../clock.ts";

/** Statements that are kept; one more drops the oldest. */
export const UPLOADS_MAX = 8;
/** How long a statement is kept, in milliseconds. */
export const UPLOAD_MS_MAX = 3_600_000;

/** A statement that was uploaded. */
export interface Upload {
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/** Keeps uploads. Who knows the id of one may see it. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();

  /** @param newId makes an id that nobody can guess */
  constructor(private readonly clock: Clock, private readonly newId: () => string) {}

  /** Keeps a statement. @returns its id */
  keep(bytes: Uint8Array): string {
    const id = this.newId();
    this.#uploads.set(id, { bytes, atMs: this.clock.nowMs() });
    for (const oldest of this.#uploads.keys()) {
      if (this.#uploads.size <= UPLOADS_MAX) break;
      this.#uploads.delete(oldest);
    }
    return id;
  }

  /** A statement; `null` for one that is not kept any more. */
  get(id: string): Upload | null {
    const upload = this.#uploads.get(id);
    if (upload === undefined) return null;
    if (this.clock.nowMs() - upload.atMs <= UPLOAD_MS_MAX) return upload;
    this.#uploads.delete(id);
    return null;
  }
}
