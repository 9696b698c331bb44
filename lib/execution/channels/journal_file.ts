/**
 * The simulator's books in a file, one JSON line an execution.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Journal } from "./simulate.ts";

/**
 * Opens the books, reading what is in them; their folder is made where it is not there. A line is written in one go before
 * the execution counts; a last line that a power cut left unfinished does not count.
 *
 * @throws {Deno.errors} the file can't be opened or written
 */
export function openJournal(path: string): Journal & { close(): void } {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const file = Deno.openSync(path, { create: true, read: true, append: true, mode: 0o600 });
  const references = new Set<string>();
  const text = Deno.readTextFileSync(path);
  for (const line of text.split("\n")) {
    const reference = /^\{"reference":"([^"]+)".*\}$/.exec(line)?.[1];
    if (reference !== undefined) references.add(reference);
  }
  const encoder = new TextEncoder();
  // What comes next must not become part of an unfinished line.
  if (text !== "" && !text.endsWith("\n")) file.writeSync(encoder.encode("\n"));
  return {
    has: (reference) => references.has(reference),
    add(entry) {
      file.writeSync(encoder.encode(JSON.stringify(entry) + "\n"));
      references.add(entry.reference);
    },
    close: () => file.close(),
  };
}
