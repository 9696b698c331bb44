/**
 * Chance that follows from a seed: the same seed, the same world.
 *
 * @module
 */

/** A stream of chance. */
export class Chance {
  #state: number;

  constructor(private readonly seed: number) {
    this.#state = mix(seed);
  }

  /** A stream of its own, by name: what one part of the world draws does not move another's. */
  fork(name: string): Chance {
    let hash = mix(this.seed ^ 0x9e3779b9);
    for (let at = 0; at < name.length; at++) hash = mix(hash ^ name.charCodeAt(at));
    return new Chance(hash);
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    return mix(this.#state) / 2 ** 32;
  }

  /** True in that share of the cases; draws nothing for a share of 0. */
  hit(share: number): boolean {
    return share > 0 && this.next() < share;
  }

  /** An integer of `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** One of some. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }

  /** One of the names, each as often as its weight says. */
  weigh<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries<number>(weights) as [Name, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    throw new TypeError("nothing has a weight");
  }
}

function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
