/**
 * A kind of single value: what all of them have in common.
 *
 * @module
 */
import type { Kind, ScalarMeta } from "./schema.ts";
import { isNothing } from "./source.ts";

/** How a kind of single value is read. */
export interface ScalarParts<T> {
  /** The value, or `undefined` where the text is none, or out of bounds. */
  readonly parse: (text: string) => T | undefined;
  readonly standIn: T;
  /** What was probably meant by a text that is none. */
  readonly suggest?: (text: string) => string | null;
}

/** A kind of single value. */
export function scalar<T>(
  meta: Omit<ScalarMeta, "shape" | "secret"> & { secret?: boolean },
  parts: ScalarParts<T>,
): Kind<T> {
  const { secret = false } = meta;
  return {
    meta: { ...meta, shape: "scalar", secret },
    standIn: () => parts.standIn,
    read(node, path, reading) {
      const text = node.kind === "text" ? reading.expand(node, path) : "";
      if (text === null) return parts.standIn;
      // A name broken over two lines is likely two keys, the second without the space after its colon.
      const whole = node.kind === "text" && !isNothing(node) && !(node.plain && node.lines > 1);
      const value = whole ? parts.parse(text) : undefined;
      if (value !== undefined) return value;
      // What a variable holds may be a secret, so it is not repeated in a suggestion either.
      const showable = whole && !secret && node.text === text;
      const suggested = showable ? parts.suggest?.(text) ?? null : null;
      // A suggestion that is out of bounds itself would be the next fault.
      const fits = suggested !== null && parts.parse(suggested) !== undefined;
      const found = secret ? reading.foundShape(node) : reading.found(node);
      reading.wrongValue(path, meta.expected, found, fits ? suggested : null);
      return parts.standIn;
    },
  };
}
