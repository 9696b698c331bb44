/**
 * The form of a survey, for `czdock audit`: JSON lines in UTF-8, what stands in the store as it stands there, and what is
 * wrong with its rows.
 *
 * ```text
 * {"czdock":"survey","format":1,"version":"0.1.0","at":"2026-11-26T01:00:00.000Z","zone":"Asia/Shanghai","running":true}
 * {"sum":{"when":"before","key":["all","received"],"value":"12"}}
 * {"active":{…}}         an order under `active`, as the store keeps it
 * {"done":{…}}           one under `done`
 * {"gone":{…}}           an id that is remembered
 * {"fault":{"kind":"missing","about":"main/196","key":["by","server",…]}}
 * {"end":{"orders":1,"gone":1,"rows":3}}
 * ```
 *
 * @module
 */
import type { Order } from "../order.ts";
import type { KeyPart } from "./kv.ts";
import { decodeOrder } from "./order_codec.ts";

/** The form that this program writes and reads. */
export const SURVEY_FORMAT = 1;

/** The first line. */
export interface SurveyHead {
  readonly czdock: "survey";
  readonly format: number;
  /** Of the program that reads the store. */
  readonly version: string;
  readonly at: string;
  /** The zone of the days of the sums. */
  readonly zone: string;
  /** Whether the program goes on meanwhile. */
  readonly running: boolean;
}

/** A row that is not as it must be. */
export interface RowFault {
  /**
   * `unreadable`: it holds no order; `misplaced`: its order belongs elsewhere; `twice`: its order stands under `active` and
   * `done`; `missing`: the index row is not there; `stale`: the index row tells something else than its order; `stray`: no
   * order has that index row.
   */
  readonly kind: "unreadable" | "misplaced" | "twice" | "missing" | "stale" | "stray";
  /** The order, as `idText` names it. */
  readonly about: string;
  readonly key: readonly KeyPart[];
}

/** A kept sum, at the beginning of the survey or at its end. */
export interface SumLine {
  readonly when: "before" | "after";
  /** Without the `sum` before it. */
  readonly key: readonly KeyPart[];
  readonly value: bigint;
}

/** An id that is remembered. */
export interface GoneId {
  readonly server: string;
  readonly chargeId: string;
  readonly receivedAtMs: number;
}

/** How many orders, remembered ids and index rows were looked at. */
export interface SurveyEnd {
  readonly orders: number;
  readonly gone: number;
  readonly rows: number;
}

/** A line, understood. */
export type SurveyLine =
  | { readonly kind: "head"; readonly head: SurveyHead }
  | { readonly kind: "sum"; readonly sum: SumLine }
  | { readonly kind: "order"; readonly place: "active" | "done"; readonly order: Order }
  | { readonly kind: "gone"; readonly gone: GoneId }
  | { readonly kind: "fault"; readonly fault: RowFault }
  | { readonly kind: "end"; readonly end: SurveyEnd };

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const ENDS = encoder.encode("}\n");
const BEGINS = {
  active: encoder.encode('{"active":'),
  done: encoder.encode('{"done":'),
} as const;

/** The line of an order. @param value as the store has it */
export function placedLine(place: "active" | "done", value: Uint8Array): Uint8Array {
  const begins = BEGINS[place];
  const line = new Uint8Array(begins.length + value.length + ENDS.length);
  line.set(begins);
  line.set(value, begins.length);
  line.set(ENDS, begins.length + value.length);
  return line;
}

/** The line of anything else. */
export function surveyLine(
  said: SurveyHead | { sum: SumLine } | { gone: GoneId } | { fault: RowFault } | { end: SurveyEnd },
): Uint8Array {
  const text = JSON.stringify(
    said,
    (_, value) => typeof value === "bigint" ? value.toString() : value,
  );
  return encoder.encode(`${text}\n`);
}

/** Our own lines, as JSON has them. */
interface Said {
  readonly sum?: Omit<SumLine, "value"> & { readonly value: string };
  readonly gone?: GoneId;
  readonly fault?: RowFault;
  readonly end?: SurveyEnd;
}

/**
 * Reads a line.
 *
 * @param line without its end
 * @throws {Error} it is none
 */
export function readSurveyLine(line: Uint8Array): SurveyLine {
  for (const place of ["active", "done"] as const) {
    const begins = BEGINS[place];
    if (begins.every((byte, at) => line[at] === byte)) {
      return { kind: "order", place, order: decodeOrder(line.slice(begins.length, -1)) };
    }
  }
  const said: Partial<SurveyHead> & Said = JSON.parse(decoder.decode(line));
  if (said.czdock === "survey" && said.format === SURVEY_FORMAT) {
    const { czdock, format, version = "", at = "", zone = "", running = false } = said;
    return { kind: "head", head: { czdock, format, version, at, zone, running } };
  }
  const { sum, gone, fault, end } = said;
  if (sum !== undefined) return { kind: "sum", sum: { ...sum, value: BigInt(sum.value) } };
  if (gone !== undefined) return { kind: "gone", gone };
  if (fault !== undefined) return { kind: "fault", fault };
  if (end !== undefined) return { kind: "end", end };
  throw new TypeError("no line of a survey");
}
