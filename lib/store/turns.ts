/**
 * The changes of an order, one after the other.
 *
 * @module
 */

/** Has the changes of each order run one after the other, wherever the order stands. */
export class Turns {
  readonly #turns = new Map<string, Promise<void>>();

  /** Runs `work` once the changes of the order with that `idText` that came before are through. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (let before = this.#turns.get(key); before; before = this.#turns.get(key)) await before;
    const turn = work();
    // Whoever waits for this turn waits for its end, not for its outcome.
    this.#turns.set(key, turn.then(() => {}, () => {}));
    try {
      return await turn;
    } finally {
      this.#turns.delete(key);
    }
  }
}
