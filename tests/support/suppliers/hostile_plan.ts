/**
 * A plan that follows from a seed, in which a good part of everything goes wrong.
 *
 * What happens to an order follows from its number alone, not from when it comes: the same seed, the same fates.
 *
 * @module
 */
import { Chance } from "../world/chance.ts";
import type { AskedOrder, State } from "./books.ts";
import type { Manner } from "./http_server.ts";
import type { Fate, Op, Plan, Telling, Turn, Twist } from "./plan.ts";

/** How hostile it is. */
export interface Hostility {
  readonly seed: number;
  /** Ends that the style can tell. */
  readonly ends: readonly ("done" | "failed" | "partly" | "cancelled")[];
  /** How long after its submission an order may reach the books, and be not found though it will be, in milliseconds. */
  readonly lateMs: number;
  /** How long the customer waits for an answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether a notification may say, rightly signed, what is not so. */
  readonly lies: boolean;
  /** Whether it never answers a query as it should, in no weather. */
  readonly isMute?: boolean;
  /** What it answers every second request of a kind with, and executes all the same. */
  readonly favourite?: { readonly op: Op; readonly twist: Twist };
  /** When it turns well-behaved: until then, things go wrong. */
  readonly isStormy: () => boolean;
}

/** Shares of the connections and of the requests that are reset before they are read. */
const SPURNED = 0.03, CUT = 0.03;
/** How long an order may take, in milliseconds. */
const WORK_MS_MAX = 1200;

/** The plan. */
export class HostilePlan implements Plan {
  readonly #chance: Chance;
  readonly #network: Chance;

  constructor(private readonly hostility: Hostility) {
    this.#chance = new Chance(hostility.seed);
    this.#network = this.#chance.fork("network");
  }

  spurns(): boolean {
    return this.hostility.isStormy() && this.#network.hit(SPURNED);
  }

  cuts(): boolean {
    return this.hostility.isStormy() && this.#network.hit(CUT);
  }

  fate({ number }: AskedOrder): Fate {
    const chance = this.#chance.fork(`fate ${number}`);
    if (chance.hit(0.1)) {
      return { end: "refused", reason: chance.pick(["lowBalance", "busy", "unknownProduct"]) };
    }
    const afterMs = chance.hit(0.4) ? 0 : chance.between(1, WORK_MS_MAX);
    const [first = "done", ...others] = this.hostility.ends;
    const end = chance.hit(0.5) ? first : chance.pick([first, ...others]);
    return { end, afterMs, share: chance.pick([0.2, 0.5, 0.8]) };
  }

  turn(op: Op, number: string, nth: number, ageMs: number | null): Turn {
    const chance = this.#chance.fork(`${op} ${number} ${nth}`);
    const { lateMs, isStormy, isMute = false, favourite } = this.hostility;
    if (isMute && op === "query") {
      return { arrivesAfterMs: null, twist: "badGateway", manner: { kind: "plain" } };
    }
    if (isStormy() && favourite?.op === op && chance.hit(0.5) && this.#isEarly(op, ageMs)) {
      return { arrivesAfterMs: 0, twist: favourite.twist, manner: { kind: "plain" } };
    }
    if (!isStormy() || chance.hit(0.4)) {
      return { arrivesAfterMs: 0, twist: "none", manner: { kind: "plain" } };
    }
    const manner = this.#manner(chance);
    const twist = chance.hit(0.5) ? "none" : this.#twist(chance, op, ageMs);
    // What never arrives can't be answered as if it had.
    const isAnswered = twist === "none" || twist === "wrongCharset" || twist === "otherPrice" ||
      twist === "huge";
    const fate = isAnswered ? chance.hit(0.8) ? "atOnce" : "late" : chance.weigh({
      atOnce: 3,
      late: 2,
      never: 3,
    });
    const arrivesAfterMs = fate === "atOnce"
      ? 0
      : fate === "late"
      ? chance.between(1, lateMs)
      : null;
    return { arrivesAfterMs, twist, manner };
  }

  tellings(order: AskedOrder): readonly Telling[] {
    const chance = this.#chance.fork(`tell ${order.number}`);
    const { lies } = this.hostility;
    const { end } = this.fate(order);
    const contrary: State = end === "done" || end === "partly" ? "failed" : "done";
    const soon = () => chance.between(0, 400);
    const forged = (): Telling => ({ afterMs: soon(), state: contrary, isForged: true });
    const truth: Telling = { afterMs: soon() };
    switch (chance.weigh({ once: 4, twice: 2, old: 2, forged: 2, never: 2, lie: lies ? 6 : 0 })) {
      case "once":
        return [truth];
      case "twice":
        return [truth, truth, { afterMs: soon() }];
      case "old":
        return [{ afterMs: 0 }, { afterMs: soon(), state: "working" }];
      case "forged":
        return [forged(), truth, forged()];
      case "never":
        return [];
      case "lie":
        return chance.hit(0.5)
          ? [{ afterMs: 0 }, { afterMs: soon(), state: contrary }]
          : [{ afterMs: 0, state: contrary }, { afterMs: soon() }];
    }
  }

  #manner(chance: Chance): Manner {
    const { timeoutMs } = this.hostility;
    const kind = chance.weigh({
      plain: 8,
      late: 3,
      abrupt: 1,
      reset: 2,
      close: 1,
      half: 1,
      trickle: 1,
      silent: 1,
    });
    if (kind === "late") return { kind, afterMs: chance.between(timeoutMs / 2, timeoutMs * 2) };
    if (kind === "trickle") return { kind, everyMs: chance.between(1, timeoutMs / 10) };
    return { kind };
  }

  #twist(chance: Chance, op: Op, ageMs: number | null): Twist {
    const twist = chance.weigh<Twist>({
      none: 0,
      empty: 2,
      garbage: 2,
      unheardOf: 2,
      notFound: 3,
      badGateway: 3,
      redirect: 1,
      huge: 1,
      wrongCharset: 1,
      otherPrice: 1,
    });
    if (twist !== "notFound") return twist;
    return op === "query" && this.#isEarly(op, ageMs) ? "notFound" : "empty";
  }

  /** Whether nobody may believe yet what a query does not find. */
  #isEarly(op: Op, ageMs: number | null): boolean {
    return op !== "query" || ageMs !== null && ageMs < this.hostility.lateMs;
  }
}
