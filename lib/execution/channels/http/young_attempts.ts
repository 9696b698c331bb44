/**
 * The attempts that this process has submitted a short while ago, by a clock that nobody sets. That a supplier does not find
 * an order proves something only after a time; a wall clock that is set forward meanwhile must not make it come sooner.
 *
 * @module
 */

/** Remembers attempts until they are old enough. */
export class YoungAttempts {
  /** When each was submitted, the oldest first. */
  readonly #submittedAtMs = new Map<string, number>();

  /** How long an attempt is young, in milliseconds. */
  youngMs = 0;

  /** @param monotonicMs milliseconds on a clock that nobody sets */
  constructor(private readonly monotonicMs: () => number) {}

  /** An attempt is submitted now. */
  add(reference: string): void {
    this.#forgetOld();
    this.#submittedAtMs.set(reference, this.monotonicMs());
  }

  /** Whether an attempt was submitted by this process, and less than that ago. */
  has(reference: string): boolean {
    this.#forgetOld();
    return this.#submittedAtMs.has(reference);
  }

  #forgetOld(): void {
    const youngestOldMs = this.monotonicMs() - this.youngMs;
    for (const [reference, atMs] of this.#submittedAtMs) {
      if (atMs > youngestOldMs) return;
      this.#submittedAtMs.delete(reference);
    }
  }
}
