/**
 * How busy the machine is while the soak runs: whatever else runs on it makes czdock slower too, and that is no growth of
 * czdock's.
 *
 * @module
 */

/** From one look to the next, in milliseconds. */
const LOOK_EVERY_MS = 250;
/** Looks from one sync of the disk to the next. */
const SYNC_EVERY = 4;

/** Means since the last time they were taken. */
export interface Busyness {
  /** How late this process' own timers are, in milliseconds. */
  readonly ownLagMs: number;
  /** How long the disk takes for a small write that is synced, in milliseconds. */
  readonly syncMs: number;
}

/** Looks all the time. */
export class Machine implements AsyncDisposable {
  readonly #file: Deno.FsFile;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lags: number[] = [];
  #syncs: number[] = [];
  #looks = 0;
  #isOver = false;
  #syncing: Promise<void> = Promise.resolve();

  /** @param path of a file on the disk that czdock writes to */
  constructor(path: string) {
    this.#file = Deno.openSync(path, { create: true, write: true });
    this.#look(performance.now());
  }

  /** Since the last call. */
  take(): Busyness {
    const busyness = { ownLagMs: mean(this.#lags), syncMs: mean(this.#syncs) };
    this.#lags = [];
    this.#syncs = [];
    return busyness;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#syncing;
    this.#file.close();
  }

  #look(setAtMs: number): void {
    this.#timer = setTimeout(async () => {
      this.#lags.push(Math.max(0, performance.now() - setAtMs - LOOK_EVERY_MS));
      if (++this.#looks % SYNC_EVERY === 0) {
        this.#syncing = this.#sync();
        await this.#syncing;
      }
      if (!this.#isOver) this.#look(performance.now());
    }, LOOK_EVERY_MS);
  }

  async #sync(): Promise<void> {
    const beganAtMs = performance.now();
    await this.#file.seek(0, Deno.SeekMode.Start);
    await this.#file.write(new Uint8Array(4096));
    await this.#file.syncData();
    this.#syncs.push(performance.now() - beganAtMs);
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}
