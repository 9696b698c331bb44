/**
 * XML as expressions see it. Only what suppliers' answers are made of is read: elements, attributes, text, CDATA, comments.
 * A document type is refused, so there are no entities but the five of XML itself.
 *
 * `<order><no>1</no></order>` is `{order: {no: "1"}}`; elements that come several times are a list; an attribute's name
 * begins with `@`, and the text beside elements or attributes is `#text`.
 *
 * @module
 */

/** How deep elements may lie in each other. */
const DEPTH_MAX = 32;
const NAME = /[\p{L}_:][\p{L}\p{N}_:.-]*/uy;
const BLANK = /[ \t\r\n]*/y;
const DECLARATION = /<\?xml[ \t\r\n][^?]*\?>/y;
const COMMENT = /<!--(?:(?!--)[^])*-->/y;
const CDATA = /<!\[CDATA\[((?:(?!\]\]>)[^])*)\]\]>/y;
const TEXT = /[^<]+/y;
const ATTRIBUTE = /"([^"<]*)"|'([^'<]*)'/y;
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));|&/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Reads a document. @throws {SyntaxError} it is none, or has what is not read */
export function parseXml(text: string): unknown {
  return new XmlReader(text).whole();
}

class XmlReader {
  #at = 0;
  constructor(private readonly text: string) {}

  whole(): ReadonlyMap<string, unknown> {
    this.#take(BLANK);
    this.#take(DECLARATION);
    this.#skipBetween();
    const [name, value] = this.#element(1);
    this.#skipBetween();
    if (this.#at < this.text.length) throw new SyntaxError("something follows the document");
    return new Map([[name, value]]);
  }

  #skipBetween(): void {
    do this.#take(BLANK); while (this.#take(COMMENT) !== null);
  }

  #element(depth: number): [name: string, value: unknown] {
    if (depth > DEPTH_MAX) throw new SyntaxError("nested too deeply");
    if (!this.#skips("<")) throw new SyntaxError("no element where one must be");
    const name = this.#name();
    const inner = new Map<string, unknown>();
    while (this.#take(BLANK) !== "" && /[^/>]/.test(this.text[this.#at] ?? ">")) {
      this.#attribute(inner);
    }
    if (this.#skips("/>")) return [name, inner.size === 0 ? "" : inner];
    if (!this.#skips(">")) throw new SyntaxError("a tag does not end");
    const text = this.#content(inner, depth);
    if (this.#name() !== name) throw new SyntaxError("an element does not end");
    this.#take(BLANK);
    if (!this.#skips(">")) throw new SyntaxError("a tag does not end");
    if (inner.size === 0) return [name, text];
    if (text.trim() !== "") inner.set("#text", text);
    return [name, inner];
  }

  #attribute(inner: Map<string, unknown>): void {
    const name = `@${this.#name()}`;
    this.#take(BLANK);
    if (!this.#skips("=")) throw new SyntaxError("an attribute has no value");
    this.#take(BLANK);
    const quoted = this.#take(ATTRIBUTE);
    if (quoted === null) throw new SyntaxError("an attribute has no value");
    if (inner.has(name)) throw new SyntaxError("an attribute stands twice");
    inner.set(name, unescaped(quoted.slice(1, -1)));
  }

  /** What stands in an element, up to the name in its end. */
  #content(inner: Map<string, unknown>, depth: number): string {
    let text = "";
    for (;;) {
      const plain = this.#take(TEXT);
      const data = plain === null ? this.#take(CDATA) : null;
      if (plain !== null) text += unescaped(plain);
      else if (data !== null) text += data.slice("<![CDATA[".length, -"]]>".length);
      else if (this.#take(COMMENT) !== null) continue;
      else if (this.#skips("</")) return text;
      else this.#child(inner, depth);
    }
  }

  #child(inner: Map<string, unknown>, depth: number): void {
    const [name, value] = this.#element(depth + 1);
    const before = inner.get(name);
    if (before === undefined) inner.set(name, value);
    // No element's own value is a list, so this one is ours; a new one for each element would cost the square of their number.
    else if (Array.isArray(before)) before.push(value);
    else inner.set(name, [before, value]);
  }

  #name(): string {
    const name = this.#take(NAME);
    if (name === null) throw new SyntaxError("no name where one must be");
    return name;
  }

  #skips(text: string): boolean {
    if (!this.text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }
}

function unescaped(text: string): string {
  return text.replaceAll(
    ENTITY,
    (_, decimal?: string, hex?: string, name?: string): string => {
      const character = name === undefined
        ? characterOf(decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal))
        : ENTITIES[name];
      if (character === undefined) throw new SyntaxError("an entity that XML itself has not");
      return character;
    },
  );
}

function characterOf(code: number): string | undefined {
  const isCharacter = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ||
    code === 0x9 || code === 0xa || code === 0xd;
  return isCharacter ? String.fromCodePoint(code) : undefined;
}
