/**
 * Orders of the API as a terminal shows them.
 *
 * @module
 */
import { oneLine } from "../one_line.ts";

/** An order as the API shows it, with what the terminal shows of it. */
export interface ShownOrder {
  readonly server: string;
  readonly chargeId: string;
  readonly state: string;
  readonly channel: string | null;
  readonly chargeAcct: string;
  readonly chargeCash: string;
  readonly receivedAt: string;
  readonly reason?: string;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly delivery: Readonly<Record<string, unknown>>;
  readonly timeline: readonly { at: string; kind: string; note: string | null }[];
}

/** Whether an answer is an order. */
export function isOrder(value: unknown): value is ShownOrder {
  return typeof value === "object" && value !== null && "server" in value && "chargeId" in value &&
    "state" in value && "delivery" in value && "timeline" in value;
}

/** What names an order on a command line. */
export function nameOf({ server, chargeId }: Pick<ShownOrder, "server" | "chargeId">): string {
  return `${server}/${chargeId}`;
}

/** One line of a listing. */
export function orderLine(order: ShownOrder): string {
  const { receivedAt, state, channel, chargeAcct, chargeCash, result, delivery } = order;
  const cells = [
    receivedAt,
    nameOf(order).padEnd(20),
    state.padEnd(10),
    String(result?.retCode ?? "-"),
    String(delivery.state).padEnd(9),
    chargeCash.padStart(10),
    chargeAcct,
    channel ?? "-",
  ];
  return oneLine(cells.join("  "));
}

/** Everything that is known of an order, a line each. */
export function orderLines(order: ShownOrder): string[] {
  const { timeline, result, delivery, ...rest } = order;
  const lines = [
    ...pairs("", rest),
    ...pairs("result.", result ?? {}),
    ...pairs("delivery.", delivery),
    ...timeline.map(({ at, kind, note }) => `${at}  ${kind}${note === null ? "" : `  ${note}`}`),
  ];
  return lines.map(oneLine);
}

function pairs(prefix: string, of: object): string[] {
  return Object.entries(of)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) =>
      `${prefix}${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`
    );
}
