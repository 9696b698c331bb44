/**
 * A supplier's notifications: as its plan says, again and again until the customer has heard.
 *
 * @module
 */
import type { BookedOrder, SupplierBooks } from "./books.ts";
import type { Moment } from "./moments.ts";
import type { Plan, Telling } from "./plan.ts";
import type { Account, Style } from "./style.ts";

/** What notifications are sent by. */
export interface NotifierParts {
  readonly style: Style;
  readonly plan: Plan;
  readonly account: Account;
  readonly books: SupplierBooks;
  readonly later: (delayMs: number, run: () => void) => void;
  readonly tellAgainMs?: number;
  readonly tellingsMax?: number;
  readonly reached?: (moment: Moment) => void;
}

/** How long a customer may take to answer, in milliseconds. */
const HEARING_MS = 2000;

/** Tells the customer. */
export class Notifier {
  readonly #work = new Set<Promise<void>>();
  #stopped = false;

  constructor(private readonly parts: NotifierParts) {}

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#work.size === 0;
  }

  /** An order has come to its end. */
  finished(order: BookedOrder): void {
    const { notifyUrl } = order;
    if (notifyUrl === null) return;
    for (const telling of this.parts.plan.tellings(order)) {
      this.parts.later(telling.afterMs, () => this.#send(order, notifyUrl, telling, 1));
    }
  }

  /** Sends nothing again; resolves when what is under way is over. */
  async ended(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#work);
  }

  #send(order: BookedOrder, url: string, telling: Telling, nth: number): void {
    const { style, books, tellingsMax = 20, tellAgainMs = 200, reached = () => {} } = this.parts;
    const { state = order.state, isForged = false } = telling;
    const account = isForged
      ? { ...this.parts.account, secret: "somebody-else" }
      : this.parts.account;
    const notice = style.notice(order, state, account);
    if (notice === null) return;
    if (!isForged) books.tell(order.number, state);
    if (!isForged && state !== order.state && state !== "working") books.lied(order.number, state);
    reached("notice.before");
    const work = async () => {
      const heard = await post(url, notice.contentType, notice.body);
      reached("notice.answered");
      const isHeard = style.heard(heard ?? "");
      if (isHeard && !isForged) books.hears(order.number, state);
      // Nobody would take a forged one, so it is not sent again.
      if (this.#stopped || isForged || isHeard || nth >= tellingsMax) return;
      this.parts.later(tellAgainMs, () => this.#send(order, url, telling, nth + 1));
    };
    const done = work().finally(() => this.#work.delete(done));
    this.#work.add(done);
  }
}

/** What a notification is answered with status 200; `null` where it is not. */
async function post(url: string, contentType: string, body: Uint8Array): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": contentType },
      body: new Uint8Array(body),
      redirect: "manual",
      signal: AbortSignal.timeout(HEARING_MS),
    });
    const text = await response.text();
    return response.status === 200 ? text : null;
  } catch {
    // Nobody is there, or he is slow.
    return null;
  }
}
