/**
 * GBK as the fake suppliers write and read it: by what the platform's decoder makes of every pair of bytes.
 *
 * @module
 */

let pairs: Map<string, readonly [number, number]> | null = null;

function allPairs(): Map<string, readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  const decoder = new TextDecoder("gbk");
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== "\ufffd" && !found.has(text)) {
        found.set(text, [lead, trail]);
      }
    }
  }
  return found;
}

/** The text's bytes. @throws {RangeError} GBK lacks a character */
export function toGbk(text: string): Uint8Array {
  pairs ??= allPairs();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    const pair = pairs.get(character);
    if (code < 0x80) bytes.push(code);
    else if (pair !== undefined) bytes.push(...pair);
    else throw new RangeError(`GBK lacks ${character}`);
  }
  return Uint8Array.from(bytes);
}

/** The bytes' text. @throws {TypeError} they are not GBK */
export function fromGbk(bytes: Uint8Array): string {
  return new TextDecoder("gbk", { fatal: true }).decode(bytes);
}

/** The members of a form whose percent signs stand for GBK bytes. @throws {TypeError} they do not */
export function gbkForm(text: string): Map<string, string> {
  const members = text.split("&").filter((member) => member !== "").map((member) => {
    const [name = "", ...value] = member.split("=");
    return [gbkComponent(name), gbkComponent(value.join("="))] as const;
  });
  return new Map(members);
}

function gbkComponent(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const hex = text[at] === "%" ? /^[0-9a-fA-F]{2}/.exec(text.slice(at + 1)) : null;
    bytes.push(hex ? parseInt(hex[0], 16) : text[at] === "+" ? 0x20 : text.charCodeAt(at) & 0xff);
    if (hex) at += 2;
  }
  return fromGbk(Uint8Array.from(bytes));
}

/** A form in GBK. */
export function writeGbkForm(members: Readonly<Record<string, string>>): Uint8Array {
  const component = (text: string) =>
    Array.from(toGbk(text), (byte) => {
      const character = String.fromCharCode(byte);
      return /[\w.~-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }).join("");
  const text = Object.entries(members).map(([name, value]) =>
    `${component(name)}=${component(value)}`
  ).join("&");
  return new TextEncoder().encode(text);
}
