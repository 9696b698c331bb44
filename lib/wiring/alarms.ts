/**
 * The running program's alarms: who raises them, and who is told.
 *
 * @module
 */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { ActiveAlarm, Alarms } from "../alarm.ts";
import { AlarmBook } from "../alarms/book.ts";
import { Teller } from "../alarms/teller.ts";
import { AlarmWatch } from "../alarms/watch.ts";
import type { Fetch } from "../alarms/webhook.ts";
import { post } from "../alarms/webhook.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import type { WebhookTrial } from "../operations.ts";
import type { Engine } from "./engine.ts";
import type { EngineStatus } from "./status.ts";

/** What the alarms are handed of the world. */
export interface AlarmWorld {
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: Fetch;
}

/** The alarms of a running program. */
export class ServedAlarms implements Alarms {
  readonly #book: AlarmBook;
  readonly #tellers: readonly Teller[];
  #watch: AlarmWatch | null = null;

  constructor(
    private readonly config: Pick<Config, "alarms" | "store">,
    private readonly world: AlarmWorld,
  ) {
    const { clock, log } = world;
    const { title, repeatMs, webhooks } = config.alarms;
    const book = new AlarmBook(clock, log);
    this.#book = book;
    this.#tellers = webhooks.map((webhook) =>
      new Teller({
        name: webhook.name,
        book,
        post: (news) => post(webhook, title, news, world),
        clock,
        repeatMs,
        log,
      })
    );
  }

  raise(...alarm: Parameters<Alarms["raise"]>): void {
    this.#book.raise(...alarm);
  }

  clear(...alarm: Parameters<Alarms["clear"]>): void {
    this.#book.clear(...alarm);
  }

  /** Those that are raised now, the oldest first. */
  active(): readonly ActiveAlarm[] {
    return this.#book.active();
  }

  /** Sends each webhook a message that says it is a trial. Never rejects. */
  async tryWebhooks(by: string): Promise<readonly WebhookTrial[]> {
    const { title, webhooks } = this.config.alarms;
    const news = { raised: [], still: [], cleared: [], trial: by };
    return await Promise.all(webhooks.map(async (webhook) => {
      const posted = await post(webhook, title, news, this.world);
      return { name: webhook.name, refusal: posted.kind === "taken" ? null : posted.reason };
    }));
  }

  /** Begins to look at a running engine. */
  watch(engine: Engine, status: EngineStatus): void {
    const folder = dirname(this.config.store.path);
    const { orders, writer } = engine;
    const watched = {
      orders: () => orders.active(),
      inReview: () => orders.counts.review,
      servers: () => status.servers(),
      storeFailing: () => writer.failing,
      diskFreeBytes: () => freeBytes(folder),
      folder,
      monotonicMs: () => performance.now(),
    };
    this.#watch = new AlarmWatch(watched, this.config.alarms, this, this.world.clock);
    this.#watch.start();
  }

  /** Looks no more and tells nobody. */
  stop(): void {
    this.#watch?.stop();
    for (const teller of this.#tellers) teller.stop();
    this.#book.stop();
  }
}

/** `null` where the system does not say, or may not be asked. */
function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
