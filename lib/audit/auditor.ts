/**
 * Takes everything that a store has, line by line, and finds what is not as it must be. Bounded in memory: an order costs
 * what `seen_ids.ts` says, and books that it is compared with cost what `books.ts` says.
 *
 * @module
 */
import { errorText } from "../log.ts";
import type { Order } from "../order.ts";
import { idText, isClosed } from "../order.ts";
import type { Books } from "./books.ts";
import { Findings } from "./finding.ts";
import { orderFaults } from "./order_rules.ts";
import type { RowFault } from "./row_rules.ts";
import { rowFault } from "./row_rules.ts";
import { SeenIds } from "./seen_ids.ts";
import type { KeptSum, TotalsContext } from "./totals.ts";
import { Totals } from "./totals.ts";

/** What a store has. */
export type Met =
  | { readonly kind: "sum"; readonly sum: KeptSum }
  | { readonly kind: "order"; readonly order: Order }
  | {
    readonly kind: "gone";
    readonly gone: {
      readonly server: string;
      readonly chargeId: string;
      readonly receivedAtMs: number;
    };
  }
  | { readonly kind: "fault"; readonly fault: RowFault };

/** How much was looked at. */
export interface Looked {
  orders: number;
  /** Of the orders, those that are not closed. */
  open: number;
  /** Orders of which only the id is left. */
  gone: number;
}

/** An audit under way. */
export class Auditor {
  readonly findings = new Findings();
  readonly looked: Looked = { orders: 0, open: 0, gone: 0 };
  readonly #seen = new SeenIds();
  readonly #totals: Totals;

  /** @param books what the server and the suppliers say; `null` where they are not asked */
  constructor(context: TotalsContext, private readonly books: Books | null = null) {
    this.#totals = new Totals(context);
  }

  /** Takes one line. An order that moves meanwhile may come twice, and counts once. */
  take(met: Met): void {
    switch (met.kind) {
      case "sum":
        return this.#totals.sum(met.sum);
      case "fault":
        return this.findings.add(met.fault.about, rowFault(met.fault));
      case "gone": {
        const { server, chargeId, receivedAtMs } = met.gone;
        const about = idText(server, chargeId);
        if (!this.#seen.add(about)) return;
        this.looked.gone++;
        this.#totals.gone(server, receivedAtMs);
        this.books?.gone(about);
        return;
      }
      case "order":
        return this.#order(met.order);
    }
  }

  /** Looks at what can only be said at the end. Call it once, after the last line. */
  end(): void {
    for (const fault of this.#totals.faults()) this.findings.add(null, fault);
    this.books?.end(this.findings);
  }

  #order(order: Order): void {
    const about = idText(order.server, order.fields.chargeId);
    if (!this.#seen.add(about)) return;
    this.looked.orders++;
    try {
      if (!isClosed(order)) this.looked.open++;
      for (const fault of orderFaults(order)) this.findings.add(about, fault);
      this.#totals.order(order);
      this.books?.order(about, order, this.findings);
    } catch (error) {
      // It was written by another hand than ours.
      const en = `it is no order of this program: ${errorText(error)}`;
      this.findings.add(about, { rule: "shape", zh: "不成其为定单;", en });
    }
  }
}
