/**
 * A fault in `config.yaml`, told so that it can be mended: where it is, what is wrong, what would be right.
 *
 * @module
 */
import type { Words } from "../words.ts";

/** A place in a file; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong, or, among the warnings, one that is probably not meant. Never holds a secret's value. */
export interface Fault extends Position {
  readonly file: string;
  /** The path of the key, `servers[0].md5key`; empty for the file as a whole. */
  readonly key: string;
  /** What is wrong. */
  readonly problem: Words;
  /** What would be right; `null` where the problem says it. */
  readonly expected: Words | null;
  /** What stands there; `null` where the problem says it. Of a secret only its length. */
  readonly found: Words | null;
  /** What was probably meant; `null` where nothing is near. */
  readonly suggestion: string | null;
}

/** What a fault says besides where it is. */
export interface FaultDetails {
  readonly expected?: Words | null;
  readonly found?: Words | null;
  readonly suggestion?: string | null;
}

/** One line: `config.yaml:12:5: servers[0].md5keey: 未知的键,是不是 md5key? unknown key; did you mean md5key?` */
export function formatFault(fault: Fault): string {
  return [place(fault), sentences(fault)].join(": ");
}

/** One line, as {@linkcode formatFault}, that says it is only a warning. */
export function formatWarning(fault: Fault): string {
  return [place(fault), `提醒 warning: ${sentences(fault)}`].join(": ");
}

function place({ file, line, column, key }: Fault): string {
  return `${file}:${line}:${column}${key === "" ? "" : `: ${key}`}`;
}

function sentences({ problem, expected, found, suggestion }: Fault): string {
  const zh = [problem.zh];
  const en = [problem.en];
  if (expected !== null) {
    zh.push(`应为${expected.zh}`);
    en.push(`expected ${expected.en}`);
  }
  if (found !== null) {
    zh.push(`实为${found.zh}`);
    en.push(`found ${found.en}`);
  }
  if (suggestion !== null) {
    zh.push(`是不是 ${suggestion}?`);
    en.push(`did you mean ${suggestion}?`);
  }
  return `${zh.join(",")} ${en.join("; ")}`;
}
