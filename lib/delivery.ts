/**
 * The delivery of a result to its server: pushed again and again until the server says `OK`.
 *
 * There is no stored "sending": a crash in the middle of a push leaves the delivery due, and the server may hear
 * the same result twice, never two results.
 *
 * @module
 */

/** Not yet confirmed. Entered with the result, in the same commit; left at `OK`, or by giving up. */
export interface PendingDelivery {
  readonly state: "pending";
  /** Pushes that have failed since the delivery began. */
  readonly attempts: number;
  /** When the next push is due. */
  readonly nextAtMs: number;
  /** When the delivery began: at the result, or at the operator's last re-push. */
  readonly sinceMs: number;
  /** Why the last push failed; `null` before the first failure. */
  readonly lastError: string | null;
}

/** The server said `OK`. Left only by an operator's explicit re-push. */
export interface ConfirmedDelivery {
  readonly state: "confirmed";
  readonly attempts: number;
  readonly confirmedAtMs: number;
}

/** Given up at the configured horizon. Left only by an operator's explicit re-push. */
export interface AbandonedDelivery {
  readonly state: "abandoned";
  readonly attempts: number;
  readonly abandonedAtMs: number;
  readonly lastError: string | null;
}

/** Where a result is on its way to the server. */
export type Delivery = PendingDelivery | ConfirmedDelivery | AbandonedDelivery;

/** How pushes follow each other. */
export interface RetryPlan {
  /** Between the first failed push and the second, in milliseconds. */
  readonly firstMs: number;
  /** What each interval is multiplied by for the next, 1 or more. */
  readonly factor: number;
  /** The longest interval, in milliseconds. */
  readonly maxMs: number;
  /** How long after the delivery began it is given up, in milliseconds; `null` is never. */
  readonly giveUpAfterMs: number | null;
}

/** Share of the interval that is left to chance, so that a backlog does not come due at one instant. */
const JITTER = 0.2;

/** A delivery that is due at once. */
export function newDelivery(atMs: number): PendingDelivery {
  return { state: "pending", attempts: 0, nextAtMs: atMs, sinceMs: atMs, lastError: null };
}

/**
 * How long to wait after the `failures`-th failure in a row (1 or more): exponential, capped, the last
 * fifth of it random.
 *
 * @param random in [0, 1)
 */
export function retryDelayMs(plan: RetryPlan, failures: number, random: number): number {
  // The power may be Infinity after a thousand failures; the minimum brings it back.
  const interval = Math.min(plan.maxMs, plan.firstMs * plan.factor ** (failures - 1));
  return Math.round(interval * (1 - JITTER * random));
}

/** A delivery after a push that got no `OK`: due again later, or abandoned past the horizon. */
export function afterFailedPush(
  delivery: PendingDelivery,
  plan: RetryPlan,
  lastError: string,
  atMs: number,
  random: number,
): PendingDelivery | AbandonedDelivery {
  const attempts = delivery.attempts + 1;
  if (plan.giveUpAfterMs !== null && atMs - delivery.sinceMs >= plan.giveUpAfterMs) {
    return { state: "abandoned", attempts, abandonedAtMs: atMs, lastError };
  }
  const nextAtMs = atMs + retryDelayMs(plan, attempts, random);
  return { ...delivery, attempts, nextAtMs, lastError };
}
