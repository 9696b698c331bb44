/**
 * `/api/restored`: whether the store came from a backup, and the operator's word that new orders may be executed again.
 *
 * @module
 */
import { Hono } from "hono";
import type { Context } from "hono";
import { requires } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import type { AppDeps } from "../deps.ts";
import { refuse } from "../errors.ts";
import { methodNotAllowed } from "../method.ts";
import { instant } from "../../lib/api/order_json.ts";

/** The calls at `/api/restored`. */
export function restoredApi(deps: AppDeps): Hono<WebEnv> {
  const { store, audit, log } = deps;
  const show = (c: Context<WebEnv>) => {
    const restored = store.restored();
    return c.json({
      newOrders: restored === null ? "executed" : "held",
      backupAt: restored === null ? null : instant(restored.backupAtMs),
      importedAt: restored === null ? null : instant(restored.importedAtMs),
    });
  };
  const api = new Hono<WebEnv>();
  api.get("/", requires("read"), show);
  api.all("/", methodNotAllowed("GET, HEAD"));
  api.post("/go-on", requires("admin"), async (c) => {
    try {
      await store.goOn();
    } catch (error) {
      log.error("cannot write that new orders may be executed", { error: String(error) });
      const message =
        "存储现在不能写入,请稍后重试 (the store can't be written now, try again later)";
      return refuse(c, { code: "store_down", message });
    }
    audit.warn("new orders are executed again after a restore", { by: c.get("principal").by });
    return show(c);
  });
  api.all("/go-on", methodNotAllowed("POST"));
  return api;
}
