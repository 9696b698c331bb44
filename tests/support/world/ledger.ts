/**
 * What the suppliers and the people at the desk have really done; outlives every engine.
 *
 * @module
 */
import type { Money } from "../../../lib/money.ts";
import type { Books } from "./books.ts";

/** What became of one attempt at a supplier. `void` was never done and never will be. */
export type AttemptState = "arriving" | "executed" | "failed" | "void";

/** One attempt at a supplier. */
export interface Attempt {
  readonly key: string;
  readonly channel: string;
  state: AttemptState;
}

/** One recharge that took place. */
export interface Execution {
  readonly by: string;
  readonly cash: Money;
}

/** The ledger of all suppliers. */
export class Ledger {
  readonly #attempts = new Map<string, Attempt>();
  readonly #executions = new Map<string, Execution[]>();

  /** @param books where it says what is wrong */
  constructor(private readonly books: Books) {}

  /** The keys of all orders that were executed. */
  get executed(): Iterable<string> {
    return this.#executions.keys();
  }

  /** What was done for an order. */
  executionsOf(key: string): readonly Execution[] {
    return this.#executions.get(key) ?? [];
  }

  /** The attempt with a reference. */
  attempt(reference: string): Attempt | undefined {
    return this.#attempts.get(reference);
  }

  /** A supplier is asked to execute. */
  ask(reference: string, key: string, channel: string): void {
    this.books.note(key, `${channel} is asked to execute ${reference}`);
    if (this.#attempts.has(reference)) {
      this.books.fault(key, `${channel} was asked twice to execute ${reference}`);
    }
    this.#attempts.set(reference, { key, channel, state: "arriving" });
  }

  /** What was asked arrives at the supplier, unless that was ruled out meanwhile. */
  arrive(reference: string, fate: Exclude<AttemptState, "arriving">, cash: Money): void {
    const attempt = this.#attempts.get(reference);
    if (attempt?.state !== "arriving") return;
    attempt.state = fate;
    this.books.note(attempt.key, `${reference}: ${fate}`);
    if (fate === "executed") this.execute(attempt.key, attempt.channel, cash);
  }

  /** The supplier rules out that it will ever execute what has not arrived. */
  ruleOut(reference: string, key: string, channel: string): void {
    const attempt = this.#attempts.get(reference);
    if (attempt === undefined) this.#attempts.set(reference, { key, channel, state: "void" });
    else if (attempt.state === "arriving") attempt.state = "void";
  }

  /** Rules out everything of an order that has not arrived. */
  ruleOutAll(key: string): void {
    for (const attempt of this.#attempts.values()) {
      if (attempt.key === key && attempt.state === "arriving") attempt.state = "void";
    }
  }

  /** A recharge takes place. */
  execute(key: string, by: string, cash: Money): void {
    const executions = [...this.executionsOf(key), { by, cash }];
    this.#executions.set(key, executions);
    this.books.note(key, `executed by ${by}`);
    const book = this.books.orders.get(key);
    if (executions.length > 1) this.books.fault(key, "was executed a second time");
    if (book === undefined) this.books.fault(key, "was executed, and nobody ordered it");
    else if (!book.ackIsOut) this.books.fault(key, "was executed, and its ack was never out");
  }
}
