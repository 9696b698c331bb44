/**
 * How the program is watched, and changed while it runs: its alarms, its log, its configuration, its end.
 *
 * @module
 */
import type { Context } from "hono";
import { isLoopback } from "../../lib/addresses.ts";
import { ANSWER_REFUSALS } from "../../lib/api/answers.ts";
import { readLevels } from "../../lib/api/log_levels.ts";
import { instant, instantOrNull } from "../../lib/api/order_json.ts";
import { ERROR_STATUS } from "../../lib/api/refusal.ts";
import type { LogLevels } from "../../lib/log.ts";
import { addressOf, audited, type WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { type Call, get, post } from "../routes.ts";
import { readFields } from "./body.ts";

/** What a proxy adds. */
const PROXY_HEADERS = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"] as const;
/** Faults or warnings of a configuration that are told; the program's own log has all of them. */
const LINES_MAX = 100;

/** What tells nothing of orders, and is wanted most while something is amiss or the orders are still being read. */
export function emergencyCalls(deps: AppDeps): Call[] {
  const { operations } = deps;
  return [
    get("/api/alarms", ["read"], (c) =>
      c.json({
        alarms: operations.alarms().map(({ kind, subject, words: { zh, en }, sinceMs }) => ({
          kind,
          subject,
          zh,
          en,
          since: instant(sinceMs),
        })),
      })),
    post("/api/alarms/test", ["admin"], async (c) => {
      audited(deps, c, "alarm webhooks tried");
      const webhooks = await operations.tryWebhooks(c.get("principal").by);
      return c.json({
        webhooks: webhooks.map(({ name, refusal }) => ({ name, ok: refusal === null, refusal })),
      });
    }),
    get("/api/log-levels", ["admin"], (c) => c.json(levelsJson(operations.logLevels()))),
    post("/api/log-levels", ["admin"], async (c) => {
      const fields = await readFields(c, ["level", "levels"]);
      const read = fields.ok ? readLevels(fields.value, operations.logLevels()) : fields;
      if (!read.ok) return read.refusal;
      operations.setLogLevels(read.value);
      const levels = levelsJson(read.value);
      audited(deps, c, "log levels", levels);
      return c.json(levels);
    }),
    // For where signals are hard to come by, as on Windows: for this machine itself, not through a proxy on it.
    post("/api/stop", ["admin"], (c) => {
      const proxied = PROXY_HEADERS.some((name) => c.req.header(name) !== undefined);
      const allowed = isLoopback(addressOf(c)) && !proxied;
      audited(deps, c, "stop", { outcome: allowed ? "stopping" : "notLocal" });
      if (!allowed) {
        const message = "只能在本机停止 (only this machine itself may stop the program)";
        return { code: "not_local", message };
      }
      operations.stop(c.get("principal").by);
      return c.json({ stopping: true }, 202);
    }),
  ];
}

/** The configuration read again, and the operator's word after a restore. */
export function operationCalls(deps: AppDeps): Call[] {
  const { operator, store } = deps;
  const restored = (c: Context) => {
    const { backupAtMs, importedAtMs } = store.restored() ?? {};
    return c.json({
      newOrders: backupAtMs === undefined ? "executed" : "held",
      backupAt: instantOrNull(backupAtMs ?? null),
      importedAt: instantOrNull(importedAtMs ?? null),
    });
  };
  return [
    post("/api/reload", ["admin"], async (c) => {
      const fields = await readFields(c, [], { mayBeEmpty: true });
      if (!fields.ok) return fields.refusal;
      const reloaded = await operator.reload(c.get("principal").by);
      audited(deps, c, "reload", { outcome: reloaded.kind });
      if (reloaded.kind === "reloaded") {
        return c.json({ warnings: reloaded.warnings.slice(0, LINES_MAX) });
      }
      const code = "bad_config";
      const message =
        "配置有错,仍用原来的 (the configuration has faults, the one before stays in force)";
      const faults = reloaded.faults.slice(0, LINES_MAX);
      return c.json({ error: { code, message, faults } }, ERROR_STATUS[code]);
    }),
    get("/api/restored", ["read"], restored),
    post(
      "/api/restored/go-on",
      ["admin"],
      async (c) => await goOn(deps, c) ? restored(c) : ANSWER_REFUSALS.storeDown,
    ),
  ];
}

/** Has new orders executed from now on, also after a restore; `false` where that can't be written. */
export async function goOn(
  { store, audit, log }: Pick<AppDeps, "store" | "audit" | "log">,
  c: Context<WebEnv>,
): Promise<boolean> {
  try {
    await store.goOn();
  } catch (error) {
    log.error("cannot write that new orders may be executed", { error: String(error) });
    return false;
  }
  const { by } = c.get("principal");
  audit.warn("new orders are executed again after a restore", { by, from: addressOf(c) });
  return true;
}

function levelsJson({ level, modules }: LogLevels) {
  return { level, levels: Object.fromEntries(modules) };
}
