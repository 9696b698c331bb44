/**
 * The numbers that were answered 3, as long as it matters. A server that sends one order on two connections at once and
 * hears 3 on one of them may refund, so the other one must not have it executed: a number that is refused on a connection
 * is refused on all that were opened before the 3 was out. One that is opened later is a new try.
 *
 * A connection that still waits in the system's queue counts as opened when it is taken.
 *
 * @module
 */

/** What a connection drew when it was opened: the later, the higher. */
export type Ticket = number;

/** Remembers the refused numbers until every connection that they concern has ended; so their number is bounded by theirs. */
export class RefusedNumbers {
  #last: Ticket = 0;
  /** The open connections in the order they were opened, and the number that each is refusing. */
  readonly #open = new Map<Ticket, string | null>();
  /** How many connections have decided to refuse a number, and not said so yet. */
  readonly #refusing = new Map<string, number>();
  /** When each number's refusal was last said, in that order. */
  readonly #refused = new Map<string, Ticket>();

  /** Numbers that are remembered. */
  get size(): number {
    return this.#refusing.size + this.#refused.size;
  }

  /** A connection is opened. */
  open(): Ticket {
    this.#open.set(++this.#last, null);
    return this.#last;
  }

  /** Call with an order's `idText` before the last look whether it is stored: whoever stores it now is seen by that. */
  refuse(key: string, ticket: Ticket): void {
    // One packet a connection: it has refused none, or this one.
    if (this.#open.get(ticket) !== null) return;
    this.#open.set(ticket, key);
    this.#refusing.set(key, (this.#refusing.get(key) ?? 0) + 1);
  }

  /** Whether that number is refused on another connection, or was after this one was opened. */
  wasRefused(key: string, ticket: Ticket): boolean {
    return this.#refusing.has(key) || (this.#refused.get(key) ?? 0) > ticket;
  }

  /** A connection's ack is out, or can't go out any more. */
  said(ticket: Ticket): void {
    const key = this.#open.get(ticket) ?? null;
    if (key === null) return;
    this.#open.set(ticket, null);
    const others = (this.#refusing.get(key) ?? 1) - 1;
    if (others > 0) this.#refusing.set(key, others);
    else this.#refusing.delete(key);
    // Put in again, for the map is in the order of the refusals.
    this.#refused.delete(key);
    this.#refused.set(key, ++this.#last);
  }

  /** A connection has ended. */
  close(ticket: Ticket): void {
    this.said(ticket);
    this.#open.delete(ticket);
    if (this.#refused.size === 0) return;
    const [oldest = Infinity] = this.#open.keys();
    for (const [refused, until] of this.#refused) {
      if (until > oldest) return;
      this.#refused.delete(refused);
    }
  }
}
