/**
 * The running program's alarms: who raises them, and who is told.
 *
 * @module
 */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ActiveAlarm, Alarms } from "../alarm.ts";
import { AlarmBook } from "../alarms/book.ts";
import { Teller } from "../alarms/teller.ts";
import { AlarmWatch } from "../alarms/watch.ts";
import type { Fetch } from "../alarms/webhook.ts";
import { post } from "../alarms/webhook.ts";
import type { Clock } from "../clock.ts";
import type { AlarmsConfig, Config, WebhookConfig } from "../config.ts";
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

/** A webhook that is told, and how. */
interface Told {
  readonly how: Pick<AlarmsConfig, "title" | "repeatMs"> & { readonly webhook: WebhookConfig };
  readonly teller: Teller;
}

/** The alarms of a running program. */
export class ServedAlarms implements Alarms {
  readonly #book: AlarmBook;
  readonly #folder: string;
  #config: AlarmsConfig;
  #tellers: readonly Told[];
  #watch: AlarmWatch | null = null;

  constructor(
    config: Pick<Config, "alarms" | "store">,
    private readonly world: AlarmWorld,
  ) {
    this.#book = new AlarmBook(world.clock, world.log);
    this.#folder = dirname(config.store.path);
    this.#config = config.alarms;
    this.#book.onChange(() => this.#tellers.forEach(({ teller }) => teller.look()));
    this.#tellers = this.#tellersOf(config.alarms, []);
  }

  /** Puts a changed configuration in force. A webhook that is new or changed then hears of everything that is raised. */
  use(config: AlarmsConfig): void {
    const before = this.#tellers;
    this.#config = config;
    this.#tellers = this.#tellersOf(config, before);
    for (const told of before) if (!this.#tellers.includes(told)) told.teller.stop();
    for (const { teller } of this.#tellers) teller.look();
  }

  /** One for each webhook; one that is told as before goes on, for it knows what it has told. */
  #tellersOf({ title, repeatMs, webhooks }: AlarmsConfig, before: readonly Told[]): Told[] {
    const { clock, log } = this.world;
    return webhooks.map((webhook) => {
      const how = { webhook, title, repeatMs };
      const known = before.find((told) => isDeepStrictEqual(told.how, how));
      if (known !== undefined) return known;
      const teller = new Teller({
        name: webhook.name,
        book: this.#book,
        post: (news) => post(webhook, title, news, this.world),
        clock,
        repeatMs,
        log,
      });
      return { how, teller };
    });
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
    const { title, webhooks } = this.#config;
    const news = { raised: [], still: [], cleared: [], trial: by };
    return await Promise.all(webhooks.map(async (webhook) => {
      const posted = await post(webhook, title, news, this.world);
      return { name: webhook.name, refusal: posted.kind === "taken" ? null : posted.reason };
    }));
  }

  /** Begins to look at a running engine. */
  watch(engine: Engine, status: EngineStatus): void {
    const folder = this.#folder;
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
    this.#watch = new AlarmWatch(watched, () => this.#config, this, this.world.clock);
    this.#watch.start();
  }

  /** Looks no more and tells nobody. */
  stop(): void {
    this.#watch?.stop();
    for (const { teller } of this.#tellers) teller.stop();
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
