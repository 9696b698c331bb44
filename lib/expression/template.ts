/**
 * Texts with expressions in braces: `"no-{reference}"`. `{{` and `}}` are braces that mean themselves.
 *
 * @module
 */
import type { Template, TemplatePart } from "../http_config.ts";

/** What is wrong with a template. */
export type TemplateFault =
  /** A `{` without its `}`. */
  | "open"
  /** A `}` alone. */
  | "close"
  /** `{}`. */
  | "empty";

/** Splits a text into what is sent as it stands and what is evaluated. */
export function parseTemplate(text: string): Template | TemplateFault {
  const parts: TemplatePart[] = [];
  let literal = "";
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? "";
    if ((character === "{" || character === "}") && text[at + 1] === character) {
      literal += character;
      at += 2;
    } else if (character === "}") {
      return "close";
    } else if (character === "{") {
      const end = endOfExpression(text, at + 1);
      if (end === null) return "open";
      const expression = text.slice(at + 1, end).trim();
      if (expression === "") return "empty";
      if (literal !== "") parts.push({ text: literal });
      literal = "";
      parts.push({ expression });
      at = end + 1;
    } else {
      literal += character;
      at++;
    }
  }
  return literal === "" ? parts : [...parts, { text: literal }];
}

/** Where the brace stands that ends an expression: not one inside a text, nor one of the expression's own. */
function endOfExpression(text: string, from: number): number | null {
  let depth = 0;
  let quote: string | null = null;
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote !== null) {
      if (character === "\\") at++;
      else if (character === quote) quote = null;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return at;
  }
  return null;
}

/** The template as the file has it, for people. */
export function templateText(template: Template): string {
  return template.map((part) =>
    "text" in part ? part.text.replaceAll("{", "{{").replaceAll("}", "}}") : `{${part.expression}}`
  ).join("");
}
