/**
 * How the running engine is doing, in the words of `lib/status.ts`.
 *
 * @module
 */
import type { Money } from "../money.ts";
import type { Order } from "../order.ts";
import { isHeldForGood } from "../order.ts";
import type { ChannelStatus, ConfigStatus, Health, HealthCheck, ServerStatus } from "../status.ts";
import type { Engine } from "./engine.ts";

/** Looks at an engine. */
export class EngineStatus {
  readonly #balances = new Map<string, Money>();

  /**
   * @param configStatus which configuration is in force
   * @param others further things that are looked at; one that is not as it should be makes the whole `degraded`
   */
  constructor(
    private readonly engine: Engine,
    readonly configStatus: () => ConfigStatus,
    private readonly others: () => Readonly<Record<string, HealthCheck | null>> = () => ({}),
  ) {
    engine.orders.onChange((order, before) => this.#seeBalance(order, before));
  }

  /** Each configured server. */
  servers(): ServerStatus[] {
    const { courier, lastHeard, parts } = this.engine;
    return parts.config.servers.map(({ name }) => {
      const status = courier.status(name);
      return {
        name,
        link: status?.link ?? "unknown",
        pending: status?.pending ?? 0,
        lastOrderAtMs: lastHeard.orderAtMs(name),
        lastOkAtMs: lastHeard.okAtMs(name),
        lastError: status?.lastError ?? null,
        nextTryAtMs: status?.nextTryAtMs ?? null,
      };
    });
  }

  /** Each configured channel. */
  channels(): ChannelStatus[] {
    const processing = new Map<string, number>();
    const oldest = new Map<string, number>();
    for (const order of this.engine.orders.active()) {
      if (order.state !== "processing") continue;
      const { channel, receivedAtMs } = order;
      processing.set(channel, (processing.get(channel) ?? 0) + 1);
      oldest.set(channel, Math.min(oldest.get(channel) ?? Infinity, receivedAtMs));
    }
    const { fleet, dispatcher, claims } = this.engine.execution;
    return [...this.engine.config.channels].map(([name, { type, limits }]) => {
      const status = fleet.gate(name)?.status;
      return {
        name,
        type,
        waiting: dispatcher.waiting(name) + claims.waiting(name),
        processing: (processing.get(name) ?? 0) - claims.waiting(name),
        oldestAtMs: oldest.get(name) ?? null,
        lastBalance: this.#balances.get(name) ?? null,
        paused: status?.paused ?? null,
        isOpen: status?.isOpen ?? true,
        todayCount: status?.todayCount ?? 0,
        todayCash: status?.todayCash ?? 0n,
        unknownInRow: status?.unknownInRow ?? 0,
        limits,
      };
    });
  }

  /** Whether orders are taken and kept, and results arrive. */
  async health(): Promise<Health> {
    const store = await this.#storeCheck();
    const silent = this.servers().filter(({ link }) => link === "silent").map(({ name }) => name);
    const servers = silent.length === 0
      ? { ok: true, message: "均有应答 all answer" }
      : { ok: false, message: `无应答 not answering: ${silent.join(", ")}` };
    const listener = this.engine.intake === null
      ? { ok: false, message: "未侦听 not listening" }
      : { ok: true, message: "侦听中 listening" };
    const orders = this.#ordersCheck();
    const others = { restored: this.#restoredCheck(), ...this.others() };
    const checks: Record<string, HealthCheck> = { store, listener, orders, servers };
    for (const [name, check] of Object.entries(others)) {
      if (check !== null) checks[name] = check;
    }
    const fine = Object.values(checks).every(({ ok }) => ok) ? "ok" : "degraded";
    const status = !store.ok || !listener.ok ? "down" : fine;
    return { status, checks };
  }

  #ordersCheck(): { ok: boolean; message: string } {
    const { loading, loaded, unreadable } = this.engine.orders.backlog;
    if (loading) return { ok: false, message: `载入中 loading ${loaded}` };
    if (unreadable > 0) return { ok: false, message: `${unreadable} 单无法读取 cannot be read` };
    return { ok: true, message: "已载入 loaded" };
  }

  /** Only until the operator has seen to everything that a backup left open. */
  #restoredCheck(): HealthCheck | null {
    const { restored } = this.engine.restoration;
    let held = 0;
    for (const order of this.engine.orders.active()) {
      if (isHeldForGood(order)) held++;
    }
    if (restored === null && held === 0) return null;
    const news = restored === null ? "" : "新定单暂不执行 new orders are held; ";
    return { ok: false, message: `从备份恢复 restored: ${news}${held} 单待处理 wait for you` };
  }

  async #storeCheck(): Promise<{ ok: boolean; message: string }> {
    const { writer, doubts, queries } = this.engine;
    if (writer.failing) return { ok: false, message: "写入失败 cannot be written" };
    if (doubts.size > 0) return { ok: false, message: `${doubts.size} 单状态不明 in doubt` };
    try {
      await queries.overview();
      return { ok: true, message: "可读写 works" };
    } catch {
      return { ok: false, message: "读取失败 cannot be read" };
    }
  }

  #seeBalance(order: Order, before: Order | null): void {
    if (order.state !== "settled" || before?.state === "settled" || order.channel === null) return;
    if (order.result.retBalance > 0n) this.#balances.set(order.channel, order.result.retBalance);
  }
}
