/**
 * Brings the orders of earlier processes into memory, each once, whatever happens to it meanwhile.
 *
 * @module
 */
import { errorText } from "../log.ts";
import type { Order } from "../order.ts";
import { idText } from "../order.ts";
import type { ActiveOrders } from "./active_orders.ts";
import type { Backlog } from "./backlog.ts";
import type { StoredRow } from "./stored_row.ts";
import type { Loading } from "./outcomes.ts";

/** Reads the backlog to its end, or until it is abandoned. */
export async function loadBacklog(
  backlog: Backlog,
  active: ActiveOrders,
  loading: Partial<Loading>,
): Promise<void> {
  for await (const page of backlog.pages((reason) => loading.failed?.(reason))) {
    for (const row of page) {
      const order = takeUp(backlog, active, loading, row);
      if (order !== null) loading.loaded?.(order);
    }
  }
  backlog.end();
}

/** The order that a row tells of, as it is now; `null` where there is nothing to take up. */
function takeUp(
  backlog: Backlog,
  active: ActiveOrders,
  loading: Partial<Loading>,
  row: StoredRow,
): Order | null {
  const [, server, chargeId] = row.key;
  const key = idText(String(server), String(chargeId));
  switch (backlog.belonging(key, row)) {
    case "ours":
      return null;
    case "found":
      return active.get(key)?.order ?? null;
    case "new":
      try {
        const { order } = active.adopt(row);
        backlog.taken(order);
        return order;
      } catch (error) {
        backlog.unreadable++;
        loading.unreadable?.(row.key, errorText(error));
        return null;
      }
  }
}
