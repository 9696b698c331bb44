/**
 * Which channels an order may go to: those of the first route that fits it.
 *
 * @module
 */
import { type Area, carrierOf, parseArea, provinceOf } from "../area.ts";
import type { RouteConfig, RouteWhen } from "../config.ts";
import type { Order } from "../order.ts";
import type { Zone } from "../zone.ts";
import { isWithin } from "../day_span.ts";
import { has, pattern } from "./conditions.ts";

/** Where an order goes. */
export interface Routing {
  /** Names of its channels, in the order they are tried; empty where no route fits. */
  readonly channels: readonly string[];
  /** How long it may wait for one of them, in milliseconds; `null` is for ever. */
  readonly maxWaitMs: number | null;
}

/** Finds where an order goes at an instant. Where channels have weights, their order is drawn each time. */
export type Router = (order: Order, nowMs: number) => Routing;

/** Where an order goes that no route fits. */
const NOWHERE: Routing = { channels: [], maxWaitMs: null };

/** What an order is compared by. */
interface Looked {
  readonly order: Order;
  readonly minute: number;
  readonly area: Area;
}

const NO_AREA: Area = { province: "", city: "", carrier: "" };

/**
 * Makes a router of routes; their patterns are read once.
 *
 * @param zone of the times of day
 * @param random in [0, 1)
 */
export function makeRouter(
  routes: readonly RouteConfig[],
  zone: Zone,
  random: () => number,
): Router {
  const prepared = routes.map((route) => ({
    fits: prepare(route.when),
    routing: drawing(route, random),
  }));
  const byTime = routes.some(({ when }) => when.time !== undefined);
  const byArea = routes.some(({ when }) =>
    when.province !== undefined || when.carrier !== undefined
  );
  return (order, nowMs) => {
    const minute = byTime ? zone.minuteOf(nowMs) : 0;
    const area = byArea ? parseArea(order.fields.nbrArea) : NO_AREA;
    const looked = { order, minute, area };
    return prepared.find(({ fits }) => fits(looked))?.routing() ?? NOWHERE;
  };
}

function prepare(when: RouteWhen): (looked: Looked) => boolean {
  const areas = when.nbrArea?.map(pattern);
  const provinces = when.province?.map((name) => provinceOf(name) ?? name);
  const carriers = when.carrier?.map((name) => carrierOf(name) ?? name);
  const { server, chargeType, agentAcct, productSn, time, chargeCash = {} } = when;
  const { min, max, step, oneOf } = chargeCash;
  return ({ order: { server: from, fields }, minute, area }) =>
    has(server, from) &&
    has(chargeType, fields.chargeType) &&
    has(agentAcct, fields.agentAcct) &&
    has(productSn, fields.productSn) &&
    has(oneOf, fields.chargeCash) &&
    has(provinces, area.province) &&
    has(carriers, area.carrier) &&
    (areas === undefined || areas.some((area) => area.test(fields.nbrArea))) &&
    (min === undefined || fields.chargeCash >= min) &&
    (max === undefined || fields.chargeCash <= max) &&
    (step === undefined || fields.chargeCash % step === 0n) &&
    (time === undefined || isWithin(time, minute));
}

function drawing(route: RouteConfig, random: () => number): () => Routing {
  const { channels, weights, maxWaitMs } = route;
  const fixed = { channels, maxWaitMs };
  if (weights.size === 0) return () => fixed;
  return () => ({ channels: draw(channels, weights, random), maxWaitMs });
}

/** Each place goes to one of those that are left, by their weights. */
function draw(
  channels: readonly string[],
  weights: ReadonlyMap<string, number>,
  random: () => number,
): string[] {
  const left = [...channels];
  const drawn: string[] = [];
  while (left.length > 0) {
    const sum = left.reduce((sum, name) => sum + weightOf(name), 0);
    let ticket = random() * sum;
    const at = left.findIndex((name) => (ticket -= weightOf(name)) < 0);
    drawn.push(...left.splice(at < 0 ? left.length - 1 : at, 1));
  }
  return drawn;

  function weightOf(name: string): number {
    return weights.get(name) ?? 1;
  }
}
