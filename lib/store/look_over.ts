/**
 * A look at the file of a store before Deno KV has it: KV's own thread aborts the process over a damaged one.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";

/**
 * Reads the first row of every table, which is where KV begins. Changes nothing, and costs the same for every size; damage
 * further inside shows when it is read.
 *
 * @throws {Error} the file can't be read, or is no database
 */
export function lookOver(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    for (const { name } of tables) {
      database.prepare(`SELECT * FROM "${String(name).replaceAll('"', '""')}" LIMIT 1`).all();
    }
  } finally {
    database.close();
  }
}
