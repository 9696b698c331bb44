/**
 * Which routes stand in the way of others.
 *
 * @module
 */
import { carrierOf, provinceOf } from "../area.ts";
import type { RouteWhen } from "../config.ts";
import { liesWithin } from "../day_span.ts";

/** Whether every order that fits `later` fits `earlier` too, as far as their words tell. */
export function covers(earlier: RouteWhen, later: RouteWhen): boolean {
  const province = (name: string) => provinceOf(name) ?? name;
  const carrier = (name: string) => carrierOf(name) ?? name;
  return hasAll(earlier.server, later.server) &&
    hasAll(earlier.chargeType, later.chargeType) &&
    hasAll(earlier.nbrArea, later.nbrArea) &&
    hasAll(earlier.province?.map(province), later.province?.map(province)) &&
    hasAll(earlier.carrier?.map(carrier), later.carrier?.map(carrier)) &&
    hasAll(earlier.agentAcct, later.agentAcct) &&
    hasAll(earlier.productSn, later.productSn) &&
    coversCash(earlier.chargeCash ?? {}, later.chargeCash ?? {}) &&
    coversTime(earlier.time, later.time);
}

function hasAll<T>(earlier: readonly T[] | undefined, later: readonly T[] | undefined): boolean {
  return earlier === undefined || (later?.every((value) => earlier.includes(value)) ?? false);
}

type Cash = NonNullable<RouteWhen["chargeCash"]>;

function coversCash(earlier: Cash, later: Cash): boolean {
  const { min = 0n, max, step, oneOf } = earlier;
  if (later.oneOf !== undefined) {
    return later.oneOf.every((cash) =>
      cash >= min && (max === undefined || cash <= max) &&
      (step === undefined || cash % step === 0n) && (oneOf?.includes(cash) ?? true)
    );
  }
  return oneOf === undefined && min <= (later.min ?? 0n) &&
    (max === undefined || (later.max !== undefined && later.max <= max)) &&
    (step === undefined || (later.step !== undefined && later.step % step === 0n));
}

function coversTime(earlier: RouteWhen["time"], later: RouteWhen["time"]): boolean {
  return earlier === undefined ||
    (later?.every((inner) => earlier.some((outer) => liesWithin(inner, outer))) ?? false);
}
