/**
 * Watches that no channel is given more in a day than its limits allow, whatever is reloaded meanwhile. A world is over long
 * before its day is.
 *
 * @module
 */
import type { LimitsConfig } from "../../../lib/config.ts";
import type { Channel } from "../../../lib/execution/channel.ts";
import { idText } from "../../../lib/order.ts";
import type { Books } from "./books.ts";

/** A channel for one life of the engine, watched. What it proves not to have done does not count. */
export function underDayLimits(
  channel: Channel,
  { dailyCount, dailyCash }: Pick<LimitsConfig, "dailyCount" | "dailyCash">,
  books: Books,
): Channel {
  let count = 0, cash = 0n;
  return {
    ...channel,
    async submit(task) {
      const { server, fields: { chargeId, chargeCash } } = task.order;
      count++;
      cash += chargeCash;
      const isTooMuch = (dailyCount !== null && count > dailyCount) ||
        (dailyCash !== null && cash > dailyCash);
      if (isTooMuch) {
        books.fault(idText(server, chargeId), `${channel.name} is given more than a day's limit`);
      }
      const outcome = await channel.submit(task);
      if (outcome.kind === "untouched") {
        count--;
        cash -= chargeCash;
      }
      return outcome;
    },
  };
}
