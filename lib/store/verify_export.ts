/**
 * Whether an export can be restored: it is restored, into a store that nobody uses, and what is there then is compared with
 * what it says.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { exportStore } from "./export.ts";
import { takeAll } from "./import.ts";
import type { Kv } from "./kv.ts";
import { encodeOrder } from "./order_codec.ts";
import type { ExportSummary, NumberedLine } from "./read_export.ts";
import { ExportRefused, readExport } from "./read_export.ts";
import { readTotals } from "./sums.ts";
import { Writer } from "./writer.ts";

/** How an export is checked. */
export interface VerifyParts {
  /** An empty store of its own. */
  readonly scratch: Kv;
  readonly clock: Clock;
  /** The export. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Slows the reading of the scratch store down. */
  readonly paced: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

/**
 * Restores an export and compares every order and every id.
 *
 * @throws {ExportRefused} it can't be restored, or the restored store is another one
 * @throws the file or the scratch store can't be read or written
 */
export async function verifyExport(parts: VerifyParts): Promise<ExportSummary> {
  const { scratch, clock, bytes, paced } = parts;
  const said = new Contents();
  const writer = new Writer(scratch, clock);
  const plan = { how: "asItWas", withKey: true, keepExisting: false, atMs: clock.nowMs() } as const;
  // Nobody asks for the days of this store.
  const dayOf = () => "";
  const target = { kv: scratch, writer, dayOf, taken: (line: NumberedLine) => said.add(line) };
  const { imported, ...summary } = await takeAll(target, bytes, plan);
  const found = new Contents();
  const restored = exportStore({
    kv: scratch,
    keyId: summary.head.key,
    version: summary.head.version,
    atMs: clock.nowMs(),
    changes: null,
    unreadable: (key) => {
      throw new ExportRefused(`恢复后读不了 cannot be read once restored: ${key.join(" ")}`);
    },
  });
  const { end } = await readExport(paced(restored), (line) => found.add(line));
  const { received } = await readTotals(scratch, "");
  const lines = imported.orders + imported.gone + imported.known;
  const isWhole = lines === summary.end.orders + summary.end.gone &&
    end.orders === imported.orders && end.gone === imported.gone &&
    received === imported.orders && said.equals(found);
  if (isWhole) return summary;
  throw new ExportRefused(
    "恢复后与备份不符 the restored store is not what the backup says: " +
      `${end.orders}/${imported.orders} orders, ${end.gone}/${imported.gone} ids`,
  );
}

/** What orders and ids there are, whatever their order: the digests of all, one over the other. */
class Contents {
  readonly #digest = new Uint8Array(32);

  add(line: NumberedLine): void {
    const text = line.kind === "gone" ? JSON.stringify(line.gone) : encodeOrder(line.order);
    createHash("sha256").update(line.kind).update(text).digest()
      .forEach((byte, at) => this.#digest[at] = (this.#digest[at] ?? 0) ^ byte);
  }

  equals(other: Contents): boolean {
    return this.#digest.every((byte, at) => byte === other.#digest[at]);
  }
}
