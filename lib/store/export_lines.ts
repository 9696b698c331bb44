/**
 * The form of an export: JSON lines in UTF-8. The first says what it is, the last how many lines lie between and the digest
 * of all bytes before it, so that one that was cut short is known.
 *
 * ```text
 * {"czdock":"export","format":1,"version":"0.1.0","at":"2026-11-26T01:00:00.000Z","key":"5f0c…","running":false}
 * {"order":{…}}          an order as the store keeps it, its two passwords encrypted as there
 * {"gone":{…}}           an id that is remembered
 * {"end":{"orders":1,"gone":1,"sha256":"…"}}
 * ```
 *
 * @module
 */
import type { Order, OrderId } from "../order.ts";
import type { RememberedId } from "./order_codec.ts";
import { decodeOrder } from "./order_codec.ts";

/** The form that this program writes and reads. */
export const EXPORT_FORMAT = 1;

/** The first line. */
export interface ExportHead {
  readonly czdock: "export";
  readonly format: number;
  /** Of the program that wrote it. */
  readonly version: string;
  /** When it was begun; what happened later may or may not be in it. */
  readonly at: string;
  /** Which key the passwords are encrypted under, and the digests made with: the store's key file has it. */
  readonly key: string;
  /** Whether the program ran meanwhile, and went on after it. */
  readonly running: boolean;
}

/** The last line. */
export interface ExportEnd {
  readonly orders: number;
  readonly gone: number;
  /** Of all bytes before this line. */
  readonly sha256: string;
}

/** An id that is remembered. */
export type GoneLine = OrderId & Omit<RememberedId, "state">;

/** A line, understood. `bytes` is the order as it stands there. */
export type ExportLine =
  | { readonly kind: "head"; readonly head: ExportHead }
  | { readonly kind: "order"; readonly order: Order; readonly bytes: Uint8Array }
  | { readonly kind: "gone"; readonly gone: GoneLine }
  | { readonly kind: "end"; readonly end: ExportEnd };

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const ORDER_BEGINS = encoder.encode('{"order":');
const ORDER_ENDS = encoder.encode("}\n");

/** The line of an order. @param value as the store has it */
export function orderLine(value: Uint8Array): Uint8Array {
  const line = new Uint8Array(ORDER_BEGINS.length + value.length + ORDER_ENDS.length);
  line.set(ORDER_BEGINS);
  line.set(value, ORDER_BEGINS.length);
  line.set(ORDER_ENDS, ORDER_BEGINS.length + value.length);
  return line;
}

/** The line of anything else. */
export function jsonLine(said: ExportHead | { gone: GoneLine } | { end: ExportEnd }): Uint8Array {
  return encoder.encode(`${JSON.stringify(said)}\n`);
}

/**
 * Reads a line.
 *
 * @param line without its end
 * @throws {Error} it is none, with what is wrong with it
 */
export function readLine(line: Uint8Array): ExportLine {
  if (beginsAsOrder(line)) return readOrderLine(line.subarray(ORDER_BEGINS.length, -1));
  const said: unknown = JSON.parse(decoder.decode(line));
  if (typeof said !== "object" || said === null) throw new TypeError("no object");
  if ("czdock" in said && said.czdock === "export") return { kind: "head", head: headIn(said) };
  if ("gone" in said) return { kind: "gone", gone: goneIn(said.gone) };
  if ("end" in said) return { kind: "end", end: endIn(said.end) };
  throw new TypeError("neither order, gone, end nor the first line");
}

function beginsAsOrder(line: Uint8Array): boolean {
  return line.length > ORDER_BEGINS.length && ORDER_BEGINS.every((byte, at) => line[at] === byte);
}

function readOrderLine(bytes: Uint8Array): ExportLine {
  return { kind: "order", order: decodeOrder(bytes), bytes };
}

function headIn(said: object): ExportHead {
  const { format, version, at, key, running } = fieldsOf(said);
  need(format === EXPORT_FORMAT, `format (${EXPORT_FORMAT})`);
  need(isText(version), "version");
  need(isText(at) && !Number.isNaN(Date.parse(at)), "at");
  need(isText(key), "key");
  need(typeof running === "boolean", "running");
  return { czdock: "export", format: EXPORT_FORMAT, version, at, key, running };
}

function goneIn(said: unknown): GoneLine {
  const { server, chargeId, receivedAtMs, contentDigest } = fieldsOf(said);
  need(isText(server), "gone.server");
  need(isText(chargeId), "gone.chargeId");
  need(isCount(receivedAtMs), "gone.receivedAtMs");
  need(isText(contentDigest), "gone.contentDigest");
  return { server, chargeId, receivedAtMs, contentDigest };
}

function endIn(said: unknown): ExportEnd {
  const { orders, gone, sha256 } = fieldsOf(said);
  need(isCount(orders), "end.orders");
  need(isCount(gone), "end.gone");
  need(isText(sha256), "end.sha256");
  return { orders, gone, sha256 };
}

function fieldsOf(said: unknown): Record<string, unknown> {
  return typeof said === "object" && said !== null ? { ...said } : {};
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function need(fine: boolean, what: string): asserts fine {
  if (!fine) throw new TypeError(`${what} is missing or wrong`);
}
