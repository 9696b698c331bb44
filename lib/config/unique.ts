/**
 * Items of a list that must differ in one key.
 *
 * @module
 */
import { itemPath, keyPath } from "./path.ts";
import type { Reading } from "./reading.ts";

/** Notes a fault at every item whose text an earlier one has; empty texts are stand-ins. The text itself is not shown. */
export function checkUnique<T>(
  items: readonly T[],
  textOf: (item: T) => string,
  where: { readonly path: string; readonly key: string },
  reading: Reading,
): void {
  const first = new Map<string, string>();
  items.forEach((item, index) => {
    const text = textOf(item);
    if (text === "") return;
    const at = reading.writtenPath(keyPath(itemPath(where.path, index), where.key));
    const earlier = first.get(text);
    if (earlier === undefined) first.set(text, at);
    else {
      reading.fault(at, {
        zh: `与 ${earlier} 重复`,
        en: `the same as ${earlier}, but each must differ`,
      });
    }
  });
}
