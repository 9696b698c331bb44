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
export interface Places {
  readonly province?: readonly string[];
  readonly carrier?: readonly string[];
}

/** Areas are what servers write, so an unknown name is no fault. */
export function warnOfUnknownPlaces(
  { province = [], carrier = [] }: Places,
  path: string,
  reading: Reading,
): void {
  const warn = (key: keyof Places, names: readonly string[], unknown: Words) =>
    names.forEach((name, index) => {
      if (name === "" || (key === "province" ? provinceOf : carrierOf)(name) !== null) return;
      const found = { zh: ` ${name}`, en: name };
      reading.warn(reading.itemPath(keyPath(path, key), index), unknown, { found });
    });
  const carriers = CARRIERS.join(" ");
  warn("province", province, { zh: "没有这个省份", en: "there is no such province" });
  warn("carrier", carrier, { zh: `不是 ${carriers} 之一`, en: `is none of ${carriers}` });
}
