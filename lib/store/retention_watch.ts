/**
 * Sweeps now and then, a little at a time.
 *
 * @module
 */
import type { CancelTimer, Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { errorText } from "../log.ts";
import { type DamageReport, damageReport } from "./damage_report.ts";
import type { Kv } from "./kv.ts";
import type { Retention } from "./retention.ts";
import { sweep } from "./retention.ts";
import type { Writer } from "./writer.ts";

/** From one look for what may be forgotten to the next, in milliseconds. */
export const SWEEP_EVERY_MS = 600_000;
/** From one sweep to the next while there is more to forget, in milliseconds: some 650 orders a second are forgotten. */
export const SWEEP_AGAIN_MS = 100;

/** Sweeps as long as the program runs. */
export class RetentionWatch {
  #cancel: CancelTimer | null = null;
  #sweeping: Promise<void> = Promise.resolve();
  /** Forgotten since the last line of the log. */
  #forgotten = { orders: 0, ids: 0 };
  readonly #unreadable: DamageReport;

  constructor(
    private readonly kv: Kv,
    private readonly writer: Writer,
    private readonly retention: Retention,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.#unreadable = damageReport(log);
  }

  /** Begins; the first sweep comes a little later, for a start has better things to do. */
  start(): void {
    this.#next(SWEEP_EVERY_MS / 10);
  }

  /** Ends; resolves when a sweep under way is through, for the store must not be closed under it. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    await this.#sweeping;
    this.#tell();
  }

  #next(delayMs: number): void {
    this.#cancel = this.clock.after(delayMs, () => {
      this.#sweeping = this.#sweep();
    });
  }

  async #sweep(): Promise<void> {
    let nextMs = SWEEP_EVERY_MS;
    try {
      const { kv, writer, retention, clock } = this;
      const { orders, ids, more } = await sweep(
        kv,
        writer,
        retention,
        clock.nowMs(),
        this.#unreadable,
      );
      this.#forgotten.orders += orders;
      this.#forgotten.ids += ids;
      if (more) nextMs = SWEEP_AGAIN_MS;
      else this.#tell();
    } catch (error) {
      this.log.error("cannot forget what is old", { error: errorText(error) });
    }
    if (this.#cancel !== null) this.#next(nextMs);
  }

  /** Once for all sweeps that followed on each other. */
  #tell(): void {
    const { orders, ids } = this.#forgotten;
    this.#forgotten = { orders: 0, ids: 0 };
    if (orders + ids > 0) this.log.info("forgot what is old", { orders, ids });
  }
}
