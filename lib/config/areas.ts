/**
 * Provinces and carriers, as conditions name them.
 *
 * @module
 */
import { carrierOf, CARRIERS, provinceOf } from "../area.ts";
import type { Words } from "../words.ts";
import { keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";

/** Conditions on where an order's number belongs. */
export interface AreaConditions {
  readonly province?: readonly string[];
  readonly carrier?: readonly string[];
}

/** Areas are what servers write, so an unknown name is no fault. */
export function warnOfUnknownAreas(
  { province, carrier }: AreaConditions,
  path: string,
  reading: Reading,
): void {
  const unknown = (names: readonly string[] = [], shortName: (name: string) => string | null) =>
    [...names.entries()].filter(([, name]) => name !== "" && shortName(name) === null);
  const warn = (key: keyof AreaConditions, [index, name]: [number, string], problem: Words) => {
    const found = { zh: ` ${name}`, en: name };
    reading.warn(reading.itemPath(keyPath(path, key), index), problem, { found });
  };
  for (const one of unknown(province, provinceOf)) {
    warn("province", one, { zh: "没有这个省份", en: "there is no such province" });
  }
  const carriers = CARRIERS.join(" ");
  for (const one of unknown(carrier, carrierOf)) {
    warn("carrier", one, { zh: `不是 ${carriers} 之一`, en: `is none of ${carriers}` });
  }
}
