/**
 * A channel as the API shows it.
 *
 * @module
 */
import { formatMoney } from "../money.ts";
import type { ChannelStatus, Pause } from "../status.ts";
import { instant } from "./order_json.ts";

/** A channel in JSON. */
export type ChannelJson =
  & Pick<
    ChannelStatus,
    "name" | "type" | "waiting" | "processing" | "isOpen" | "todayCount" | "unknownInRow"
  >
  & {
    readonly lastBalance: string | null;
    /** Who has paused it, since when and why; `null` while nobody has. */
    readonly paused: { readonly by: string; readonly at: string; readonly reason: string } | null;
    /** Sum of chargeCash of the orders given to it today. */
    readonly todayCash: string;
  };

/** A channel in JSON. */
export function channelJson(status: ChannelStatus): ChannelJson {
  const { name, type, waiting, processing, isOpen, todayCount, unknownInRow } = status;
  const { lastBalance, paused, todayCash } = status;
  return {
    name,
    type,
    waiting,
    processing,
    lastBalance: lastBalance === null ? null : formatMoney(lastBalance),
    isOpen,
    paused: paused === null ? null : pauseJson(paused),
    todayCount,
    todayCash: formatMoney(todayCash),
    unknownInRow,
  };
}

function pauseJson({ by, atMs, reason }: Pause) {
  return { by, at: instant(atMs), reason };
}
