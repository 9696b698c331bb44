/**
 * Looks now and then at what nobody else raises: orders that wait in review, servers that do not answer, the store, the disk
 * and the clock.
 *
 * @module
 */
import type { AlarmKind, Alarms } from "../alarm.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import type { AlarmsConfig } from "../config.ts";
import type { Order, Review } from "../order.ts";
import type { ServerStatus } from "../status.ts";
import type { Words } from "../words.ts";

/** From one look to the next, in milliseconds. */
export const LOOK_EVERY_MS = 10_000;
/** What the clock may be off by between two looks before it counts as set, in milliseconds. */
const CLOCK_JUMP_MS_MIN = 5000;

/** What is looked at. */
export interface Watched {
  /** The orders that are not closed. */
  orders(): Iterable<Order>;
  /** How many of them are in review; with none, they are not looked through. */
  inReview(): number;
  servers(): readonly ServerStatus[];
  /** Whether the store can't be written. */
  storeFailing(): boolean;
  /** Bytes free on the store's disk; `null` where that can't be told. */
  diskFreeBytes(): number | null;
  /** The store's folder, for the words. */
  readonly folder: string;
  /** Milliseconds on a clock that nobody sets. */
  monotonicMs(): number;
}

/** The limits of what is an alarm. */
export type WatchLimits = Pick<
  AlarmsConfig,
  "unknownAfterMs" | "silentAfterMs" | "diskFreeBytesMin"
>;

/** Looks, and raises what it sees. */
export class AlarmWatch {
  /** Since when each silent server is, on the clock that nobody sets. */
  readonly #silentSinceMs = new Map<string, number>();
  /** The subjects of each kind that the last look raised. */
  readonly #raised = new Map<AlarmKind, ReadonlySet<string>>();
  #cancel: CancelTimer | null = null;
  /** Wall clock less monotonic clock at the last look. */
  #offsetMs: number;

  constructor(
    private readonly watched: Watched,
    private readonly limits: () => WatchLimits,
    private readonly alarms: Alarms,
    private readonly clock: Clock,
  ) {
    this.#offsetMs = clock.nowMs() - watched.monotonicMs();
  }

  /** Begins. */
  start(): void {
    this.#cancel = this.clock.after(LOOK_EVERY_MS, () => {
      this.look();
      this.start();
    });
  }

  /** Ends. */
  stop(): void {
    this.#cancel?.();
  }

  /** Looks once at everything. */
  look(): void {
    const nowMs = this.clock.nowMs();
    this.#lookAtClock(nowMs);
    this.#lookAtServers();
    this.#lookAtReview(nowMs);
    this.#lookAtStore();
    this.#lookAtDisk();
  }

  #lookAtClock(nowMs: number): void {
    const offsetMs = nowMs - this.watched.monotonicMs();
    const jumpMs = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    if (Math.abs(jumpMs) < CLOCK_JUMP_MS_MIN) return;
    const seconds = Math.round(Math.abs(jumpMs) / 1000);
    const [zh, en] = jumpMs > 0 ? ["向前", "forward"] : ["向后", "back"];
    // A new one each time: its subject is when.
    this.alarms.raise("clockJump", new Date(nowMs).toISOString(), {
      zh: `系统时钟${zh}跳了 ${seconds} 秒,请检查对时`,
      en: `the system clock was set ${en} by ${seconds} s; see to its synchronization`,
    });
  }

  #lookAtServers(): void {
    const atMs = this.watched.monotonicMs();
    const silent = new Map<string, Words>();
    for (const { name, link, pending, lastError } of this.watched.servers()) {
      if (link !== "silent") {
        this.#silentSinceMs.delete(name);
        continue;
      }
      const sinceMs = this.#silentSinceMs.get(name) ?? atMs;
      this.#silentSinceMs.set(name, sinceMs);
      if (atMs - sinceMs < this.limits().silentAfterMs) continue;
      const minutes = Math.floor((atMs - sinceMs) / 60_000);
      silent.set(name, {
        zh: `已 ${minutes} 分钟收不到应答,${pending} 个结果待推送:${lastError ?? ""}`,
        en: `no answer for ${minutes} min, ${pending} results wait: ${lastError ?? ""}`,
      });
    }
    this.#raiseThese("serverSilent", silent);
  }

  #lookAtReview(nowMs: number): void {
    const waiting = new Map<string, { count: number; oldestMs: number }>();
    if (this.watched.inReview() > 0) {
      for (const order of this.watched.orders()) {
        if (order.state !== "review") continue;
        const sinceMs = inReviewSinceMs(order);
        if (nowMs - sinceMs < this.limits().unknownAfterMs) continue;
        const channel = order.channel ?? "";
        const { count, oldestMs } = waiting.get(channel) ?? { count: 0, oldestMs: sinceMs };
        waiting.set(channel, { count: count + 1, oldestMs: Math.min(oldestMs, sinceMs) });
      }
    }
    const unknown = new Map<string, Words>();
    for (const [channel, { count, oldestMs }] of waiting) {
      const minutes = Math.floor((nowMs - oldestMs) / 60_000);
      unknown.set(channel, {
        zh: `${count} 单结果不明,最久 ${minutes} 分钟,请核对后在页面上处理`,
        en:
          `${count} orders of unknown outcome, the oldest for ${minutes} min; settle them on the page`,
      });
    }
    this.#raiseThese("unknownResults", unknown);
  }

  /** Raises these of a kind, and clears those that the last look had and this one has not. */
  #raiseThese(kind: AlarmKind, words: ReadonlyMap<string, Words>): void {
    for (const subject of this.#raised.get(kind) ?? []) {
      if (!words.has(subject)) this.alarms.clear(kind, subject);
    }
    for (const [subject, said] of words) this.alarms.raise(kind, subject, said);
    this.#raised.set(kind, new Set(words.keys()));
  }

  #lookAtStore(): void {
    if (!this.watched.storeFailing()) return this.alarms.clear("storeDown", "");
    this.alarms.raise("storeDown", "", {
      zh: "定单库写入失败,新定单被拒绝;请检查磁盘和权限",
      en:
        "the store cannot be written and new orders are refused; see to the disk and to permissions",
    });
  }

  #lookAtDisk(): void {
    const { folder } = this.watched;
    const free = this.watched.diskFreeBytes();
    if (free === null) return;
    if (free >= this.limits().diskFreeBytesMin) return this.alarms.clear("diskFull", folder);
    const mib = Math.floor(free / 1024 ** 2);
    this.alarms.raise("diskFull", folder, {
      zh: `磁盘只剩 ${mib} MiB`,
      en: `only ${mib} MiB are free on its disk`,
    });
  }
}

/** When an order came to review: nothing moves it there twice. */
function inReviewSinceMs({ timeline, receivedAtMs }: Review): number {
  return timeline.findLast(({ kind }) => kind === "unclear" || kind === "doubted")?.atMs ??
    receivedAtMs;
}
