/**
 * Stores prepared before anything is measured, each made once and copied for every run.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { createHash } from "node:crypto";
import { openStore } from "../../lib/store/open.ts";
import type { Write } from "../../lib/store/writer.ts";
import { Writer } from "../../lib/store/writer.ts";
import { ROOT } from "./children.ts";
import { STORE_FILE } from "./czdock.ts";
import { closedWrite, readPatterns, receivedOrder } from "./stored_orders.ts";
import { undelivered, undeliveredWrite } from "./stored_orders.ts";
import { systemClock } from "../../lib/clock.ts";

/** What a store is to hold. */
export interface StoreContent {
  /** Orders whose life is over. */
  readonly closed: number;
  /** Orders whose result is due, as if the server had not been there. */
  readonly undelivered: number;
}

/** What a measurement over a store is called. */
export function named(what: string, { closed }: StoreContent): string {
  return closed === 0 ? what : `${what} over ${closed} stored`;
}

/** A store with nothing in it. */
export const EMPTY: StoreContent = { closed: 0, undelivered: 0 };

/** Number of the first stored order. */
const FIRST_STORED_ID = 1;
/** Number of the first undelivered order. */
export const FIRST_UNDELIVERED_ID = 500_000_001;
/** The closed orders came in within so many days before now. */
const DAYS = 30;
const DAY_MS = 86_400_000;
/** Orders handed to the writer at a time. */
const AT_A_TIME = 1000;
/** Orders after which a line says how far it is. */
const TELL_EVERY = 100_000;
/** Files that a store consists of; `-shm` is made anew, and the lock too. */
const STORE_FILES = [STORE_FILE, `${STORE_FILE}-wal`, `${STORE_FILE}.key`] as const;
/** A store is made anew when what it is made by has changed. */
const MADE_BY = [
  "lib/move.ts",
  "lib/order.ts",
  "lib/store/glance.ts",
  "lib/store/keys.ts",
  "lib/store/order_codec.ts",
  "lib/store/writes.ts",
  "lib/store/sums.ts",
  "tests/bench/stored_orders.ts",
] as const;

/** Makes stores in a folder, and copies them. */
export class PreparedStores {
  readonly #prefix: string;

  /** @param folder where the originals are kept; a later bench finds them there */
  constructor(private readonly folder: string, private readonly tell: (line: string) => void) {
    this.#prefix = `czdock-bench-${codeDigest()}-`;
    Deno.mkdirSync(folder, { recursive: true });
    for (const { name } of Deno.readDirSync(folder)) {
      const outdated = name.startsWith("czdock-bench-") && !name.startsWith(this.#prefix);
      const left = /\.making-(\d+)$/.exec(name)?.[1];
      const brokenOff = left !== undefined && !existsSync(`/proc/${left}`);
      if (outdated || brokenOff) Deno.removeSync(`${folder}/${name}`, { recursive: true });
    }
  }

  /** Puts a store with that content into a folder, all of it on the disk before this resolves. */
  async copyInto(folder: string, { closed, undelivered }: StoreContent): Promise<void> {
    if (closed > 0) await copyStore(await this.#original({ closed, undelivered: 0 }), folder);
    // Many closed orders are gigabytes: no second original of those.
    if (closed > 0 && undelivered > 0) await this.#fill(folder, { closed: 0, undelivered });
    if (closed === 0 && undelivered > 0) {
      await copyStore(await this.#original({ closed, undelivered }), folder);
    }
  }

  /** The one that is copied; made where there is none yet. */
  async #original(content: StoreContent): Promise<string> {
    const { closed, undelivered } = content;
    const folder = `${this.folder}/${this.#prefix}${closed}-${undelivered}`;
    if (existsSync(folder)) return folder;
    const beganAtMs = performance.now();
    const making = `${folder}.making-${Deno.pid}`;
    Deno.mkdirSync(making);
    await this.#fill(making, content);
    Deno.renameSync(making, folder);
    const tookS = ((performance.now() - beganAtMs) / 1000).toFixed(1);
    this.tell(`prepared a store: ${closed} closed, ${undelivered} undelivered, ${tookS} s`);
    return folder;
  }

  async #fill(folder: string, content: StoreContent): Promise<void> {
    const nowMs = Date.now();
    const store = await openStore(`${folder}/${STORE_FILE}`, new Date(nowMs));
    const writer = new Writer(store.kv, systemClock);
    const patterns = readPatterns();
    const make = (number: number, atMs: number) =>
      receivedOrder(patterns, store.secrets, number, atMs);
    try {
      const stepMs = DAYS * DAY_MS / Math.max(1, content.closed);
      await this.#write(writer, content.closed, (at) => {
        const atMs = Math.floor(nowMs - (content.closed - at) * stepMs);
        const received = make(FIRST_STORED_ID + at, atMs);
        return closedWrite(undelivered(received), received);
      });
      await this.#write(writer, content.undelivered, (at) => {
        const received = make(FIRST_UNDELIVERED_ID + at, nowMs);
        return undeliveredWrite(undelivered(received), received);
      });
    } finally {
      store.close();
    }
  }

  async #write(writer: Writer, count: number, writeAt: (at: number) => Write): Promise<void> {
    let before: Promise<unknown> = Promise.resolve();
    for (let done = 0; done < count;) {
      const next = Math.min(count, done + AT_A_TIME);
      const writes = Array.from({ length: next - done }, (_, at) => writeAt(done + at));
      // The next ones are made while these are written.
      await before;
      before = Promise.all(writes.map((write) => writer.commit(write)));
      done = next;
      if (done % TELL_EVERY === 0 && done < count) this.tell(`  … ${done} of ${count} orders`);
    }
    await before;
  }
}

/** What is not yet on the disk would be written there during the run. */
async function copyStore(from: string, to: string): Promise<void> {
  for (const name of STORE_FILES) {
    if (!existsSync(`${from}/${name}`)) continue;
    await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
    using file = Deno.openSync(`${to}/${name}`, { write: true });
    await file.sync();
  }
}

function codeDigest(): string {
  const hash = createHash("sha256");
  for (const path of MADE_BY) hash.update(Deno.readFileSync(new URL(path, ROOT)));
  return hash.digest("hex").slice(0, 12);
}
