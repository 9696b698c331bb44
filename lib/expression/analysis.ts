/**
 * What can be told of an expression by looking at it: what it refers to, whether it would show a secret, and slips that its
 * types don't show.
 *
 * @module
 */
import type { ASTNode } from "@marcbachmann/cel-js";
import { times, yuanWith } from "./amounts.ts";
import { charsetOf } from "./charset.ts";
import { DIGESTS } from "./digests.ts";
import { ONE_WAY } from "./functions.ts";
import { padLeft, randomDigits } from "./texts.ts";
import { wrongTimeForm, zoneOf } from "./times.ts";

/** What an expression refers to: `chargeAcct`, `values.user`, `params.mobile`. */
export type References = ReadonlySet<string>;

/** A slip, with the piece of the expression that it is in. */
export interface Slip {
  readonly kind: "number" | "timeForm" | "zone" | "charset" | "argument";
  readonly piece: string;
}

/** What an expression is made of. */
export interface Analysis {
  readonly references: References;
  /** What of it is not hidden in a digest. */
  readonly shown: References;
  readonly slips: readonly Slip[];
  /** The parameters that it names where it picks some of `params`. */
  readonly params: { readonly only: readonly string[]; readonly without: readonly string[] };
}

/** Looks at an expression. */
export function analyse(ast: ASTNode): Analysis {
  const references = new Set<string>();
  const shown = new Set<string>();
  const slips: Slip[] = [];
  const params = { only: [] as string[], without: [] as string[] };
  const visit = (node: ASTNode, isHidden: boolean): void => {
    const name = nameOf(node);
    if (name !== null) {
      references.add(name);
      if (!isHidden) shown.add(name);
    }
    slips.push(...slipsOf(node));
    const picked = pickedParams(node);
    if (picked !== null) params[picked.by].push(...picked.names);
    const hides = isHidden || node.op === "call" && ONE_WAY.has(node.args[0]);
    for (const child of childrenOf(node)) {
      // Of `values.user`, `values` itself is nothing that is referred to.
      if (name === null || child.op !== "id") visit(child, hides);
    }
  };
  visit(ast, false);
  return { references, shown, slips, params };
}

/** The functions that hand on what they are given of `params`. */
const OF_PAIRS: ReadonlySet<string> = new Set(["sorted", "filled", "only", "without"]);

/** What `only` and `without` name of the parameters. */
function pickedParams(node: ASTNode): { by: "only" | "without"; names: string[] } | null {
  if (node.op !== "call") return null;
  const [by, [pairs, list]] = node.args;
  if ((by !== "only" && by !== "without") || pairs === undefined || !isOfParams(pairs)) return null;
  const names = list?.op === "list" ? list.args : [];
  return { by, names: names.flatMap((name) => textOf(name) ?? []) };
}

function isOfParams(node: ASTNode): boolean {
  if (node.op === "id") return node.args === "params";
  if (node.op !== "call" || !OF_PAIRS.has(node.args[0])) return false;
  const [pairs] = node.args[1];
  return pairs !== undefined && isOfParams(pairs);
}

/** `values.user` of what is written so, or as `values["user"]`; `null` of anything but a name. */
function nameOf(node: ASTNode): string | null {
  if (node.op === "id") return node.args;
  if (node.op === "." && node.args[0].op === "id") return `${node.args[0].args}.${node.args[1]}`;
  if (node.op !== "[]") return null;
  const [of, key] = node.args;
  return of.op === "id" && key.op === "value" && typeof key.args === "string"
    ? `${of.args}.${key.args}`
    : null;
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "list":
    case "?:":
      return node.args;
    case "map":
      return node.args.flat();
    case "!_":
    case "-_":
      return [node.args];
    default:
      return node.args;
  }
}

const COMPARES: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);

function slipsOf(node: ASTNode): Slip[] {
  const piece = node.input.slice(node.range.start, node.range.end);
  // Everything in an answer is a text, so this would never be true, and nothing would say so.
  if (COMPARES.has(node.op) && childrenOf(node).some(isOfAnswer)) {
    return childrenOf(node).some(hasNumber) ? [{ kind: "number", piece }] : [];
  }
  if (node.op === "rcall" && node.args[0] === "matches") {
    const form = textOf(node.args[2][0]);
    return form !== null && throws(() => new RegExp(form)) ? [{ kind: "argument", piece }] : [];
  }
  if (node.op !== "call") return [];
  const [name, args] = node.args;
  if (throws(() => tryArgument(name, args))) return [{ kind: "argument", piece }];
  const text = (index: number) => textOf(args[index]);
  const slips: Slip[] = [];
  const refuse = (kind: Slip["kind"], found: string | null, check: (text: string) => unknown) => {
    if (found !== null && throws(() => check(found))) slips.push({ kind, piece: found });
  };
  if (name === "time") {
    const form = text(1);
    if (form !== null && wrongTimeForm(form) !== null) {
      slips.push({ kind: "timeForm", piece: form });
    }
    refuse("zone", text(2), zoneOf);
  }
  const isDigest = DIGESTS.some((digest) => digest === name);
  if (isDigest || name === "urlEncode" || name === "base64") refuse("charset", text(1), charsetOf);
  if (name.startsWith("hmac")) refuse("charset", text(2), charsetOf);
  return slips;
}

/** What is given to a function as it stands, tried out. @throws {RangeError} it can't work with that, whatever else it is given */
function tryArgument(name: string, args: readonly ASTNode[]): void {
  const [count, decimals] = [numberOf(args[0]), numberOf(args[1])], factor = textOf(args[1]);
  if (name === "digits" && count !== null) randomDigits(count, () => 0);
  if (name === "padLeft" && decimals !== null) padLeft("", decimals, "0");
  if (name === "yuan" && decimals !== null) yuanWith("0", decimals);
  if (name === "times" && factor !== null) times("0", factor);
}

function textOf(node: ASTNode | undefined): string | null {
  return node?.op === "value" && typeof node.args === "string" ? node.args : null;
}

function numberOf(node: ASTNode | undefined): bigint | null {
  return node?.op === "value" && typeof node.args === "bigint" ? node.args : null;
}

function isOfAnswer(node: ASTNode): boolean {
  if (node.op === "id") return node.args === "answer";
  return (node.op === "." || node.op === "[]") && isOfAnswer(node.args[0]);
}

function hasNumber(node: ASTNode): boolean {
  if (node.op === "list") return node.args.some(hasNumber);
  if (node.op === "-_") return hasNumber(node.args);
  return node.op === "value" && (typeof node.args === "bigint" || typeof node.args === "number");
}

function throws(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
