/**
 * What routes and product tables compare an order by.
 *
 * @module
 */

/** Whether a value is one of those that are asked for; where none are, each is. */
export function has<T>(values: readonly T[] | undefined, value: T): boolean {
  return values === undefined || values.includes(value);
}

/** A pattern in which `*` stands for any text, and everything else for itself. It fits the whole or nothing. */
export function pattern(glob: string): RegExp {
  const parts = glob.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "su");
}
