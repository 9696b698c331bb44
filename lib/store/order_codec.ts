/**
 * Orders as the store keeps them: JSON in UTF-8, money as text, times in the timeline counted from the receipt, and
 * nothing that has its default. Short on purpose: SQLite gives a row of more than about a thousand bytes a page of its
 * own, and an order is stored four times in its life.
 *
 * @module
 */
import { letGoOfOldest } from "../bounded.ts";
import type { Order, TimelineEntry } from "../order.ts";
import type { OrderFields } from "../order_fields.ts";
import type { Result } from "../result.ts";
import { formatMoney, parseMoney } from "../money.ts";
import { isObject, wrongPart } from "./order_shape.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What is left of an order once its retention is over: enough to know it again. */
export interface RememberedId {
  readonly state: "gone";
  readonly contentDigest: string;
  readonly receivedAtMs: number;
}

/** Fields as most packets have them; what equals its default is not stored. */
const FIELD_DEFAULTS = {
  action: "CZ",
  chargeType: 0,
  amount: 1,
  faceValue: 0n,
  var1: "",
  var2: "",
  var3: "",
  var4: "",
  productSn: 0,
  nbrArea: "",
  cardSn: "",
  agentAcct: "",
  cardId: "0",
  retRsn: "",
} as const satisfies Partial<OrderFields>;

const RESULT_DEFAULTS = {
  userContent: "",
  retCost: 0n,
  retBalance: 0n,
  retCash: 0n,
} as const satisfies Partial<Result>;

/** In the order they are stored, so that an order is the same bytes whenever it is written. */
const FIELD_NAMES = ["chargeId", "chargeAcct", "chargeCash", ...Object.keys(FIELD_DEFAULTS)];
const RESULT_NAMES = ["retCode", "retDetail", "atMs", "by", ...Object.keys(RESULT_DEFAULTS)];

const FIELD_MONEY = ["chargeCash", "faceValue"] as const;
const RESULT_MONEY = ["retCost", "retBalance", "retCash"] as const;

/**
 * The texts of the fields of the orders that were encoded last, oldest first: they never change, and most orders are encoded
 * four times within a second. An order that waits for a person for hours is to keep no text meanwhile.
 */
const fieldTexts = new Map<OrderFields, string>();
/** Texts that are kept, at most. */
export const FIELD_TEXTS_MAX = 1000;

/** An order as bytes. */
export function encodeOrder(order: Order): Uint8Array {
  const { fields, timeline, ...life } = order;
  const stored = life.state === "settled"
    ? { ...life, result: withoutDefaults({ ...life.result }, RESULT_NAMES, RESULT_DEFAULTS) }
    : life;
  const entries = timeline.map((entry) => encodeEntry(entry, order.receivedAtMs));
  const text = JSON.stringify({ ...stored, ...absent(order), timeline: entries });
  return encoder.encode(`${text.slice(0, -1)},"fields":${fieldsText(fields)}}`);
}

/** What says that there is nothing is not stored. */
function absent(order: Order) {
  return {
    ...(order.supplierRef === null ? { supplierRef: undefined } : {}),
    ...(order.state === "processing" && order.claim === null ? { claim: undefined } : {}),
  };
}

type StoredEntry = readonly [
  sinceMs: number,
  kind: TimelineEntry["kind"],
  note?: string | null,
  request?: string,
  answer?: string,
  tookMs?: number,
];

function encodeEntry({ atMs, kind, note, exchange }: TimelineEntry, fromMs: number): StoredEntry {
  const sinceMs = atMs - fromMs;
  if (exchange === undefined) return note === undefined ? [sinceMs, kind] : [sinceMs, kind, note];
  const { request, answer, tookMs } = exchange;
  return [sinceMs, kind, note ?? null, request, answer, tookMs];
}

function decodeEntry(
  [sinceMs, kind, note, request, answer = "", tookMs = 0]: StoredEntry,
  fromMs: number,
): TimelineEntry {
  return {
    atMs: fromMs + sinceMs,
    kind,
    ...(note === undefined || note === null ? {} : { note }),
    ...(request === undefined ? {} : { exchange: { request, answer, tookMs } }),
  };
}

function isEntry(stored: unknown): stored is StoredEntry {
  return Array.isArray(stored);
}

function fieldsText(fields: OrderFields): string {
  let text = fieldTexts.get(fields);
  if (text === undefined) {
    text = JSON.stringify(encodeFields(fields));
    fieldTexts.set(fields, text);
    letGoOfOldest(fieldTexts, FIELD_TEXTS_MAX);
  }
  return text;
}

/** What is kept of an order once its retention is over. */
export function encodeRememberedId(
  { contentDigest, receivedAtMs }: Pick<RememberedId, "contentDigest" | "receivedAtMs">,
): Uint8Array {
  const remembered: RememberedId = { state: "gone", contentDigest, receivedAtMs };
  return encoder.encode(JSON.stringify(remembered));
}

/**
 * Reads what {@linkcode encodeOrder} or {@linkcode encodeRememberedId} wrote.
 *
 * @throws {TypeError} the bytes are neither: the store was changed by something else
 */
export function decodeStored(value: unknown): Order | RememberedId {
  if (!(value instanceof Uint8Array)) throw new TypeError("a stored order is not bytes");
  const stored: unknown = JSON.parse(decoder.decode(value));
  if (isObject(stored) && stored.state !== "gone") fillIn(stored);
  const wrong = wrongPart(stored);
  if (wrong !== null) throw new TypeError(`a stored order's ${wrong} is missing or wrong`);
  return stored as Order | RememberedId;
}

/** What has its default, and what is stored in another form. Whatever can't be filled in stays as it is. */
function fillIn(stored: Record<string, unknown>): void {
  const { state, fields, timeline, receivedAtMs, result } = stored;
  if (isObject(fields)) stored.fields = decodeFields(fields);
  if (Array.isArray(timeline)) {
    stored.timeline = timeline.map((entry: unknown) =>
      isEntry(entry) ? decodeEntry(entry, Number(receivedAtMs)) : entry
    );
  }
  stored.supplierRef ??= null;
  if (state === "processing") stored.claim ??= null;
  if (state === "settled" && isObject(result)) {
    stored.result = { ...RESULT_DEFAULTS, ...withMoney(result, RESULT_MONEY) };
  }
}

/** {@linkcode decodeStored} where only an order can stand. */
export function decodeOrder(value: unknown): Order {
  const stored = decodeStored(value);
  if (stored.state === "gone") throw new TypeError("a remembered id stands where an order should");
  return stored;
}

function encodeFields({ literals, unknown, ...fields }: OrderFields): Record<string, unknown> {
  const stored = withoutDefaults({ ...fields }, FIELD_NAMES, FIELD_DEFAULTS);
  // Nearly always the digits themselves.
  if (literals.chargeId !== fields.chargeId || literals.cardId !== fields.cardId) {
    stored.literals = literals;
  }
  if (Object.keys(unknown).length > 0) stored.unknown = unknown;
  return stored;
}

function decodeFields(stored: Record<string, unknown>): Record<string, unknown> {
  const fields = { ...FIELD_DEFAULTS, ...withMoney(stored, FIELD_MONEY) };
  const { literals, unknown } = stored;
  return {
    ...fields,
    literals: literals ?? { chargeId: stored.chargeId, cardId: fields.cardId },
    unknown: unknown ?? {},
  };
}

function withoutDefaults(
  from: Record<string, unknown>,
  names: readonly string[],
  defaults: Record<string, unknown>,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const value = from[name];
    if (value === defaults[name]) continue;
    kept[name] = typeof value === "bigint" ? formatMoney(value) : value;
  }
  return kept;
}

/** Texts of the named amounts, where they are there, as money. */
function withMoney(stored: Record<string, unknown>, names: readonly string[]) {
  for (const name of names) {
    const text = stored[name];
    if (text === undefined) continue;
    const money = typeof text === "string" ? parseMoney(text) : null;
    if (money === null) throw new TypeError(`a stored amount is ${JSON.stringify(text)}`);
    stored[name] = money;
  }
  return stored;
}
