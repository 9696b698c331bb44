/**
 * Things by when they are due: a binary heap, and a map to know what is in it.
 *
 * @module
 */

interface Item {
  readonly key: string;
  readonly dueAtMs: number;
  /** Ties go to the one that was added first. */
  readonly added: number;
}

/** Keys with instants; the earliest comes first. */
export class DueQueue {
  #heap: Item[] = [];
  readonly #items = new Map<string, Item>();
  #added = 0;

  /** How many keys are in it. */
  get size(): number {
    return this.#items.size;
  }

  /** Adds a key, or changes when it is due. */
  set(key: string, dueAtMs: number): void {
    const item = { key, dueAtMs, added: this.#added++ };
    this.#items.set(key, item);
    this.#heap.push(item);
    this.#up(this.#heap.length - 1);
    // Changed keys leave their old item in the heap; it is dropped when it comes up, or here when they are many.
    if (this.#heap.length > 2 * this.#items.size + 64) this.#rebuild([...this.#items.values()]);
  }

  /** Takes a key out, if it is in. */
  delete(key: string): void {
    this.#items.delete(key);
  }

  /** The earliest key, left in; `null` when there is none. */
  first(): { readonly key: string; readonly dueAtMs: number } | null {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined) return null;
      if (this.#items.get(top.key) === top) return top;
      this.#dropTop();
    }
  }

  /** Makes everything that is due later due at `atMs`, in the order it was due. */
  hasten(atMs: number): void {
    const items = [...this.#items.values()].sort(compare);
    this.#items.clear();
    const hastened = items.map((item, added) => ({
      key: item.key,
      dueAtMs: Math.min(item.dueAtMs, atMs),
      added,
    }));
    for (const item of hastened) this.#items.set(item.key, item);
    this.#added = hastened.length;
    this.#rebuild(hastened);
  }

  #rebuild(items: Item[]): void {
    // A sorted array is a heap.
    this.#heap = items.sort(compare);
  }

  #dropTop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down();
  }

  #up(at: number): void {
    const heap = this.#heap;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(heap, at, parent)) return;
      at = parent;
    }
  }

  #down(): void {
    const heap = this.#heap;
    for (let at = 0;;) {
      const left = 2 * at + 1, right = left + 1;
      const smaller = right < heap.length && before(heap, right, left) ? right : left;
      if (smaller >= heap.length || !this.#swapIfBefore(heap, smaller, at)) return;
      at = smaller;
    }
  }

  #swapIfBefore(heap: Item[], child: number, parent: number): boolean {
    if (!before(heap, child, parent)) return false;
    const item = heap[child] as Item;
    heap[child] = heap[parent] as Item;
    heap[parent] = item;
    return true;
  }
}

function before(heap: readonly Item[], a: number, b: number): boolean {
  return compare(heap[a] as Item, heap[b] as Item) < 0;
}

function compare(a: Item, b: Item): number {
  return a.dueAtMs - b.dueAtMs || a.added - b.added;
}
