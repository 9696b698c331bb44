/**
 * A supplier's own books: what it was asked, what it did, when, and what it has told of it. Amounts are whole
 * thousandths of a yuan.
 *
 * @module
 */

/** How an order stands with its supplier. */
export type State = "working" | "done" | "partly" | "failed" | "cancelled";

/** Why a supplier does nothing. */
export type Refusal =
  | "wrongSign"
  | "malformed"
  | "lowBalance"
  | "unknownProduct"
  | "wrongPrice"
  | "repeated"
  | "notFound"
  | "busy";

/** What a customer can be told of a number. */
export type Saying = State | "refused" | "notFound";

/** An order as it was asked for. */
export interface AskedOrder {
  /** The customer's number for it, which is czdock's reference. */
  readonly number: string;
  readonly account: string;
  /** What is to arrive at the account. */
  readonly cashMilli: number;
  /** What it will cost. */
  readonly priceMilli: number;
  readonly notifyUrl: string | null;
}

/** An order in the books. */
export interface BookedOrder extends AskedOrder {
  /** The supplier's own number. */
  readonly ownNumber: string;
  readonly atMs: number;
  state: State;
  /** What has arrived at the account. */
  arrivedMilli: number;
  /** What it has cost: nothing where nothing has arrived. */
  costMilli: number;
}

/** Money that has gone to an account. It can't be had back. */
export interface Execution {
  readonly number: string;
  readonly account: string;
  readonly cashMilli: number;
  readonly atMs: number;
}

/** What a supplier does with a number that it has had before. */
export type Repeats =
  /** It refuses. */
  | "refused"
  /** It answers as if it were asked what became of it. */
  | "known"
  /** It executes again. */
  | "executed";

/** The books. */
export class SupplierBooks {
  /** By the customer's number. */
  readonly orders = new Map<string, BookedOrder>();
  /** All of them, as they happened; nothing is ever merged. */
  readonly executions: Execution[] = [];
  /** How often each number came in a submission that was whole and rightly signed. */
  readonly submissions = new Map<string, number>();
  /** What was refused, for which number and why. */
  readonly refusals: { readonly number: string | null; readonly reason: Refusal }[] = [];
  /** What the customer was told of each number, where the answer could be understood, whether or not it reached him. */
  readonly told = new Map<string, Set<Saying>>();
  /** What the customer has said that he has heard, of each number. */
  readonly heard = new Map<string, Set<Saying>>();
  /** What the customer was told with a right signature that is not so: by number, in the order it was told. */
  readonly lies = new Map<string, State[]>();

  constructor(public balanceMilli: number, private readonly repeats: Repeats) {}

  /** A submission has come. @returns the order's line, or why there is none */
  submit(asked: AskedOrder, refusal: Refusal | null): BookedOrder | Refusal {
    const { number } = asked;
    this.submissions.set(number, (this.submissions.get(number) ?? 0) + 1);
    const known = this.orders.get(number);
    if (known !== undefined && this.repeats !== "executed") {
      return this.repeats === "known" ? known : this.refuse(number, "repeated");
    }
    const why = refusal ?? (asked.priceMilli > this.balanceMilli ? "lowBalance" : null);
    if (why !== null) return this.refuse(number, why);
    this.balanceMilli -= asked.priceMilli;
    const order: BookedOrder = {
      ...asked,
      ownNumber: `S${100_001 + this.orders.size}`,
      atMs: Date.now(),
      state: "working",
      arrivedMilli: 0,
      costMilli: asked.priceMilli,
    };
    this.orders.set(number, order);
    return order;
  }

  /** Notes that nothing was done, and why. */
  refuse(number: string | null, reason: Refusal): Refusal {
    this.refusals.push({ number, reason });
    return reason;
  }

  /** The order comes to its end. What it does not deliver is given back. */
  finish(order: BookedOrder, state: Exclude<State, "working">, share = 0.5): void {
    const { number, account, cashMilli, priceMilli } = order;
    if (order.state !== "working") throw new TypeError(`${number} is ${order.state} already`);
    const part = state === "done" ? 1 : state === "partly" ? share : 0;
    order.state = state;
    order.arrivedMilli = Math.round(cashMilli * part);
    order.costMilli = Math.round(priceMilli * part);
    this.balanceMilli += priceMilli - order.costMilli;
    if (order.arrivedMilli > 0) {
      this.executions.push({
        number,
        account,
        cashMilli: order.arrivedMilli,
        atMs: Date.now(),
      });
    }
  }

  /** The customer is told how an order stands. */
  tell(number: string, what: Saying): void {
    this.told.set(number, (this.told.get(number) ?? new Set()).add(what));
  }

  /** The customer has answered a notification as he should. */
  hears(number: string, what: Saying): void {
    this.heard.set(number, (this.heard.get(number) ?? new Set()).add(what));
  }

  /** The customer is told something that is not so. */
  lied(number: string, state: State): void {
    this.lies.set(number, [...this.lies.get(number) ?? [], state]);
  }

  /** How often money has gone out under a number. */
  executionsOf(number: string): readonly Execution[] {
    return this.executions.filter((execution) => execution.number === number);
  }
}
