/**
 * A supplier: a real HTTP server with its own books, in one of the public styles.
 *
 * @module
 */
import type { AskedOrder, BookedOrder, Refusal, Repeats } from "./books.ts";
import { SupplierBooks } from "./books.ts";
import type { Delivery, HttpRequest, Reply } from "./http_server.ts";
import { HttpServer } from "./http_server.ts";
import type { Moment } from "./moments.ts";
import { Notifier } from "./notifier.ts";
import type { Op, Plan, Twist } from "./plan.ts";
import { WELL } from "./plan.ts";
import type { Account, Answer, Asked, Style } from "./style.ts";
import { twisted } from "./twists.ts";

/** How a supplier is set up. */
export interface SupplierOptions {
  readonly style: Style;
  readonly plan: Plan;
  readonly account?: Account;
  /** 100,000 yuan where left out. */
  readonly balanceMilli?: number;
  readonly repeats?: Repeats;
  /** From one sending of a notification that was not heard to the next, in milliseconds. */
  readonly tellAgainMs?: number;
  /** How often a notification is sent at most. */
  readonly tellingsMax?: number;
  /** A free one where left out. */
  readonly port?: number;
  /** Hears of every moment before anything else happens. */
  readonly reached?: (moment: Moment) => void;
}

/** The customer that the fakes know. */
export const ACCOUNT: Account = { user: "10086", secret: "s3cret-of-the-shop" };

/** Answers that say what they should, however they say it. */
const UNTWISTED: ReadonlySet<Twist> = new Set<Twist>([
  "none",
  "notFound",
  "huge",
  "wrongCharset",
  "otherPrice",
]);

/** A supplier at work. */
export class FakeSupplier implements AsyncDisposable {
  readonly books: SupplierBooks;
  readonly account: Account;
  readonly #options: SupplierOptions;
  readonly #server: HttpServer;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #notifier: Notifier;
  readonly #asked = new Map<string, number>();
  readonly #firstAtMs = new Map<string, number>();
  #stopped = false;

  private constructor(options: SupplierOptions) {
    this.#options = options;
    this.account = options.account ?? ACCOUNT;
    this.books = new SupplierBooks(
      options.balanceMilli ?? 100_000_000,
      options.repeats ?? "refused",
    );
    const { plan } = options;
    this.#notifier = new Notifier({
      ...options,
      account: this.account,
      books: this.books,
      later: (delayMs, run) => this.#later(delayMs, run),
    });
    this.#server = new HttpServer({
      spurns: () => plan.spurns(),
      cuts: () => plan.cuts(),
      answer: (request) => this.#answer(request),
    });
  }

  /** Listens. */
  static async start(options: SupplierOptions): Promise<FakeSupplier> {
    const supplier = new FakeSupplier(options);
    await supplier.#server.listen(options.port);
    return supplier;
  }

  /** Where it is reached, without a `/` at its end. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** Connecting to it is refused from now on. */
  async deafen(): Promise<void> {
    await this.#server.close();
  }

  /** It can be reached again, where it was. */
  async hear(): Promise<void> {
    await this.#server.listen();
  }

  /** Whether nothing will happen any more by itself. */
  get isIdle(): boolean {
    return this.#timers.size === 0 && this.#notifier.isIdle;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.#server.close();
    await this.#notifier.ended();
  }

  #answer(request: HttpRequest): Delivery {
    const { style } = this.#options;
    const asked = style.read(request, this.account);
    if (asked.kind === "nothing") {
      const body = new TextEncoder().encode("<html><h1>404 Not Found</h1></html>");
      return { reply: { status: 404, contentType: "text/html", body }, manner: WELL.manner };
    }
    if (asked.kind === "refused") {
      this.books.refuse(null, asked.reason);
      return { reply: style.write(asked), manner: WELL.manner };
    }
    const number = asked.kind === "submit"
      ? asked.order.number
      : asked.kind === "query"
      ? asked.numbers[0] ?? ""
      : "";
    const { reached = () => {} } = this.#options;
    const op = asked.kind;
    if (op !== "balance") reached(`${op}.came`);
    const { arrivesAfterMs, twist, manner } = this.#turn(op, number, asked);
    const answer = asked.kind === "submit"
      ? this.#submitted(asked.order, asked.refusal, arrivesAfterMs)
      : asked.kind === "query"
      ? this.#found(asked.numbers, twist)
      : { kind: "balance" as const, milli: this.books.balanceMilli };
    if (op === "submit") reached("submit.booked");
    const reply = this.#write(answer, twist, request.path);
    if (UNTWISTED.has(twist)) this.#told(answer, number);
    return { reply, manner, done: () => op === "balance" || reached(`${op}.answered`) };
  }

  #told(answer: Answer, number: string): void {
    if (answer.kind === "taken") this.books.tell(number, answer.order.state);
    if (answer.kind === "refused") this.books.tell(number, "refused");
    if (answer.kind !== "found") return;
    for (const { number, state } of answer.orders) this.books.tell(number, state);
    if (answer.orders.length === 0) this.books.tell(number, "notFound");
  }

  #turn(op: Op, number: string, asked: Asked) {
    const key = `${op} ${number}`;
    const nth = this.#asked.get(key) ?? 0;
    this.#asked.set(key, nth + 1);
    const nowMs = Date.now();
    if (op === "submit" && !this.#firstAtMs.has(number)) this.#firstAtMs.set(number, nowMs);
    const firstAtMs = this.#firstAtMs.get(number);
    const ageMs = firstAtMs === undefined ? null : nowMs - firstAtMs;
    const account = asked.kind === "submit" ? asked.order.account : null;
    return this.#options.plan.turn(op, number, nth, ageMs, account);
  }

  #submitted(asked: AskedOrder, refusal: Refusal | null, arrivesAfterMs: number | null): Answer {
    if (arrivesAfterMs === 0) {
      const arrived = this.#arrive(asked, refusal);
      if (typeof arrived === "string") return { kind: "refused", reason: arrived };
      return { kind: "taken", order: { ...arrived } };
    }
    if (arrivesAfterMs !== null) this.#later(arrivesAfterMs, () => this.#arrive(asked, refusal));
    const costMilli = asked.priceMilli;
    const told = {
      ...asked,
      ownNumber: "S0",
      state: "working",
      arrivedMilli: 0,
      costMilli,
    } as const;
    return { kind: "taken", order: told };
  }

  #arrive(asked: AskedOrder, refusal: Refusal | null): BookedOrder | Refusal {
    const { books } = this;
    const fate = this.#options.plan.fate(asked);
    const before = books.orders.get(asked.number);
    const order = books.submit(asked, fate.end === "refused" ? fate.reason : refusal);
    // One that it has had is not begun again.
    if (typeof order === "string" || order === before || fate.end === "refused") return order;
    const finish = () => {
      books.finish(order, fate.end, fate.share);
      this.#notifier.finished(order);
    };
    if (fate.afterMs === 0) finish();
    else this.#later(fate.afterMs, finish);
    return order;
  }

  #found(numbers: readonly string[], twist: Twist): Answer {
    if (twist === "notFound") return { kind: "found", orders: [] };
    const orders = numbers.map((number) => this.books.orders.get(number));
    return { kind: "found", orders: orders.filter((order) => order !== undefined) };
  }

  #write(answer: Answer, twist: Twist, path: string): Reply {
    const { style } = this.#options;
    if (twist === "unheardOf") return style.write({ kind: "unheardOf" });
    if (twist !== "otherPrice") return twisted(style.write(answer), twist, path, style.charset);
    const dearer = <Order extends { costMilli: number }>(order: Order) => ({
      ...order,
      costMilli: order.costMilli * 10,
    });
    return style.write(
      answer.kind === "taken"
        ? { ...answer, order: dearer(answer.order) }
        : answer.kind === "found"
        ? { ...answer, orders: answer.orders.map(dearer) }
        : answer,
    );
  }

  #later(delayMs: number, run: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    this.#timers.add(timer);
  }
}
