/**
 * Sizes as people write them: `512B`, `16KiB`, `1MiB`.
 *
 * @module
 */

/** Bytes of each unit. */
export const UNITS_BYTES: ReadonlyMap<string, number> = new Map([
  ["B", 1],
  ["KiB", 1024],
  ["MiB", 1024 * 1024],
]);

/** Bytes, or `undefined` where the text is no size. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9})(B|KiB|MiB)$/.exec(text) ?? [];
  const unitBytes = UNITS_BYTES.get(unit ?? "");
  return unitBytes === undefined ? undefined : Number(digits) * unitBytes;
}

/** What was probably meant by a text that is no size, or `null`: `16KB` and `16k` are `16KiB`, `512` is `512B`. */
export function suggestSize(text: string): string | null {
  const [, digits, letter] = /^(\d{1,9})\s*([KM]?)(?:i?B)?$/i.exec(text) ?? [];
  if (digits === undefined || letter === undefined) return null;
  return `${digits}${letter === "" ? "B" : `${letter.toUpperCase()}iB`}`;
}
