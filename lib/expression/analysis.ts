/**
 * What can be told of an expression by looking at it: what it refers to, whether it would show a secret, and slips that its
 * types don't show.
 *
 * @module
 */
import type { ASTNode } from "@marcbachmann/cel-js";
import { charsetOf } from "./charset.ts";
import { DIGESTS } from "./digests.ts";
import { ONE_WAY } from "./functions.ts";
import { wrongTimeForm, zoneOf } from "./times.ts";

/** What an expression refers to: `chargeAcct`, `values.user`, `params.mobile`. */
export type References = ReadonlySet<string>;

/** A slip, with the piece of the expression that it is in. */
export interface Slip {
  readonly kind: "number" | "timeForm" | "zone" | "charset";
  readonly piece: string;
}

/** What an expression is made of. */
export interface Analysis {
  readonly references: References;
  /** What of it is not hidden in a digest. */
  readonly shown: References;
  readonly slips: readonly Slip[];
}

/** Looks at an expression. */
export function analyse(ast: ASTNode): Analysis {
  const references = new Set<string>();
  const shown = new Set<string>();
  const slips: Slip[] = [];
  const visit = (node: ASTNode, isHidden: boolean): void => {
    const name = nameOf(node);
    if (name !== null) {
      references.add(name);
      if (!isHidden) shown.add(name);
    }
    slips.push(...slipsOf(node));
    const hides = isHidden || node.op === "call" && ONE_WAY.has(node.args[0]);
    for (const child of childrenOf(node)) {
      // Of `values.user`, `values` itself is nothing that is referred to.
      if (name === null || child.op !== "id") visit(child, hides);
    }
  };
  visit(ast, false);
  return { references, shown, slips };
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
  if (node.op !== "call") return [];
  const [name, args] = node.args;
  const text = (index: number): string | null => {
    const arg = args[index];
    return arg?.op === "value" && typeof arg.args === "string" ? arg.args : null;
  };
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
