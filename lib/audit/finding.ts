/**
 * What an audit finds: sentences about an order, or about all of them.
 *
 * @module
 */
import { oneLine } from "../one_line.ts";
import type { Words } from "../words.ts";

/** Something that is not as it must be. */
export interface Fault extends Words {
  /** Names the rule that is broken, the same for every order that breaks it. */
  readonly rule: string;
}

/** Faults as they are found. */
export interface Judging {
  readonly faults: Fault[];
  /** Adds the fault where it is not so. */
  readonly must: (isSo: boolean, rule: string, zh: string, en: string) => void;
}

/** Begins with no fault. @param family what the names of its rules begin with */
export function judging(family = ""): Judging {
  const faults: Fault[] = [];
  return {
    faults,
    must(isSo, rule, zh, en) {
      if (!isSo) faults.push({ rule: family + rule, zh, en });
    },
  };
}

/** A fault, and whose it is. */
export interface Finding extends Fault {
  /** The order, as `idText` names it; `null` where it is about all of them. */
  readonly about: string | null;
}

/** Findings that are kept of one rule; a fault of the program would break it a million times. */
const FINDINGS_KEPT_PER_RULE = 20;

/** Gathers findings, counts all, and keeps some. */
export class Findings {
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<string, number>();

  /** Adds one. */
  add(about: string | null, fault: Fault): void {
    const count = (this.#counts.get(fault.rule) ?? 0) + 1;
    this.#counts.set(fault.rule, count);
    if (count <= FINDINGS_KEPT_PER_RULE) this.#kept.push({ about, ...fault });
  }

  /** How many there are in all. */
  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Those that are kept, in the order they were found. */
  get kept(): readonly Finding[] {
    return this.#kept;
  }

  /** How many there are of each rule. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** A line each, and one for every rule that has more of them than are kept. */
  lines(): string[] {
    const lines = this.#kept.map(({ about, zh, en }) => `${about ?? "*"}: ${zh} ${en}`);
    for (const [rule, count] of this.#counts) {
      const more = count - FINDINGS_KEPT_PER_RULE;
      if (more > 0) lines.push(`… 另有 ${more} 处 more like these: ${rule}`);
    }
    // In them is what servers and suppliers wrote.
    return lines.map(oneLine);
  }
}
