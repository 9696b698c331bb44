/**
 * The whole store as lines, page by page, also while the program runs.
 *
 * Every order that was stored when the export began is in it, in a state that it had while the export ran; of those that
 * came later, some are. One that is pushed again meanwhile may be there twice (`still_to_read.ts`), which an import takes for
 * the same order.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { joined } from "../bytes.ts";
import type { ExportHead } from "./export_lines.ts";
import { EXPORT_FORMAT, jsonLine, orderLine } from "./export_lines.ts";
import { FORMAT_KEY } from "./keys.ts";
import type { Key, KeyPart, Kv, Row } from "./kv.ts";
import { below } from "./kv.ts";
import type { Changes } from "./still_to_read.ts";
import { idInKey, StillToRead } from "./still_to_read.ts";
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
  readonly changes: Changes;
  /** Told of a row that holds no order; it is left out. */
  unreadable(key: readonly unknown[]): void;
}

/** The bytes of an export, a page of lines at a time. @throws the store can't be read */
export async function* exportStore(source: ExportSource): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { kv, changes } = source;
  const lines = new Lines(source);
  const left = new StillToRead(changes);
  try {
    yield lines.head();
    for await (const page of pagesBelow(kv, ["active"])) {
      page.forEach((row) => left.note(idInKey(row)));
    }
    for await (const page of pagesBelow(kv, ["done"])) {
      for (const row of page) {
        left.met(idInKey(row));
        lines.add(row);
      }
      yield lines.take();
    }
    // The answer to a commit that the reading did not see any more comes before the answer to this.
    await kv.get(FORMAT_KEY);
    for (const ids of left.groups(EXPORT_PAGE_ROWS)) {
      const rows = await Promise.all(ids.map((id) => readRow(kv, id)));
      for (const row of rows) if (row !== null) lines.add(row);
      yield lines.take();
    }
    yield lines.end();
  } finally {
    left.stop();
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
