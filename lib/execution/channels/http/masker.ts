/**
 * Keeps secrets out of everything that is shown: in every writing that a request or an answer may have them in.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { CompiledTemplate } from "../../../expression/compiler.ts";
import { encodeText } from "../../../expression/charset.ts";
import { urlEncode, xmlEscape } from "../../../expression/texts.ts";
import { SECRET_VARIABLES } from "../../../expression/scope.ts";

/** What stands in a secret's place. */
const MASK = "…";

/** Knows the secrets of one exchange. */
export class Masker {
  readonly #secrets = new Set<string>();

  /** @param secrets those that are known from the beginning */
  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) this.add(secret);
  }

  /** Another text that must not be shown. */
  add(secret: string): void {
    if (secret === "") return;
    for (const writing of writings(secret)) this.#secrets.add(writing);
  }

  /** The text without the secrets. */
  mask(text: string): string {
    const longestFirst = [...this.#secrets].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  }
}

function writings(secret: string): string[] {
  const encoded = (["utf-8", "gbk"] as const).flatMap((charset) => {
    try {
      const percent = urlEncode(secret, charset);
      const base64 = Buffer.from(encodeText(secret, charset)).toString("base64");
      return [percent, percent.toLowerCase(), percent.replaceAll("%20", "+"), base64];
    } catch {
      return [];
    }
  });
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, ...encoded, encodeURIComponent(secret.toWellFormed()), json, xmlEscape(secret)];
}

/** What holds a secret besides the secrets themselves. */
export interface SecretNames {
  /** The names of the `values` that show one. */
  readonly values: ReadonlySet<string>;
  /** Whether one of the parameters shows one. */
  readonly params: boolean;
}

/** The names of the `values` that show a secret. */
export function secretValues(
  values: ReadonlyMap<string, CompiledTemplate>,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [name, template] of values) {
    if (showsSecret(template, { values: names, params: false })) names.add(name);
  }
  return names;
}

/** Whether what a template comes to must not be shown. */
export function showsSecret(template: CompiledTemplate, secret: SecretNames): boolean {
  return template.parts.some((part) =>
    typeof part !== "string" && [...part.shown].some((name) => isSecret(name, secret))
  );
}

function isSecret(name: string, { values, params }: SecretNames): boolean {
  return name.startsWith("secrets.") || SECRET_VARIABLES.includes(name) ||
    name.startsWith("values.") && values.has(name.slice("values.".length)) ||
    params && (name === "params" || name.startsWith("params."));
}
