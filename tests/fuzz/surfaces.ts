/**
 * Every surface on which something comes in that others have made.
 *
 * @module
 */
import type { Surface } from "./surface.ts";
import { callbackAnswers } from "./surfaces/callback_answers.ts";
import { commandAnswers } from "./surfaces/command_answers.ts";
import { configs } from "./surfaces/configs.ts";
import { exports } from "./surfaces/exports.ts";
import { httpRequests } from "./surfaces/http_requests.ts";
import { notifications } from "./surfaces/notifications.ts";
import { orderPackets } from "./surfaces/order_packets.ts";
import { statements } from "./surfaces/statements.ts";
import { storeRows } from "./surfaces/store_rows.ts";
import { supplierAnswers } from "./surfaces/supplier_answers.ts";

/** All of them. */
export const SURFACES: readonly Surface[] = [
  orderPackets(),
  callbackAnswers(),
  supplierAnswers(),
  notifications(),
  commandAnswers(),
  httpRequests(),
  configs(),
  storeRows(),
  exports(),
  statements(),
];

/** How many inputs of all each surface gets, at least one. */
export function shares(inputs: number, surfaces: readonly Surface[]): ReadonlyMap<string, number> {
  const all = surfaces.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(surfaces.map(({ name, weight }) => [
    name,
    Math.max(1, Math.round(inputs * weight / all)),
  ]));
}
