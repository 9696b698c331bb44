/**
 * What a stored order must look like: a row that lacks something, or has something of the wrong kind in its place, is
 * damaged, and no guess is made at what it said.
 *
 * @module
 */

type Is = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Is>>;

const isText: Is = (value) => typeof value === "string";
const isName: Is = (value) => typeof value === "string" && value !== "";
const isInteger: Is = (value) => Number.isSafeInteger(value);
const isCount: Is = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isMoney: Is = (value) => typeof value === "bigint";
const orNull = (is: Is): Is => (value) => value === null || is(value);
const listOf = (is: Is): Is => (value) => Array.isArray(value) && value.every(is);
const oneOf = (...values: readonly unknown[]): Is => (value) => values.includes(value);
const recordOf = (is: Is): Is => (value) => isObject(value) && Object.values(value).every(is);

const FIELDS: Shape = {
  action: oneOf("CZ"),
  chargeId: isName,
  chargeAcct: isText,
  chargeCash: isMoney,
  chargeType: isCount,
  amount: isCount,
  faceValue: isMoney,
  var1: isText,
  var2: isText,
  var3: isText,
  var4: isText,
  productSn: isCount,
  nbrArea: isText,
  cardSn: isText,
  agentAcct: isText,
  cardId: isText,
  retRsn: isText,
  literals: recordOf(isText),
  unknown: recordOf(isText),
};

const EXCHANGE: Shape = {
  request: isText,
  answer: isText,
  tookMs: (value) => Number.isFinite(value),
};

const ENTRY: Shape = {
  atMs: isInteger,
  kind: isName,
  note: (value) => value === undefined || isText(value),
  exchange: (value) => value === undefined || wrongIn(value, EXCHANGE) === null,
};

const BASE: Shape = {
  server: isName,
  from: isText,
  receivedAtMs: isInteger,
  contentDigest: isText,
  supplierRef: orNull(isText),
  timeline: listOf((entry) => wrongIn(entry, ENTRY) === null),
};

const UNSETTLED: Shape = {
  ...BASE,
  sealed: orNull(isText),
  passedOver: listOf(isText),
  attempt: isCount,
};

const CLAIM: Shape = { by: isText, atMs: isInteger, untilMs: orNull(isInteger) };

const STATES: Readonly<Record<string, Shape>> = {
  received: UNSETTLED,
  queued: UNSETTLED,
  processing: {
    ...UNSETTLED,
    channel: isName,
    startedAtMs: isInteger,
    claim: orNull((claim) => wrongIn(claim, CLAIM) === null),
  },
  review: { ...UNSETTLED, channel: orNull(isText), reason: isText, holdUntilMs: isInteger },
  settled: { ...BASE, channel: orNull(isText) },
};

const RESULT: Shape = {
  retCode: oneOf(1, 2, 3),
  retDetail: isText,
  userContent: isText,
  retCost: isMoney,
  retBalance: isMoney,
  retCash: isMoney,
  atMs: isInteger,
  by: isText,
};

const DELIVERIES: Readonly<Record<string, Shape>> = {
  pending: {
    attempts: isCount,
    nextAtMs: isInteger,
    sinceMs: isInteger,
    lastError: orNull(isText),
  },
  confirmed: { attempts: isCount, confirmedAtMs: isInteger },
  abandoned: { attempts: isCount, abandonedAtMs: isInteger, lastError: orNull(isText) },
};

/** What is left of an order once its retention is over. */
const REMEMBERED: Shape = { contentDigest: isText, receivedAtMs: isInteger };

/** The name of the first part of an order, or of a remembered id, that is missing or of the wrong kind; `null`: none. */
export function wrongPart(stored: unknown): string | null {
  if (!isObject(stored)) return "order";
  const { state, fields, result, delivery } = stored;
  if (state === "gone") return wrongIn(stored, REMEMBERED);
  const shape = shapeOf(STATES, state);
  if (shape === null) return "state";
  const wrong = wrongIn(stored, shape) ?? prefixed("fields", wrongIn(fields, FIELDS));
  if (wrong !== null || state !== "settled") return wrong;
  const deliveryShape = isObject(delivery) ? shapeOf(DELIVERIES, delivery.state) : null;
  if (deliveryShape === null) return "delivery.state";
  return prefixed("result", wrongIn(result, RESULT)) ??
    prefixed("delivery", wrongIn(delivery, deliveryShape));
}

function shapeOf(shapes: Readonly<Record<string, Shape>>, name: unknown): Shape | null {
  return typeof name === "string" && Object.hasOwn(shapes, name) ? shapes[name] ?? null : null;
}

function wrongIn(value: unknown, shape: Shape): string | null {
  if (!isObject(value)) return "";
  for (const name in shape) {
    if (!shape[name]?.(value[name])) return name;
  }
  return null;
}

function prefixed(prefix: string, wrong: string | null): string | null {
  return wrong === null ? null : wrong === "" ? prefix : `${prefix}.${wrong}`;
}

/** Whether a value has members by name. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
