/**
 * JSON as expressions see it: every number is the text it was written as, so that none becomes a float, and a name that
 * stands twice in an object makes the whole unreadable, for readers do not agree on which of the two counts.
 *
 * @module
 */

/** How deep values may lie in each other. */
const DEPTH_MAX = 32;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What the parser of JSON itself will look at. */
const STRING = /"(?:[^"\\]|\\.)*"/sy;
const WORD = /true|false|null/y;
const BLANK = /[ \t\r\n]*/y;

/** Reads a text. @throws {SyntaxError} it is not JSON, or a name stands twice */
export function parseJson(text: string): unknown {
  const reader = new JsonReader(text);
  return reader.whole();
}

class JsonReader {
  #at = 0;
  constructor(private readonly text: string) {}

  whole(): unknown {
    const value = this.#value(1);
    if (this.#at < this.text.length) throw new SyntaxError("something follows the JSON");
    return value;
  }

  #value(depth: number): unknown {
    if (depth > DEPTH_MAX) throw new SyntaxError("nested too deeply");
    this.#take(BLANK);
    const first = this.text[this.#at];
    let value: unknown;
    if (first === "{") value = this.#object(depth);
    else if (first === "[") value = this.#list(depth);
    else if (first === '"') value = this.#string();
    else value = this.#take(NUMBER) ?? this.#word();
    this.#take(BLANK);
    return value;
  }

  #object(depth: number): ReadonlyMap<string, unknown> {
    const object = new Map<string, unknown>();
    this.#at++;
    if (this.#ends("}")) return object;
    do {
      this.#take(BLANK);
      const name = this.#string();
      this.#take(BLANK);
      if (!this.#skips(":")) throw new SyntaxError("a colon is missing");
      if (object.has(name)) throw new SyntaxError("a name stands twice");
      object.set(name, this.#value(depth + 1));
    } while (this.#skips(","));
    if (!this.#skips("}")) throw new SyntaxError("an object does not end");
    return object;
  }

  #list(depth: number): readonly unknown[] {
    const list: unknown[] = [];
    this.#at++;
    if (this.#ends("]")) return list;
    do list.push(this.#value(depth + 1)); while (this.#skips(","));
    if (!this.#skips("]")) throw new SyntaxError("a list does not end");
    return list;
  }

  #string(): string {
    const text = this.#take(STRING);
    if (text === null) throw new SyntaxError("no text where one must be");
    return JSON.parse(text);
  }

  #word(): boolean | null {
    const word = this.#take(WORD);
    if (word === null) throw new SyntaxError("no value where one must be");
    return word === "null" ? null : word === "true";
  }

  #ends(bracket: string): boolean {
    this.#take(BLANK);
    return this.#skips(bracket);
  }

  #skips(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at++;
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
