/**
 * The books of the server and of the suppliers beside the store.
 *
 * @module
 */
import { formatMoney } from "../money.ts";
import type { Order } from "../order.ts";
import type { Findings } from "./finding.ts";
import type { ServerBook } from "./server_book.ts";
import type { SupplierBooks } from "./supplier_book.ts";

/** Which orders are compared, by the time of their receipt: from `fromMs` on, before `toMs`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What others say of the orders. */
export class Books {
  /** @param span the orders that the books have; others are not compared */
  constructor(
    private readonly server: ServerBook | null,
    private readonly suppliers: SupplierBooks | null,
    private readonly span: Span,
  ) {}

  /** An order of the store, once. */
  order(about: string, order: Order, findings: Findings): void {
    const { server, suppliers, span: { fromMs, toMs } } = this;
    if (order.receivedAtMs < fromMs || order.receivedAtMs >= toMs) {
      server?.passOver(about);
      suppliers?.passOver(about);
      return;
    }
    server?.order(about, order, findings);
    suppliers?.order(about, order, findings);
  }

  /** An order of which only the id is left, once. */
  gone(about: string): void {
    this.server?.gone(about);
    this.suppliers?.gone(about);
  }

  /** What can only be said at the end. */
  end(findings: Findings): void {
    this.server?.end(findings);
    this.suppliers?.end(findings);
  }

  /** What was compared, for people. */
  lines(): string[] {
    const { server, suppliers } = this;
    const lines: string[] = [];
    if (server !== null) {
      const { orders, sent, told } = server.sums;
      lines.push(
        `服务器 server: ${orders} 单已应答 acked, 金额 sent ${formatMoney(sent)}, ` +
          `成功 told ${formatMoney(told)}; 已过保留期 past retention: ${server.goneCount}`,
      );
    }
    if (suppliers !== null) {
      const { sums, uncertain, goneCount } = suppliers;
      lines.push(
        `供货商 suppliers: ${sums.orders} 单成功 succeeded, 执行 executed ` +
          `${formatMoney(sums.done)}; 已过保留期 past retention: ${goneCount}`,
      );
      if (uncertain.orders > 0) {
        lines.push(
          `  另有 ${uncertain.orders} 单结果不确定,供货商执行了 ${formatMoney(uncertain.done)}: ` +
            "请核对 as many uncertain ones were executed: look at them",
        );
      }
    }
    return lines;
  }
}
