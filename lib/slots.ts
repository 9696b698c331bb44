/**
 * So many pieces of work at a time.
 *
 * @module
 */

/** Slots for work that runs side by side; what finds none free waits in the order it came. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** @param slots 1 or more */
  constructor(private readonly slots: number) {}

  /** How many wait for a slot. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Does the work once there is a slot for it. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken < this.slots) this.#taken++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits takes this slot over.
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken--;
      else next();
    }
  }
}
