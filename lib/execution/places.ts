/**
 * So many at a time.
 *
 * @module
 */

/** Places for work that runs side by side; what finds none waits in the order it came. */
export class Places {
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(private readonly places: number) {}

  /** Does the work once there is a place for it. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken < this.places) this.#taken++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits takes this place over.
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken--;
      else next();
    }
  }
}
