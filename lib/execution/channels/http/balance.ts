/**
 * The account's balance at a supplier, asked for now and then.
 *
 * @module
 */
import type { Alarms } from "../../../alarm.ts";
import type { HttpBalanceConfig } from "../../../http_config.ts";
import type { Log } from "../../../log.ts";
import { errorText } from "../../../log.ts";
import { formatMoney, type Money } from "../../../money.ts";

/** What a balance is kept with. */
export interface BalanceParts {
  readonly channel: string;
  readonly config: HttpBalanceConfig;
  /** Asks the supplier; `null` where it does not tell. */
  readonly ask: () => Promise<Money | null>;
  /** Milliseconds on a clock that nobody sets: set back by hours, another one would make what is known fresh for as long. */
  readonly monotonicMs: () => number;
  readonly log: Log;
  readonly alarms: Alarms;
}

/** Knows the balance. At most one request for it is under way. */
export class Balance {
  #last: Money | null = null;
  #askedAtMs: number | null = null;
  #asking: Promise<Money | null> | null = null;

  constructor(private readonly parts: BalanceParts) {}

  /** The last that is known; `null` where none is. */
  get last(): Money | null {
    return this.#last;
  }

  /** The balance, asked for where what is known is too old; the last known one where the supplier does not tell. */
  async current(): Promise<Money | null> {
    const { monotonicMs, config: { everyMs } } = this.parts;
    const isFresh = this.#askedAtMs !== null && monotonicMs() - this.#askedAtMs < everyMs;
    if (isFresh && this.#asking === null) return this.#last;
    this.#asking ??= this.#ask();
    return await this.#asking;
  }

  /** What an answer to something else said of it. */
  saw(balance: Money): void {
    this.#last = balance;
    this.#watch(balance);
  }

  async #ask(): Promise<Money | null> {
    const { ask, monotonicMs, channel, log } = this.parts;
    this.#askedAtMs = monotonicMs();
    try {
      const balance = await ask();
      if (balance === null) log.warn("a supplier does not tell the balance", { channel });
      else this.saw(balance);
    } catch (error) {
      log.warn("cannot ask for a balance", { channel, error: errorText(error) });
    } finally {
      this.#asking = null;
    }
    return this.#last;
  }

  #watch(balance: Money): void {
    const { alarms, channel, config: { alarmBelow } } = this.parts;
    if (alarmBelow === null) return;
    if (balance >= alarmBelow) return alarms.clear("lowBalance", channel);
    const [have, limit] = [formatMoney(balance), formatMoney(alarmBelow)];
    alarms.raise("lowBalance", channel, {
      zh: `通道 ${channel} 的余额 ${have} 低于 ${limit}`,
      en: `the balance of channel ${channel} is ${have}, below ${limit}`,
    });
  }
}
