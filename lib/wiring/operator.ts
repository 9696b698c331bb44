/**
 * What people and programs may ask of the running engine, as the page and the API need it.
 *
 * @module
 */
import { settleByHand } from "../execution/by_hand.ts";
import { attemptOf } from "../execution/channel.ts";
import { errorText } from "../log.ts";
import { move } from "../move.ts";
import type {
  ClaimAnswer,
  ClaimedOrder,
  InquireAnswer,
  Operator,
  PushAnswer,
  ResultGiven,
  SettleAnswer,
  SwitchAnswer,
  Workers,
} from "../operator.ts";
import type { Order, OrderId, Processing } from "../order.ts";
import type { Reloaded } from "../status.ts";
import type { Engine } from "./engine.ts";

/** What operators may do. */
export class EngineOperator implements Operator {
  constructor(private readonly engine: Engine) {}

  /** Settles an order by hand. */
  settle(id: OrderId, result: ResultGiven, by: string): Promise<SettleAnswer> {
    const { orders, execution, parts } = this.engine;
    const { fleet, asking } = execution;
    return settleByHand(
      {
        orders,
        channels: fleet.channels,
        heard: (channel) => fleet.gate(channel)?.heard("clear"),
        contradicted: (id, channel) => asking.contradicted(id, channel),
        clock: parts.clock,
      },
      id,
      result,
      by,
    );
  }

  /** Pushes an order's result again, now, whether or not it was confirmed. */
  async push(id: OrderId, by: string): Promise<PushAnswer> {
    const changed = await this.engine.orders.change(id, (order: Order) => {
      if (order.state !== "settled") return null;
      return move(order, { kind: "repushed", by }, this.engine.parts.clock.nowMs());
    });
    if (changed.kind === "changed") return "pushed";
    return changed.kind === "declined" ? "notSettled" : changed.kind;
  }

  /** Has the order's channel asked what became of it. */
  async inquire(id: OrderId, _by: string): Promise<InquireAnswer> {
    const order = await this.engine.orders.get(id);
    return order === null ? "notFound" : this.engine.execution.asking.inquire(order);
  }

  /** Takes an order on at a desk. */
  claim(id: OrderId, by: string): Promise<ClaimAnswer> {
    return this.engine.execution.claims.claim(id, null, by);
  }

  /** Gives back an order that the same person has claimed. */
  release(id: OrderId, by: string): Promise<ClaimAnswer> {
    return this.engine.execution.claims.release(id, by);
  }

  /** Has a claimed order given back, also one that somebody else has. */
  takeBack(id: OrderId, by: string): Promise<ClaimAnswer> {
    return this.engine.execution.claims.takeBack(id, by);
  }

  /** Lets a channel take no more orders. */
  pause(channel: string, reason: string, by: string): Promise<SwitchAnswer> {
    return this.engine.execution.pause(channel, reason, by);
  }

  /** Lets a paused channel take orders again. */
  resume(channel: string, by: string): Promise<SwitchAnswer> {
    return this.engine.execution.resume(channel, by);
  }

  /** Reads the configuration again. */
  reload(by: string): Promise<Reloaded> {
    const { reload } = this.engine.parts;
    const faults = ["不能重新读取配置 the configuration can't be read again"];
    return Promise.resolve(reload?.(by) ?? { kind: "rejected", faults });
  }
}

/** What workers' programs may do. */
export class EngineWorkers implements Workers {
  constructor(private readonly engine: Engine) {}

  /** Leases orders that wait for a worker channel. */
  async claim(
    channel: string,
    max: number,
    leaseMs: number | null,
    by: string,
  ): ReturnType<Workers["claim"]> {
    const config = this.engine.config.channels.get(channel);
    if (config === undefined) return { kind: "unknown" };
    if (config.type !== "worker") return { kind: "notWorker" };
    const claimed = await this.engine.execution.claims.claimNext(
      channel,
      max,
      leaseMs ?? config.leaseMs,
      by,
    );
    if (claimed === "storeDown") return { kind: claimed };
    return { kind: "claimed", orders: claimed.flatMap((order) => this.#opened(order)) };
  }

  /** Where its passwords can't be read nobody can execute it: its lease ends, and it is held for a person. */
  #opened(order: Processing): ClaimedOrder[] {
    const { secrets, log } = this.engine.parts;
    try {
      return [{ order, secrets: secrets.open(order.sealed) }];
    } catch (error) {
      const { server, fields: { chargeId } } = order;
      const reason = errorText(error);
      log("execution").error("the passwords of a claimed order cannot be read", {
        server,
        chargeId,
        reason,
      });
      return [];
    }
  }

  /** Extends a lease from now on. */
  async extend(id: OrderId, leaseMs: number | null, by: string): Promise<ClaimAnswer> {
    const order = await this.engine.orders.get(id);
    const attempt = order === null ? null : attemptOf(order);
    if (attempt === null) return order === null ? "notFound" : "notClaimable";
    const config = this.engine.config.channels.get(attempt.channel);
    if (config?.type !== "worker") return "notClaimable";
    return this.engine.execution.claims.extend(id, leaseMs ?? config.leaseMs, by);
  }

  /** Gives a claimed order back. */
  release(id: OrderId, by: string): Promise<ClaimAnswer> {
    return this.engine.execution.claims.release(id, by);
  }
}
