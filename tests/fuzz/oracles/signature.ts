/**
 * The protocol's signature, computed by nothing that czdock computes it by.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { toGbk } from "../../support/suppliers/gbk_text.ts";

/** What a unit's bytes are, high byte first; {@linkcode LACKING} where GBK lacks it, 0 where nobody has asked yet. */
const known = new Uint16Array(0x1_0000);
const LACKING = 0xffff;
/** Code page 936 has the euro sign as one byte; decoders take the pair of GB18030 for it, too. */
known[0x20ac] = 0x80;

/** A text's GBK bytes; a unit that GBK lacks is the six characters of its escape. */
export function gbkBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const code = unit < 0x80 ? unit : codeOf(unit);
    if (code === LACKING) {
      for (const character of `\\u${unit.toString(16).padStart(4, "0")}`) {
        bytes.push(character.charCodeAt(0));
      }
    } else if (code > 0xff) bytes.push(code >> 8, code & 0xff);
    else bytes.push(code);
  }
  return Uint8Array.from(bytes);
}

function codeOf(unit: number): number {
  if (known[unit] === 0) {
    try {
      const [high = 0, low = 0] = toGbk(String.fromCharCode(unit));
      known[unit] = high << 8 | low;
    } catch {
      known[unit] = LACKING;
    }
  }
  return known[unit] ?? LACKING;
}

/** MD5 of a text's GBK bytes, in lower-case hex. */
export function md5OfGbk(text: string): string {
  return createHash("md5").update(gbkBytes(text)).digest("hex");
}

/** What an order's signature covers, in this order. */
export const HASHED = [
  "chargeId",
  "chargeAcct",
  "var1",
  "var2",
  "var3",
  "var4",
  "chargeCash",
] as const;

/** A JSON value as the text that is hashed; `null` where it can't be told. */
type Meaning = (name: string) => string | null;

/** The signature over what a packet says; `null` where that can't be told. */
export function signatureOf(meaning: Meaning, md5key: string): string | null {
  const texts = HASHED.map(meaning);
  return texts.includes(null) ? null : md5OfGbk(texts.join("") + md5key);
}

/** An amount with three decimals; `null` where it is none. */
export function threeDecimals(text: string): string | null {
  const [, whole, decimals = ""] = /^(-?\d{1,15})(?:\.(\d{1,3}))?$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const minus = whole.startsWith("-") ? "-" : "";
  return `${minus}${BigInt(whole.replace("-", ""))}.${decimals.padEnd(3, "0")}`;
}

/** What is hashed of a value that `JSON.parse` has read, where numbers are {@linkcode Source}. */
export function hashedText(value: unknown): string | null {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  return value instanceof Source ? value.text : null;
}

/** A number as it was written. */
export class Source {
  constructor(readonly text: string) {}
}

/** Reads JSON whose numbers stay what was written. @throws {SyntaxError} it is none */
export function parseWithSources(text: string): unknown {
  const keep = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" ? new Source(context?.source ?? "") : value;
  return JSON.parse(text, keep);
}
