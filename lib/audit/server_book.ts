/**
 * A server's own book, and whether it tells the same as the store.
 *
 * @module
 */
import type { Money } from "../money.ts";
import { formatMoney, parseMoney } from "../money.ts";
import type { Order, OrderState } from "../order.ts";
import { idText } from "../order.ts";
import type { Result } from "../result.ts";
import type { BookRow } from "./book_lines.ts";
import { bookRows, refused } from "./book_lines.ts";
import type { Fault, Findings } from "./finding.ts";
import { judging } from "./finding.ts";

/** What the server says of an order. */
interface Line {
  /** What it sent; `null` where the book does not tell. */
  readonly chargeCash: Money | null;
  /** The retCode of the ack that counts for it: 0 where any was 0; `null` without one. */
  readonly ack: number | null;
  /** The result that it was called back with; `null` without one. */
  readonly retCode: number | null;
  readonly retCash: Money | null;
  /** How many different results it was told. */
  readonly results: number;
  /** Whether it has answered `OK`. */
  readonly isOk: boolean;
}

/** What an order is here: its result, or its state without one. */
type Here = Result["retCode"] | OrderState;

/** Columns of the file, in the order in which they are written. */
export const SERVER_BOOK_COLUMNS = [
  "server",
  "chargeId",
  "chargeCash",
  "ack",
  "retCode",
  "retCash",
  "results",
  "ok",
] as const;

/** The book, some 210 bytes an order. */
export class ServerBook {
  /** Orders that it has acked with 0, and that are compared; what it sent, what is stored. */
  readonly sums = { orders: 0, sent: 0n, stored: 0n, told: 0n, settled: 0n };
  /** Orders in it of which only the id is left. */
  goneCount = 0;
  readonly #lines = new Map<string, Line>();
  readonly #servers = new Set<string>();
  readonly #twice: string[] = [];

  /** @param atMs when it was written: what happened later may be missing */
  private constructor(private readonly atMs: number) {}

  /**
   * Reads a book.
   *
   * @param server whose orders those without a `server` are
   * @throws {BookRefused} it is none
   */
  static async read(
    bytes: AsyncIterable<Uint8Array>,
    server: string,
    atMs: number,
  ): Promise<ServerBook> {
    const book = new ServerBook(atMs);
    for await (const { row, number } of bookRows(bytes, ["chargeId"])) {
      const from = row("server") || server;
      const chargeId = row("chargeId");
      if (!/^\d+$/.test(chargeId)) throw refused(number, `chargeId: ${chargeId}`);
      const about = idText(from, chargeId);
      if (book.#lines.has(about)) book.#twice.push(about);
      book.#servers.add(from);
      book.#lines.set(about, readLine(row, number));
    }
    // An empty one is the server's all the same: it says that there was no order.
    if (book.#servers.size === 0) book.#servers.add(server);
    return book;
  }

  /** Compares an order of the store. */
  order(about: string, order: Order, findings: Findings): void {
    const line = this.#lines.get(about);
    this.#lines.delete(about);
    if (line !== undefined) {
      for (const fault of this.#faults(line, order)) findings.add(about, fault);
    } else if (this.#servers.has(order.server) && order.receivedAtMs <= this.atMs) {
      findings.add(about, {
        rule: "server: unknown",
        zh: "库中有,服务器的账本里没有;",
        en: "is stored, and is not in the server's book",
      });
    }
  }

  /** The order is not compared: it is outside of the time that was asked for. */
  passOver(about: string): void {
    this.#lines.delete(about);
  }

  /** Only the order's id is left. */
  gone(about: string): void {
    if (this.#lines.delete(about)) this.goneCount++;
  }

  /** What is left in the book is not in the store. */
  end(findings: Findings): void {
    for (const about of this.#twice) {
      findings.add(about, {
        rule: "server: twice",
        zh: "在服务器的账本里不止一行;",
        en: "has more than one line in the server's book",
      });
    }
    for (const [about, { ack, retCode }] of this.#lines) {
      if (ack !== 0 && retCode === null) continue;
      findings.add(about, {
        rule: "server: lost",
        zh: "已应答接收,库中却没有;",
        en: "was acked, and is not stored",
      });
    }
    const { sent, stored, told, settled } = this.sums;
    if (sent !== stored || told !== settled) {
      findings.add(null, {
        rule: "server: sums",
        zh: `与服务器的合计不符: 定单金额 ${formatMoney(sent)} / ${formatMoney(stored)}, ` +
          `成功金额 ${formatMoney(told)} / ${formatMoney(settled)};`,
        en: "the sums of the server are not ours",
      });
    }
  }

  #faults(line: Line, order: Order): Fault[] {
    const result = order.state === "settled" ? order.result : null;
    const here = result?.retCode ?? order.state;
    this.#addUp(line, order.fields.chargeCash, result);
    return [
      ...this.#ackFaults(line, order, here),
      ...resultFaults(line, result, here),
      ...this.#okFaults(line, order),
    ];
  }

  #addUp(line: Line, chargeCash: Money, result: Result | null): void {
    if (line.ack === 0) {
      this.sums.orders++;
      this.sums.sent += line.chargeCash ?? chargeCash;
      this.sums.stored += chargeCash;
    }
    if (line.retCode !== null) {
      this.sums.told += line.retCash ?? result?.retCash ?? 0n;
      this.sums.settled += result?.retCash ?? 0n;
    }
  }

  /** What was sent is stored, and goes on only where the answer was not 3. */
  #ackFaults(line: Line, { fields, receivedAtMs }: Order, here: Here): Fault[] {
    const { faults, must } = judging("server: ");
    const { chargeCash } = fields;
    must(
      line.chargeCash === null || line.chargeCash === chargeCash,
      "cash",
      `服务器发的金额是 ${formatMoney(line.chargeCash ?? 0n)},库中是 ${formatMoney(chargeCash)};`,
      "its chargeCash is not what the server sent",
    );
    // One that came after the book was written may have been sent again, and taken then.
    const isNeverExecuted = here === 3 || here === "received";
    must(
      line.ack !== 3 || isNeverExecuted || receivedAtMs > this.atMs,
      "refused",
      `对服务器答 3 (绝不执行),库中却是 ${here};`,
      `was answered 3 (never executed), and here it is ${here}`,
    );
    return faults;
  }

  /** What is confirmed here had an `OK` there. */
  #okFaults(line: Line, order: Order): Fault[] {
    if (order.state !== "settled" || order.delivery.state !== "confirmed") return [];
    const { faults, must } = judging("server: ");
    must(
      line.isOk || order.delivery.confirmedAtMs > this.atMs,
      "no ok",
      "库中已确认,服务器却没有答过 OK;",
      "is confirmed, and the server has never answered OK",
    );
    return faults;
  }
}

/** What the server was told is the one result that is here. */
function resultFaults(line: Line, result: Result | null, here: Here): Fault[] {
  const { faults, must } = judging("server: ");
  must(
    line.results <= 1,
    "two results",
    `服务器收到 ${line.results} 种不同的结果;`,
    `the server was told ${line.results} different results`,
  );
  if (line.retCode === null) return faults;
  const isSame = result !== null && result.retCode === line.retCode &&
    (line.retCash === null || line.retCash === result.retCash);
  must(
    isSame,
    "told otherwise",
    `告诉服务器的是 ${line.retCode},库中是 ${here};`,
    `the server was told ${line.retCode}, and here it is ${here}`,
  );
  return faults;
}

function readLine(row: BookRow, number: number): Line {
  const code = (column: string) => {
    const text = row(column);
    if (text === "") return null;
    if (!/^[0-9]$/.test(text)) throw refused(number, `${column}: ${text}`);
    return Number(text);
  };
  const money = (column: string) => {
    const text = row(column);
    const value = text === "" ? null : parseMoney(text);
    if (text !== "" && value === null) throw refused(number, `${column}: ${text}`);
    return value;
  };
  const retCode = code("retCode");
  return {
    chargeCash: money("chargeCash"),
    ack: code("ack"),
    retCode,
    retCash: money("retCash"),
    results: code("results") ?? (retCode === null ? 0 : 1),
    isOk: (code("ok") ?? (retCode === null ? 0 : 1)) !== 0,
  };
}
