/**
 * What every channel must keep, whatever it is: nothing is executed twice, asking executes nothing, what is not clear is
 * unknown, and no secret gets out.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Channel, Outcome, Task } from "../../../lib/execution/channel.ts";
import { taskOf } from "../../../lib/execution/channel.ts";
import { move } from "../../../lib/move.ts";
import type { Processing } from "../../../lib/order.ts";
import { queued } from "../../support/web_orders.ts";

/** What whoever is behind a channel does with an order. */
export type Way =
  /** Executes it, and says so. */
  | "executes"
  /** Executes it in part, and says how much. */
  | "executesPartly"
  /** Takes it on, and fails. */
  | "fails"
  /** Refuses it, by a word that proves that nothing was done. */
  | "refuses"
  /** Executes it, and the answer is lost. */
  | "breaks"
  /** Executes it, and the answer can't be understood. */
  | "babbles"
  /** Executes it, and the answer comes too late. */
  | "dawdles"
  /** Can't be reached at all. */
  | "isAway";

/** What an order may come to when it is submitted that way, and what it is found to be afterwards, with the way unchanged. */
const ALLOWED: Readonly<Record<Way, { submitted: Kinds; queried: Kinds }>> = {
  executes: { submitted: ["succeeded", "pending"], queried: ["succeeded", "pending", "unknown"] },
  executesPartly: {
    submitted: ["succeeded", "pending"],
    queried: ["succeeded", "pending", "unknown"],
  },
  fails: { submitted: ["failed", "pending"], queried: ["failed", "pending", "unknown"] },
  refuses: { submitted: ["untouched"], queried: ["untouched", "failed", "pending", "unknown"] },
  breaks: { submitted: ["unknown"], queried: ["succeeded", "pending", "unknown"] },
  babbles: { submitted: ["unknown"], queried: ["succeeded", "pending", "unknown"] },
  dawdles: { submitted: ["unknown"], queried: ["succeeded", "pending", "unknown"] },
  // Whoever can't be asked may still have it.
  isAway: { submitted: ["untouched"], queried: ["pending", "unknown"] },
};
type Kinds = readonly Outcome["kind"][];

/** How often an order is executed that is submitted that way. */
const EXECUTES: ReadonlySet<Way> = new Set<Way>([
  "executes",
  "executesPartly",
  "breaks",
  "babbles",
  "dawdles",
]);

/** Whoever is asked that way says nothing of what was. */
const UNCLEAR: ReadonlySet<Way> = new Set<Way>(["breaks", "babbles", "dawdles", "isAway"]);

/** A channel and whoever is behind it. */
export interface Played extends AsyncDisposable {
  /** The channel, with whoever is behind it doing so from now on. */
  playing(way: Way): Channel | Promise<Channel>;
  /** How often a reference was executed. */
  executions(reference: string): number;
  /** Everything that was logged. */
  logged(): string;
}

/** A channel to look at. */
export interface Subject {
  readonly name: string;
  /** What can be played behind it; a channel that is settled from outside has none. */
  readonly ways: readonly Way[];
  /** Secrets of its configuration. */
  readonly secrets?: readonly string[];
  readonly open: () => Promise<Played>;
  readonly ignore?: boolean;
}

const CARD_PASSWORD = "c4rd-passw0rd", AGENT_PASSWORD = "ag3nt-passw0rd";

let lastChargeId = 5000;

/** An attempt that was never made before. */
function newTask(attempt = 1, chargeId = `${++lastChargeId}`): Task {
  const fields = { chargeId, chargeAcct: "13800138000", chargeCash: 50_000n, faceValue: 50_000n };
  const waiting = { ...queued(fields), attempt: attempt - 1 };
  const order: Processing = move(waiting, { kind: "started", channel: "it" }, Date.now());
  return taskOf(order, () => ({ cardPassword: CARD_PASSWORD, agentPass: AGENT_PASSWORD }));
}

/** Registers the suite for a channel. */
export function conforms({ name, ways, secrets = [], open, ignore = false }: Subject): void {
  const test = (sentence: string, run: (played: Played) => Promise<void>) =>
    Deno.test({
      name: `${name}: ${sentence}`,
      ignore,
      // Processes and sockets of before may still be closing.
      sanitizeOps: false,
      sanitizeResources: false,
      async fn() {
        await using played = await open();
        await run(played);
      },
    });

  test("an attempt is executed at most once, and what came of it is read as it is or not at all", async (played) => {
    for (const way of ways) {
      const channel = await played.playing(way);
      const task = newTask();
      const outcome = await channel.submit(task);
      assertClosed(outcome);
      const wanted: readonly string[] = ALLOWED[way].submitted;
      assert.ok(wanted.includes(outcome.kind), `${way}: ${JSON.stringify(outcome, plain)}`);
      assert.equal(played.executions(task.reference), EXECUTES.has(way) ? 1 : 0, way);
      if (way === "executesPartly" && outcome.kind === "succeeded") {
        assert.ok((outcome.details.retCash ?? 50_000n) < 50_000n, "a part is not the whole");
      }
    }
  });

  test("asking executes nothing, neither before an order is submitted nor after it", async (played) => {
    for (const way of ways) {
      const channel = await played.playing(way);
      const before = newTask(), after = newTask();
      assertClosed(await channel.query(before));
      assert.equal(played.executions(before.reference), 0, way);
      await channel.submit(after);
      for (let times = 0; times < 2; times++) {
        const outcome = await channel.query(after);
        assertClosed(outcome);
        const wanted: readonly string[] = ALLOWED[way].queried;
        assert.ok(wanted.includes(outcome.kind), `${way}: ${JSON.stringify(outcome, plain)}`);
      }
      assert.equal(played.executions(after.reference), EXECUTES.has(way) ? 1 : 0, way);
    }
  });

  test("whoever can't be asked is not taken to have done nothing", async (played) => {
    if (!ways.includes("executes")) return;
    const task = newTask();
    await (await played.playing("executes")).submit(task);
    for (const way of ways.filter((way) => UNCLEAR.has(way))) {
      const { kind } = await (await played.playing(way)).query(task);
      assert.ok(!["untouched", "failed"].includes(kind), `${way}: ${kind}`);
    }
    assert.equal(played.executions(task.reference), 1);
  });

  test("two attempts at one order are two orders to whoever is behind it", async (played) => {
    const first = newTask(), second = newTask(2, first.order.fields.chargeId);
    assert.notEqual(first.reference, second.reference);
    const channel = await played.playing("executes");
    const kinds = [await channel.submit(first), await channel.submit(second)].map(({ kind }) =>
      kind
    );
    assert.equal(kinds[0], kinds[1]);
    const once = ways.includes("executes") ? 1 : 0;
    assert.equal(played.executions(first.reference), once);
    assert.equal(played.executions(second.reference), once);
  });

  test("no secret is told in an outcome or a log", async (played) => {
    const told: unknown[] = [];
    for (const way of ways) {
      const channel = await played.playing(way), task = newTask();
      told.push(await channel.submit(task), await channel.query(task));
    }
    const text = JSON.stringify(told, plain) + played.logged();
    for (const secret of [CARD_PASSWORD, AGENT_PASSWORD, ...secrets]) {
      assert.equal(text.includes(secret), false, secret);
    }
  });

  test("it names itself, and says whether it can be asked", async (played) => {
    const channel = await played.playing("executes");
    assert.match(channel.name, /^[\w-]+$/);
    if (channel.canQuery) return;
    const { kind } = await channel.query(newTask());
    assert.ok(kind === "unknown" || kind === "pending", kind);
  });
}

/** The closed world: one of five, and nothing that only another has. */
function assertClosed(outcome: Outcome): void {
  const { exchange: _, supplierRef: __, ...own } = outcome;
  const keys = Object.keys(own).sort().join(" ");
  const wanted = {
    succeeded: "details kind",
    failed: "details kind",
    unknown: "kind reason",
    untouched: "kind reason",
    pending: "kind",
  }[outcome.kind];
  assert.equal(keys, wanted);
  if ("reason" in outcome) assert.notEqual(outcome.reason.trim(), "", "a reason is given");
}

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}
