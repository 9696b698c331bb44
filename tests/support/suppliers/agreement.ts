/**
 * Whether czdock's results, what the suppliers did, and what the server heard are one story. Written apart from
 * `czdock audit`, which the same worlds are held against too (`three_books.ts`): it knows of lies, of proofs and of what
 * nobody could find out, and an error in the one is not in the other.
 *
 * @module
 */
import type { OrderJson } from "../../../lib/api/order_json.ts";
import type { Saying, SupplierBooks } from "./books.ts";

/** An order as czdock shows it. */
export type Shown = Pick<OrderJson, "chargeId" | "chargeCash" | "channel" | "state" | "result"> & {
  readonly timeline: readonly { readonly kind: string; readonly note: string | null }[];
};

/** One supplier. */
export interface Supplied {
  /** The name of its channel. */
  readonly channel: string;
  readonly books: SupplierBooks;
  /** Whether what its notifications say is believed; else czdock asks when one comes. */
  readonly isBelieved: boolean;
}

/** What the server knows of an order. */
export interface Server {
  readonly isAcked: boolean;
  /** The retCode that it was called back with; `null` where it was not. */
  readonly retCode: number | null;
}

/** What is looked at. */
export interface Story {
  readonly orders: ReadonlyMap<string, Shown>;
  readonly suppliers: readonly Supplied[];
  /** By chargeId. */
  readonly server: ReadonlyMap<string, Server>;
  /** Whether nobody could have found out what became of an order. */
  readonly isUnknowable: (chargeId: string) => boolean;
}

/** What says that nothing was done, or nothing that lasts. */
const PROOFS: readonly Saying[] = ["failed", "cancelled", "refused", "notFound"];

/** How czdock says that it has not asked at all: no product, or no connection. */
const NEVER_ASKED = /产品表里没有|未能连接/;

/** One attempt at an order. */
interface Attempt {
  readonly number: string;
  readonly supplied: Supplied;
  /** What czdock says of why it went on. */
  readonly why: string;
}

/** What is wrong, each as a sentence. */
export function disagreements(story: Story): string[] {
  const { orders, suppliers, server } = story;
  const faults = suppliers.flatMap(({ channel, books }) => [
    ...[...books.submissions].filter(([, times]) => times > 1).map(([number, times]) =>
      `${number} was submitted ${times} times to ${channel}`
    ),
    ...books.executions.filter(({ number }) => !orders.has(chargeIdOf(number))).map(({ number }) =>
      `${number} was executed by ${channel}, and czdock has no such order`
    ),
  ]);
  for (const [chargeId, { isAcked }] of server) {
    if (isAcked && !orders.has(chargeId)) faults.push(`${chargeId} was acked, and is lost`);
  }
  for (const order of orders.values()) {
    const those = orderFaults(order, story);
    faults.push(...those.map((fault) => `${order.chargeId} ${fault}: ${tale(order)}`));
  }
  return faults;
}

function orderFaults(order: Shown, { suppliers, server, isUnknowable }: Story): string[] {
  const { chargeId, result, chargeCash } = order;
  const faults: string[] = [];
  const must = (right: boolean, fault: string) => right || faults.push(fault);
  const heard = server.get(chargeId);
  if (result === null) return [`has no result (${order.state})`];
  must(heard?.retCode === result.retCode, `was called back with ${heard?.retCode}`);
  const attempts = attemptsAt(order, suppliers);
  const executed = suppliers.flatMap(({ channel, books }) =>
    books.executions.filter(({ number }) => chargeIdOf(number) === chargeId)
      .map((execution) => ({ ...execution, channel }))
  );
  const [execution] = executed;
  must(executed.length <= 1, `was executed ${executed.length} times`);
  must(execution === undefined || heard?.isAcked !== false, "was executed, and was never acked");
  const contradicted = order.timeline.some(({ kind }) => kind === "contradicted");
  const isLiar = ({ number, supplied: { books, isBelieved } }: Attempt) =>
    isBelieved && books.lies.has(number);
  if (attempts.some(isLiar)) {
    // Whoever is lied to may believe it; but the lie and the truth must both be seen.
    const both = attempts.some(({ number, supplied: { books } }) =>
      heardBoth(books.heard.get(number))
    );
    must(!both || contradicted, "was told two things, and shows one");
    return faults;
  }
  must(!contradicted || result.retCode === 2, "shows a contradiction that nobody has told");
  if (result.retCode === 1) {
    must(execution !== undefined, "has result 1, and was not executed");
    const cash = (execution?.cashMilli ?? 0) / 1000;
    must(Number(result.retCash) === cash, `has retCash ${result.retCash}, and ${cash} has arrived`);
    must(
      order.channel === execution?.channel,
      `is ${order.channel}'s, not ${execution?.channel}'s`,
    );
  } else {
    must(
      Number(result.retCash) === 0,
      `has result ${result.retCode} of ${chargeCash} with retCash`,
    );
  }
  if (result.retCode === 2) must(isUnknowable(chargeId), "has result 2, and it could be known");
  if (result.retCode === 3) must(execution === undefined, "has result 3, and was executed");
  const abandoned = result.retCode === 3 ? attempts : attempts.slice(0, -1);
  for (const attempt of abandoned) {
    must(hasProof(attempt), `was given up at ${attempt.supplied.channel} without proof`);
  }
  return faults;
}

function heardBoth(heard: ReadonlySet<Saying> | undefined): boolean {
  const isOne = (...sayings: Saying[]) => sayings.some((saying) => heard?.has(saying));
  return isOne("done", "partly") && isOne("failed", "cancelled");
}

/** The attempts at suppliers, as czdock's timeline has them. */
function attemptsAt({ timeline, chargeId }: Shown, suppliers: readonly Supplied[]): Attempt[] {
  return timeline.filter(({ kind }) => kind === "started").flatMap(({ note: channel }, at) => {
    const supplied = suppliers.find((one) => one.channel === channel);
    if (supplied === undefined) return [];
    const end = timeline.find(({ kind, note }) =>
      kind === "untouched" && note?.startsWith(`${channel}: `)
    );
    return [{ number: `main-${chargeId}-${at + 1}`, supplied, why: end?.note ?? "" }];
  });
}

/** Whether the supplier has said that nothing came of it, or czdock has never asked it and it has never heard of it. */
function hasProof({ number, supplied: { books }, why }: Attempt): boolean {
  const told = books.told.get(number);
  if (PROOFS.some((saying) => told?.has(saying))) return true;
  return NEVER_ASKED.test(why) && told === undefined && !books.submissions.has(number);
}

/** Of a reference such as `main-196-1`. */
export function chargeIdOf(number: string): string {
  return number.split("-").at(-2) ?? "";
}

function tale({ result, timeline }: Shown): string {
  return `${result?.retCode} ${result?.retDetail}: ` +
    timeline.map(({ kind, note }) => `${kind} ${note ?? ""}`).join(", ");
}
