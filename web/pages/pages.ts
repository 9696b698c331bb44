/**
 * The screens, each in its file.
 *
 * @module
 */
import type { Sessions } from "../../lib/access/sessions.ts";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { channelPageCalls } from "./channels.tsx";
import { deskCalls } from "./desk.tsx";
import { listCalls } from "./list_routes.tsx";
import { logCalls } from "./log.tsx";
import { orderPageCalls } from "./order.tsx";
import { overviewCalls } from "./overview.tsx";
import { reconciliationCalls } from "./reconciliation_routes.tsx";
import { serverCalls } from "./servers.tsx";
import { settingsCalls } from "./settings.tsx";

/** Every screen, and what its forms do. */
export function pageCalls(deps: AppDeps, sessions: Sessions): Call[] {
  return [
    ...overviewCalls(deps),
    ...listCalls(deps),
    ...orderPageCalls(deps),
    ...deskCalls(deps),
    ...reconciliationCalls(deps),
    ...channelPageCalls(deps),
    ...serverCalls(deps),
    ...logCalls(deps),
    ...settingsCalls(deps, sessions),
  ];
}
