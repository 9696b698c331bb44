import assert from "node:assert/strict";
import type { Server, Shown, Supplied } from "./agreement.ts";
import { disagreements } from "./agreement.ts";
import { SupplierBooks } from "./books.ts";
import type { Refusal, State } from "./books.ts";

const CASH_MILLI = 50_000;

/** Two suppliers, and orders of which a test says what became of them. */
class Told {
  readonly a = new SupplierBooks(1_000_000, "executed");
  readonly b = new SupplierBooks(1_000_000, "executed");
  readonly orders = new Map<string, Shown>();
  readonly server = new Map<string, Server>();
  isBelieved = true;
  unknowable = new Set<string>();

  submit(books: SupplierBooks, number: string, end: Exclude<State, "working"> | Refusal): void {
    const asked = {
      number,
      account: "1",
      cashMilli: CASH_MILLI,
      priceMilli: 49_000,
      notifyUrl: null,
    };
    if (["done", "partly", "failed", "cancelled"].includes(end)) {
      const order = books.submit(asked, null);
      if (typeof order === "string") throw new TypeError("refused");
      books.finish(order, end as "done");
      books.tell(number, end as "done");
    } else {
      books.submit(asked, end as Refusal);
      books.tell(number, "refused");
    }
  }

  settle(
    chargeId: string,
    retCode: 1 | 2 | 3,
    started: readonly string[],
    {
      channel = started.at(-1) ?? null,
      retCash = retCode === 1 ? "50.000" : "0.000",
      kinds = [""],
      untouched = "",
    } = {},
  ): void {
    const timeline = [
      ...started.map((note) => ({ kind: "started", note })),
      { kind: "untouched", note: untouched },
      ...kinds.map((kind) => ({ kind, note: null })),
    ];
    const result = { retCode, retCash } as Shown["result"];
    this.orders.set(chargeId, {
      chargeId,
      chargeCash: "50.000",
      channel,
      state: "settled",
      result,
      timeline,
    });
    this.server.set(chargeId, { isAcked: true, retCode });
  }

  faults(): string[] {
    const supplied = (channel: string, books: SupplierBooks): Supplied => ({
      channel,
      books,
      isBelieved: this.isBelieved,
    });
    return disagreements({
      orders: this.orders,
      server: this.server,
      suppliers: [supplied("a", this.a), supplied("b", this.b)],
      isUnknowable: (chargeId) => this.unknowable.has(chargeId),
    });
  }
}

function story(tell: (told: Told) => void): string {
  const told = new Told();
  tell(told);
  return told.faults().join("\n");
}

Deno.test("a true story has no faults", () => {
  const faults = story((told) => {
    told.submit(told.a, "main-1-1", "done");
    told.settle("1", 1, ["a"]);
    told.submit(told.a, "main-2-1", "failed");
    told.settle("2", 3, ["a"]);
    told.submit(told.a, "main-3-1", "lowBalance");
    told.submit(told.b, "main-3-2", "partly");
    told.settle("3", 1, ["a", "b"], { retCash: "25.000" });
    told.a.tell("main-4-1", "notFound");
    told.settle("4", 3, ["a"]);
    told.unknowable.add("5");
    told.settle("5", 2, ["a"]);
    told.settle("6", 3, []);
  });
  assert.equal(faults, "");
});

Deno.test("every fault is found", () => {
  const rows: [RegExp, (told: Told) => void][] = [
    [/1 was executed 2 times/, (told) => {
      told.submit(told.a, "main-1-1", "done");
      told.submit(told.b, "main-1-2", "done");
      told.settle("1", 1, ["a", "b"]);
    }],
    [/main-1-1 was submitted 2 times to a/, (told) => {
      told.submit(told.a, "main-1-1", "lowBalance");
      told.submit(told.a, "main-1-1", "lowBalance");
      told.settle("1", 3, ["a"]);
    }],
    [/has result 3, and was executed/, (told) => {
      told.submit(told.a, "main-1-1", "done");
      told.settle("1", 3, ["a"]);
    }],
    [/has result 1, and was not executed/, (told) => {
      told.submit(told.a, "main-1-1", "failed");
      told.settle("1", 1, ["a"]);
    }],
    [/has result 2, and it could be known/, (told) => {
      told.submit(told.a, "main-1-1", "done");
      told.settle("1", 2, ["a"]);
    }],
    [/has retCash 50.000, and 25 has arrived/, (told) => {
      told.submit(told.a, "main-1-1", "partly");
      told.settle("1", 1, ["a"]);
    }],
    [/was given up at a without proof/, (told) => told.settle("1", 3, ["a"])],
    [/was given up at a without proof/, (told) => {
      told.a.tell("main-1-1", "working");
      told.settle("1", 3, ["a"], { untouched: "a: 未能连接上游 could not reach the supplier" });
    }],
    [/was given up at a without proof/, (told) => {
      told.submit(told.b, "main-1-2", "done");
      told.settle("1", 1, ["a", "b"]);
    }],
    [/is a's, not b's/, (told) => {
      told.submit(told.a, "main-1-1", "lowBalance");
      told.submit(told.b, "main-1-2", "done");
      told.settle("1", 1, ["a", "b"], { channel: "a" });
    }],
    [/2 was acked, and is lost/, (told) => {
      told.server.set("2", { isAcked: true, retCode: null });
    }],
    [/main-2-1 was executed by a, and czdock has no such order/, (told) => {
      told.submit(told.a, "main-2-1", "done");
    }],
    [/was called back with 3/, (told) => {
      told.submit(told.a, "main-1-1", "done");
      told.settle("1", 1, ["a"]);
      told.server.set("1", { isAcked: true, retCode: 3 });
    }],
    [/was executed, and was never acked/, (told) => {
      told.submit(told.a, "main-1-1", "done");
      told.settle("1", 1, ["a"]);
      told.server.set("1", { isAcked: false, retCode: 1 });
    }],
    [/was told two things, and shows one/, (told) => {
      told.submit(told.a, "main-1-1", "done");
      told.a.lied("main-1-1", "failed");
      told.a.hears("main-1-1", "failed");
      told.a.hears("main-1-1", "done");
      told.settle("1", 3, ["a"]);
    }],
    [/shows a contradiction that nobody has told/, (told) => {
      told.submit(told.a, "main-1-1", "done");
      told.settle("1", 1, ["a"], { kinds: ["contradicted"] });
    }],
  ];
  for (const [pattern, tell] of rows) assert.match(story(tell), pattern);
});

Deno.test("who could not be reached has not executed, and a lie is no fault where it is shown", () => {
  const faults = story((told) => {
    told.settle("1", 3, ["a"], { untouched: "a: 未能连接上游 could not reach the supplier" });
    told.submit(told.a, "main-2-1", "done");
    told.a.lied("main-2-1", "failed");
    told.a.hears("main-2-1", "failed");
    told.a.hears("main-2-1", "done");
    told.settle("2", 3, ["a"], { kinds: ["contradicted"] });
  });
  assert.equal(faults, "");
});

Deno.test("a lie that czdock does not believe excuses nothing", () => {
  const faults = story((told) => {
    told.isBelieved = false;
    told.submit(told.a, "main-1-1", "done");
    told.a.lied("main-1-1", "failed");
    told.settle("1", 3, ["a"]);
  });
  assert.match(faults, /has result 3, and was executed/);
});
