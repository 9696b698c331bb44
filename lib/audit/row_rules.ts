/**
 * What a survey of the store found wrong with its rows, as findings.
 *
 * @module
 */
import type { Fault } from "./finding.ts";

/** A row that is not as it must be. */
export interface RowFault {
  readonly kind: "unreadable" | "misplaced" | "twice" | "missing" | "stale" | "stray";
  /** The order, as `idText` names it. */
  readonly about: string;
  readonly key: readonly (string | number)[];
}

const WORDS: Readonly<Record<RowFault["kind"], readonly [zh: string, en: string]>> = {
  unreadable: ["读不了", "cannot be read"],
  misplaced: ["存放的位置不对", "stands where another order, or one in another state, should"],
  twice: ["存了两份,一份未了结,一份已了结", "is stored twice, as open and as closed"],
  missing: ["缺少索引", "lacks an index row"],
  stale: ["索引说的与定单不同", "has an index row that tells something else"],
  stray: ["有索引,却没有这样的定单", "has an index row, and there is no such order"],
};

/** A row's fault in words. */
export function rowFault({ kind, key }: RowFault): Fault {
  const [zh, en] = WORDS[kind];
  return { rule: `row ${kind}`, zh: `${zh} (${key.join(" ")});`, en };
}
