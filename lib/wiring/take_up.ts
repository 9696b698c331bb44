/**
 * Goes on with the orders that earlier processes left, each as soon as it is read: results are pushed, everything else is
 * taken up by the execution.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Order, Undelivered } from "../order.ts";
import { isUndelivered } from "../order.ts";
import type { DamageReport } from "../store/damage_report.ts";
import type { OrderStore } from "../store/orders.ts";

/** What takes the orders up. */
export interface TakeUpParts {
  readonly orders: Pick<OrderStore, "load" | "backlog">;
  /** `false` where its server is not configured any more. */
  readonly deliver: (order: Undelivered) => boolean;
  readonly execute: (order: Order) => void;
  readonly damaged: DamageReport;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads the store and takes up what it has. @returns whether it came to the end; `false` where it was stopped before */
export async function takeUp(parts: TakeUpParts): Promise<boolean> {
  const { orders, deliver, execute, damaged, clock, log } = parts;
  const { backlog } = orders;
  const beganAtMs = clock.nowMs();
  /** Results that nobody can be given, by server. */
  const strays = new Map<string, number>();
  let undelivered = 0;
  await orders.load({
    loaded(order) {
      if (isUndelivered(order)) undelivered++;
      if (backlog.abandoned) return;
      if (!isUndelivered(order)) execute(order);
      else if (!deliver(order)) strays.set(order.server, (strays.get(order.server) ?? 0) + 1);
    },
    unreadable: damaged,
    failed: (reason) => log.error("cannot load the stored orders, trying again", { reason }),
  });
  if (backlog.abandoned) return false;
  for (const [server, results] of strays) {
    log.error("results wait for a server that is not configured", { server, results });
  }
  const { loaded, unreadable } = backlog;
  const tookMs = clock.nowMs() - beganAtMs;
  log.info("backlog loaded", { orders: loaded, undelivered, unreadable, tookMs });
  return true;
}
