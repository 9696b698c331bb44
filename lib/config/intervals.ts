/**
 * Intervals that grow from the first to the longest.
 *
 * @module
 */
import { keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";

/** Notes a fault where the longest interval is shorter than the first, both in milliseconds; `NaN` fits. */
export function checkIntervals(
  { firstMs, maxMs }: { readonly firstMs: number; readonly maxMs: number },
  path: string,
  reading: Reading,
): void {
  if (!(maxMs < firstMs)) return;
  reading.fault(keyPath(path, "max"), {
    zh: "不能短于 first:最长的间隔不会比第一个短",
    en: "cannot be shorter than first, because it is the longest interval",
  });
}
