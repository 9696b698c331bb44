/**
 * The whole store as lines, page by page, also while the program runs.
 *
 * Every order that was stored when the export began is in it, in a state that it had while the export ran; of those that
 * came later, some are. The ids of the orders that are not closed are noted first, then the closed ones are written, and
 * last what is left of the noted ones, wherever they stand by then: an order that closes meanwhile is met among the closed
 * ones or at the end. One that is pushed again meanwhile leaves the closed ones, perhaps before it was met, so it is noted
 * too; it may be there twice then, which an import takes for the same order.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { joined } from "../bytes.ts";
import type { OrderId } from "../order.ts";
import { idOf, idText, isClosed } from "../order.ts";
import type { ExportHead } from "./export_lines.ts";
import { EXPORT_FORMAT, jsonLine, orderLine } from "./export_lines.ts";
import { FORMAT_KEY } from "./keys.ts";
import type { Key, KeyPart, Kv, Row } from "./kv.ts";
import { below } from "./kv.ts";
import type { OrderListener } from "./outcomes.ts";
import type { StoredRow } from "./stored_row.ts";
import { isStored, readRow, readStored } from "./stored_row.ts";

/** Rows that are read at a time: an ack waits for one page at most. */
export const EXPORT_PAGE_ROWS = 64;

/** What an export is made of. */
export interface ExportSource {
  readonly kv: Kv;
  /** `keyId` of the store's secrets. */
  readonly keyId: string;
  /** The program's version. */
  readonly version: string;
  readonly atMs: number;
  /** The changes that go on meanwhile; `null` where nobody else has the store. */
  readonly changes: { onChange(listener: OrderListener): () => void } | null;
  /** Told of a row that holds no order; it is left out. */
  unreadable(key: readonly unknown[]): void;
}

/** The bytes of an export, a page of lines at a time. @throws the store can't be read */
export async function* exportStore(source: ExportSource): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { kv, changes } = source;
  const lines = new Lines(source);
  const left = new Map<string, OrderId>();
  const note = (id: OrderId) => void left.set(idText(id.server, id.chargeId), id);
  const noMore = changes?.onChange((order, before) => {
    if (before === null || !isClosed(before) || isClosed(order)) return;
    note(idOf(order));
  });
  try {
    yield lines.head();
    for await (const page of pagesBelow(kv, ["active"])) page.forEach((row) => note(idInKey(row)));
    for await (const page of pagesBelow(kv, ["done"])) {
      for (const row of page) {
        const id = idInKey(row);
        left.delete(idText(id.server, id.chargeId));
        lines.add(row);
      }
      yield lines.take();
    }
    // The answer to a commit that the reading did not see any more comes before the answer to this.
    await kv.get(FORMAT_KEY);
    for (const ids of groups([...left.values()])) {
      const rows = await Promise.all(ids.map((id) => readRow(kv, id)));
      for (const row of rows) if (row !== null) lines.add(row);
      yield lines.take();
    }
    yield lines.end();
  } finally {
    noMore?.();
  }
}

/** The rows below a prefix, a page at a time; each page is read when it is asked for. */
export async function* pagesBelow(kv: Kv, prefix: Key): AsyncGenerator<StoredRow[]> {
  const { start, end } = below(prefix);
  for (let next: KeyPart[] | null = start; next !== null;) {
    const options = { limit: EXPORT_PAGE_ROWS };
    const found: Row[] = await Array.fromAsync(kv.list({ start: next, end }, options));
    const rows = found.filter(isStored);
    const last: StoredRow | undefined = rows.at(-1);
    // The first key that can come after it.
    next = last === undefined ? null : [...last.key as KeyPart[], ""];
    if (rows.length > 0) yield rows;
  }
}

function* groups(ids: readonly OrderId[]): Iterable<readonly OrderId[]> {
  for (let at = 0; at < ids.length; at += EXPORT_PAGE_ROWS) {
    yield ids.slice(at, at + EXPORT_PAGE_ROWS);
  }
}

function idInKey({ key: [, server, chargeId] }: StoredRow): OrderId {
  return { server: String(server), chargeId: String(chargeId) };
}

/** Gathers the lines of a page, counts them, and digests all. */
class Lines {
  readonly #hash = createHash("sha256");
  readonly #counts = { orders: 0, gone: 0 };
  #lines: Uint8Array[] = [];

  constructor(private readonly source: ExportSource) {}

  head(): Uint8Array<ArrayBuffer> {
    const { version, atMs, keyId, changes } = this.source;
    const head: ExportHead = {
      czdock: "export",
      format: EXPORT_FORMAT,
      version,
      at: new Date(atMs).toISOString(),
      key: keyId,
      running: changes !== null,
    };
    this.#lines.push(jsonLine(head));
    return this.take();
  }

  add(row: StoredRow): void {
    const { value } = row;
    try {
      const stored = readStored(row);
      if (stored.state === "gone") {
        const { contentDigest, receivedAtMs } = stored;
        this.#lines.push(jsonLine({ gone: { ...idInKey(row), receivedAtMs, contentDigest } }));
        this.#counts.gone++;
      } else if (value instanceof Uint8Array) {
        this.#lines.push(orderLine(value));
        this.#counts.orders++;
      }
    } catch {
      this.source.unreadable(row.key);
    }
  }

  take(): Uint8Array<ArrayBuffer> {
    const bytes = joined(this.#lines);
    this.#lines = [];
    this.#hash.update(bytes);
    return bytes;
  }

  end(): Uint8Array<ArrayBuffer> {
    const sha256 = this.#hash.digest("hex");
    return new Uint8Array(jsonLine({ end: { ...this.#counts, sha256 } }));
  }
}
