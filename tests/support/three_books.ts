/**
 * The books of the played server, of czdock and of its suppliers, compared by the code of `czdock audit`.
 *
 * The server's and the suppliers' books are independent: the fakes keep them in their own process, of what really came and
 * went over their connections. Who judges is czdock's own code, over what czdock tells of its store; that it finds what is
 * wrong is shown by planted faults in `tests/audit/`, and a store that lies to it is found by the fakes' books.
 *
 * @module
 */
import { Books } from "../../lib/audit/books.ts";
import { ServerBook } from "../../lib/audit/server_book.ts";
import { SupplierBooks } from "../../lib/audit/supplier_book.ts";
import { ApiClient } from "../../lib/console/api.ts";
import { bookLines } from "../../lib/platform/book.ts";
import type { Ledger } from "../../lib/platform/ledger.ts";
import { auditOf } from "./audits.ts";

/** What the others say. */
export interface OthersBooks {
  /** The server's; `null` where nobody kept one. */
  readonly ledger: Ledger | null;
  /** The text of each supplier's, by channel. */
  readonly suppliers: Readonly<Record<string, string>>;
}

/** Nobody else is asked. */
export const NO_BOOKS: OthersBooks = { ledger: null, suppliers: {} };

/** What an audit of the czdock at a web port finds, each as a sentence. @throws {ApiFailed} it can't be asked */
export async function auditRunning(webPort: number, others: OthersBooks) {
  const client = new ApiClient({ host: "127.0.0.1", port: webPort }, undefined);
  return await auditOf(client.bytes("/api/survey.ndjson"), await booksOf(others));
}

async function booksOf({ ledger, suppliers }: OthersBooks): Promise<Books> {
  const server = ledger === null
    ? null
    : await ServerBook.read(bytesOf(bookLines(ledger, "book.ndjson")), "main", Date.now());
  const theirs = new SupplierBooks();
  for (const [channel, text] of Object.entries(suppliers)) {
    await theirs.read({ channel, bytes: bytesOf([text]), atMs: Date.now() }, "main");
  }
  return new Books(server, theirs, { fromMs: -Infinity, toMs: Infinity });
}

async function* bytesOf(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const text of texts) yield encoder.encode(`${text}\n`);
}
