/**
 * Which channels an order may go to: those of the first route that fits it.
 *
 * @module
 */
import type { RouteConfig, RouteWhen } from "../config.ts";
import type { Order } from "../order.ts";

/** Gives the names of an order's channels, in the order they are tried; empty where no route fits. */
export type Router = (order: Order) => readonly string[];

/** Makes a router of routes; their patterns are read once. */
export function makeRouter(routes: readonly RouteConfig[]): Router {
  const prepared = routes.map(({ when, channels }) => ({ fits: prepare(when), channels }));
  return (order) => prepared.find(({ fits }) => fits(order))?.channels ?? [];
}

function prepare(when: RouteWhen): (order: Order) => boolean {
  const areas = when.nbrArea?.map(pattern);
  const { server, chargeType, chargeCash: { min, max } = {} } = when;
  return ({ server: from, fields }) =>
    (server === undefined || server.includes(from)) &&
    (chargeType === undefined || chargeType.includes(fields.chargeType)) &&
    (areas === undefined || areas.some((area) => area.test(fields.nbrArea))) &&
    (min === undefined || fields.chargeCash >= min) &&
    (max === undefined || fields.chargeCash <= max);
}

/** `*` stands for any text; everything else for itself. */
function pattern(glob: string): RegExp {
  const parts = glob.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "su");
}
