/**
 * Goes through the whole store for `czdock audit`, page by page, also while the program runs: every order and sum as it
 * stands there, and every row that is not as it must be.
 *
 * An order and its index rows are looked at in one read, which the store answers from one instant: what moves meanwhile is
 * never taken for a fault. The sums are read before the first order and after the last one, so whoever adds the orders up
 * knows between which two values their sum must lie. As in an export, every order that was stored at the beginning is met,
 * one that is pushed again meanwhile perhaps twice.
 *
 * @module
 */
import { joined } from "../bytes.ts";
import type { Order, OrderId } from "../order.ts";
import { idText, isClosed } from "../order.ts";
import { isStored } from "./stored_row.ts";
import { pagesBelow } from "./export.ts";
import { glanceOf } from "./glance.ts";
import { activeKey, doneKey, FORMAT_KEY, goneKey, indexKeys } from "./keys.ts";
import type { KeyPart, Kv, Row } from "./kv.ts";
import type { RememberedId } from "./order_codec.ts";
import { decodeStored } from "./order_codec.ts";
import type { Changes } from "./still_to_read.ts";
import { idInKey, StillToRead } from "./still_to_read.ts";
import { RowCounts, strayRows } from "./stray_rows.ts";
import { sumOf } from "./sums.ts";
import type { RowFault, SumLine } from "./survey_lines.ts";
import { placedLine, SURVEY_FORMAT, surveyLine } from "./survey_lines.ts";

/** Orders that are read side by side at the end. */
const LEFT_AT_ONCE = 32;
/**
 * Looks at an order that moves between them. After the last one the order counts all the same; of its index rows only those
 * are judged that were looked at in the same instant, and {@linkcode strayRows} looks at the others.
 */
const LOOKS_MAX = 8;

/** What a survey is made of. */
export interface SurveySource {
  readonly kv: Kv;
  /** The program's version. */
  readonly version: string;
  readonly atMs: number;
  /** The zone of the days of the sums. */
  readonly zone: string;
  readonly changes: Changes;
}

/** The bytes of a survey, a page of lines at a time. @throws the store can't be read */
export async function* surveyStore(source: SurveySource): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { kv, version, atMs, zone, changes } = source;
  const counts = { orders: 0, gone: 0, rows: 0 };
  const known = new RowCounts();
  const left = new StillToRead(changes);
  const lines = async (ids: readonly OrderId[], page: readonly Row[] = []) => {
    const looked = await Promise.all(ids.map((id, at) => lookAt(kv, id, page[at])));
    for (const { what, rows } of looked) {
      if (what !== null) counts[what]++;
      for (const key of rows) known.add(key);
    }
    return joined(looked.flatMap(({ lines }) => lines));
  };
  try {
    const at = new Date(atMs).toISOString();
    const running = changes !== null;
    yield joined([
      surveyLine({ czdock: "survey", format: SURVEY_FORMAT, version, at, zone, running }),
    ]);
    yield* sums(kv, "before");
    for await (const page of pagesBelow(kv, ["active"])) {
      page.forEach((row) => left.note(idInKey(row)));
    }
    for await (const page of pagesBelow(kv, ["done"])) {
      const ids = page.map(idInKey);
      for (const id of ids) left.met(id);
      yield await lines(ids, page);
    }
    // The answer to a commit that the reading did not see any more comes before the answer to this.
    await kv.get(FORMAT_KEY);
    for (const ids of left.groups(LEFT_AT_ONCE)) yield await lines(ids);
    for await (const { rows, faults } of strayRows(kv, known)) {
      counts.rows += rows;
      if (faults.length > 0) yield joined(faults.map((fault) => surveyLine({ fault })));
    }
    yield* sums(kv, "after");
    yield joined([surveyLine({ end: counts })]);
  } finally {
    left.stop();
  }
}

async function* sums(kv: Kv, when: SumLine["when"]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const page of pagesBelow(kv, ["sum"])) {
    yield joined(
      page.map((row) =>
        surveyLine({ sum: { when, key: row.key.slice(1) as KeyPart[], value: sumOf(row) } })
      ),
    );
  }
}

interface Looked {
  readonly what: "orders" | "gone" | null;
  /** Its index rows that are there. */
  readonly rows: readonly KeyPart[][];
  readonly lines: readonly Uint8Array[];
}

/** An order with all of its rows, as they are at one instant. @param seen what was last seen of it */
async function lookAt(kv: Kv, id: OrderId, seen?: Row): Promise<Looked> {
  let before = seen === undefined ? null : { row: seen, stored: readStored(seen) };
  let expected = rowsOf(id, before?.stored ?? null);
  for (let look = 0;; look++) {
    const rows = await kv.getMany([activeKey(id), doneKey(id), ...expected]);
    const [active, done, ...others] = rows;
    const places = [active, done].filter((one) => one !== undefined && isStored(one));
    const [row] = places;
    // Forgotten meanwhile.
    if (row === undefined) return { what: null, rows: [], lines: [] };
    const isSame = before !== null && before.row.versionstamp === row.versionstamp;
    const stored = isSame ? before?.stored ?? null : readStored(row);
    const wanted = isSame ? expected : rowsOf(id, stored);
    // A look asks for the rows that the order had at the look before.
    const isAll = isSame || sameKeys(wanted, expected);
    if (isAll || look === LOOKS_MAX) {
      return judged(id, { row, stored, places }, isAll ? others : ofKeys(others, wanted));
    }
    before = { row, stored };
    expected = wanted;
  }
}

function judged(
  id: OrderId,
  { row, stored, places }: {
    readonly row: Row;
    readonly stored: Order | RememberedId | null;
    /** Where an order of that number stands: one place, or two. */
    readonly places: readonly unknown[];
  },
  others: readonly Row[],
): Looked {
  const about = idText(id.server, id.chargeId);
  const key = row.key as KeyPart[];
  const fault = (kind: RowFault["kind"], at: readonly KeyPart[] = key) =>
    surveyLine({ fault: { kind, about, key: at } });
  const lines: Uint8Array[] = places.length > 1 ? [fault("twice")] : [];
  const { value } = row;
  if (stored === null || !(value instanceof Uint8Array)) {
    return { what: null, rows: [], lines: [...lines, fault("unreadable")] };
  }
  const place = key[0] === "active" ? "active" : "done";
  const glance = stored.state !== "gone" && isClosed(stored) ? glanceOf(stored) : null;
  const rows = others.filter(isStored).map((other) => other.key as KeyPart[]);
  for (const other of others) {
    const at = other.key as KeyPart[];
    if (!isStored(other)) lines.push(fault("missing", at));
    else if (glance !== null && !tells(other.value, glance)) lines.push(fault("stale", at));
  }
  if (stored.state === "gone") {
    if (place === "active") lines.push(fault("misplaced"));
    const { receivedAtMs } = stored;
    const line = surveyLine({ gone: { ...id, receivedAtMs } });
    return { what: "gone", rows, lines: [...lines, line] };
  }
  const isHere = stored.server === id.server && stored.fields.chargeId === id.chargeId &&
    isClosed(stored) === (place === "done");
  if (!isHere) lines.push(fault("misplaced"));
  return { what: "orders", rows, lines: [...lines, placedLine(place, value)] };
}

/** Whether an index row tells what is so; one of an earlier version tells less, or nothing. */
function tells(value: unknown, glance: string): boolean {
  return typeof value !== "string" || `${glance} `.startsWith(`${value} `);
}

function readStored({ value }: Row): Order | RememberedId | null {
  try {
    const stored = decodeStored(value);
    // What the rows of a settled order follow from.
    const isWhole = stored.state !== "settled" ||
      (stored.result !== undefined && stored.delivery !== undefined);
    return isWhole ? stored : null;
  } catch {
    return null;
  }
}

/** The rows that must be there besides. */
function rowsOf(id: OrderId, stored: Order | RememberedId | null): KeyPart[][] {
  if (stored === null) return [];
  if (stored.state === "gone") return [goneKey(id, stored.receivedAtMs)];
  return isClosed(stored) ? indexKeys(stored) : [];
}

/** Those of the rows that have one of the keys. */
function ofKeys(rows: readonly Row[], keys: readonly KeyPart[][]): readonly Row[] {
  const names = new Set(keys.map((key) => JSON.stringify(key)));
  return rows.filter(({ key }) => names.has(JSON.stringify(key)));
}

function sameKeys(a: KeyPart[][], b: KeyPart[][]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}
