/**
 * One reading of a configuration: it remembers where every key stands and gathers every fault.
 *
 * @module
 */
import { errorName } from "../log.ts";
import type { Words } from "../words.ts";
import { expandVariables, hasNamelessVariable, unmaskVariables } from "./environment.ts";
import type { Fault, FaultDetails, Position } from "./fault.ts";
import { resolveBeside } from "./beside.ts";
import { itemPath, parentPath } from "./path.ts";
import { fileTwin } from "./schema.ts";
import type { SourceNode, TextNode } from "./source.ts";

/** What a reading is handed of the world outside. */
export interface ReadOptions {
  /** The configuration's path: faults show it, and files that it names are looked for beside it. */
  readonly file: string;
  /** An environment variable; `undefined` where it is not set. */
  readonly env: (name: string) => string | undefined;
  /** The text of a file. @throws {Error} it can't be read */
  readonly readTextFile: (path: string) => string;
  /** Whether something is, or may be, at a path; where it is left out, nobody looks. */
  readonly exists?: (path: string) => boolean;
}

/** Characters of a value that a message shows. */
const FOUND_CHARACTERS_SHOWN = 40;
/** Characters of a file that holds a secret, at most. */
const SECRET_FILE_CHARACTERS_MAX = 4096;
/** Characters from which on what a variable holds is shown nowhere; shorter ones are no secrets, and words of their own. */
const HIDDEN_CHARACTERS_MIN = 6;

/** Gathers faults and warnings while the schema reads. */
export class Reading {
  readonly #positions = new Map<string, Position>([["", { line: 1, column: 1 }]]);
  readonly #faults: Fault[] = [];
  readonly #warnings: Fault[] = [];
  /** What the variables hold that were put in, and their names; the longest first, for one may hold another. */
  readonly #variables: { readonly value: string; readonly name: string }[] = [];
  readonly #variableNames = new Set<string>();
  readonly #secretFiles = new Set<string>();
  readonly #openFiles = new Set<string>();

  /** @param options what is handed in */
  constructor(readonly options: ReadOptions) {}

  /** How many faults there are so far; unlike the list of them, it costs nothing to ask. */
  get faultCount(): number {
    return this.#faults.length;
  }

  /** Everything that is wrong, by place. */
  get faults(): readonly Fault[] {
    return this.#faults.toSorted(byPlace);
  }

  /** Everything that is probably not meant, by place. */
  get warnings(): readonly Fault[] {
    return this.#warnings.toSorted(byPlace);
  }

  /** The files that secrets were taken from. */
  get secretFiles(): readonly string[] {
    return [...this.#secretFiles];
  }

  /** The files that were read besides, with nothing secret in them. */
  get openFiles(): readonly string[] {
    return [...this.#openFiles];
  }

  /** The environment variables that were put in. */
  get variables(): readonly string[] {
    return [...this.#variableNames];
  }

  /** Remembers where a path stands. */
  place(path: string, at: Position): void {
    this.#positions.set(path, at);
  }

  /** The path of an item of a list, or of the list's own key where it is written as a single item. */
  itemPath(path: string, index: number): string {
    const own = itemPath(path, index);
    return this.#positions.has(own) ? own : path;
  }

  /** The path of a key, or, where a file stands in for its secret, of the key that names the file. */
  writtenPath(path: string): string {
    const twin = fileTwin(path);
    return !this.#positions.has(path) && this.#positions.has(twin) ? twin : path;
  }

  /** Whether a key of a map could not be read: what is said of its stand-in would mislead. */
  isUnread(path: string): boolean {
    const written = this.writtenPath(path);
    return this.#faults.some(({ key }) => key === written);
  }

  /** Notes a fault at a path; where the path stands nowhere, as a missing key, at what it would stand in. */
  fault(path: string, problem: Words, details: FaultDetails = {}): void {
    const written = this.writtenPath(path);
    this.#faults.push(this.#told(written, this.#whereIs(written), problem, details));
  }

  /** Notes a fault at a place that is not the path's own: at a key rather than its value. */
  faultAt(path: string, at: Position, problem: Words, details: FaultDetails = {}): void {
    this.#faults.push(this.#told(path, at, problem, details));
  }

  /** Notes a warning at a path. */
  warn(path: string, problem: Words, details: FaultDetails = {}): void {
    const written = this.writtenPath(path);
    this.#warnings.push(this.#told(written, this.#whereIs(written), problem, details));
  }

  /** A value with its environment variables; `null` after noting a fault. */
  expand(node: TextNode, path: string): string | null {
    if (node.origin === "file") return node.text;
    const text = this.withVariables(node.text, path);
    if (!hasNamelessVariable(node.text)) return text;
    const problem = {
      zh: "${ 后面不是变量名",
      en: "what follows ${ names no environment variable",
    };
    this.fault(path, problem, { expected: { zh: " ${NAME}", en: "${NAME}" } });
    return null;
  }

  /** A masked text with its environment variables put in; `null` after noting those that are not set. */
  withVariables(masked: string, path: string): string | null {
    const { text, missing } = expandVariables(masked, (name) => {
      const value = this.options.env(name);
      if (value !== undefined) this.#remember(value, name);
      return value;
    });
    for (const name of missing) {
      const problem = { zh: `环境变量 ${name} 没有设置`, en: `the environment has no ${name}` };
      this.fault(path, problem);
    }
    return missing.length > 0 ? null : text;
  }

  #remember(value: string, name: string): void {
    this.#variableNames.add(name);
    if (value.length < HIDDEN_CHARACTERS_MIN) return;
    if (this.#variables.some((known) => known.value === value)) return;
    this.#variables.push({ value, name });
    this.#variables.sort((a, b) => b.value.length - a.value.length);
  }

  /** The text of a file beside the configuration that holds no secret; `null` after noting a fault. */
  textFrom(file: string, path: string): string | null {
    const place = resolveBeside(this.options.file, file);
    this.#openFiles.add(place);
    return this.#textOf(place, path);
  }

  /** The secret in a file beside the configuration, trimmed; `null` after noting a fault. */
  secretFrom(file: string, path: string): string | null {
    const place = resolveBeside(this.options.file, file);
    this.#secretFiles.add(place);
    const text = this.#textOf(place, path)?.trim() ?? null;
    if (text === null) return null;
    if (text.includes("\uFFFD")) {
      this.fault(path, { zh: "文件不是 UTF-8 编码", en: "the file is not UTF-8" });
      return null;
    }
    if (text.length > 0 && text.length <= SECRET_FILE_CHARACTERS_MAX) return text;
    this.fault(path, {
      zh: `文件里应有 1–${SECRET_FILE_CHARACTERS_MAX} 个字符`,
      en: `the file must hold 1–${SECRET_FILE_CHARACTERS_MAX} characters`,
    });
    return null;
  }

  #textOf(place: string, path: string): string | null {
    try {
      return this.options.readTextFile(place);
    } catch (thrown) {
      const reason = errorName(thrown);
      this.fault(path, { zh: `读不了这个文件(${reason})`, en: `cannot read the file (${reason})` });
      return null;
    }
  }

  /** Notes that what stands at a path is not what may. */
  wrongValue(
    path: string,
    expected: Words,
    found: Words,
    suggestion: string | null = null,
  ): void {
    this.fault(path, { zh: "值不对", en: "wrong value" }, { expected, found, suggestion });
  }

  /** What stands at a node, as a message may say it: of a variable's value only the length. */
  found(node: SourceNode): Words {
    const shape = this.foundShape(node);
    // Over several lines it is likely the next key, its colon without a space, and perhaps a secret.
    if (node.kind !== "text" || node.lines > 1) return shape;
    const { text, varied } = expandVariables(node.text, this.options.env);
    if (text === "") return shape;
    if (varied) {
      const source = unmaskVariables(node.text);
      return { zh: ` ${source}(${shape.zh.trim()})`, en: `${source} (${shape.en})` };
    }
    const characters = [...text];
    const cut = characters.length > FOUND_CHARACTERS_SHOWN ? "…" : "";
    const shown = characters.slice(0, FOUND_CHARACTERS_SHOWN).join("") + cut;
    // A fault is one line, whatever stands in the file.
    const line = shown.replaceAll(/\p{Cc}/gu, " ");
    return { zh: ` ${line}`, en: line };
  }

  /**
   * What stands at a node, without a word of it: of a secret, and of a text in the place of a map or a list, for that may be one
   * gone astray (`tokens: abc`, `md5key:abc`).
   */
  foundShape(node: SourceNode): Words {
    if (node.kind === "list") {
      const count = node.items.length;
      return { zh: ` ${count} 项的列表`, en: `a list of ${count}` };
    }
    if (node.kind === "map") {
      const count = node.entries.length;
      return { zh: ` ${count} 个键的映射`, en: `a map of ${count} keys` };
    }
    const { length } = [...expandVariables(node.text, this.options.env).text];
    if (length === 0) return { zh: "空", en: "nothing" };
    return { zh: ` ${length} 个字符的文字`, en: `a text of ${length} characters` };
  }

  #whereIs(path: string): Position {
    for (let at = path;; at = parentPath(at)) {
      const place = this.#positions.get(at);
      if (place !== undefined) return place;
    }
  }

  #told(path: string, at: Position, problem: Words, details: FaultDetails): Fault {
    const { expected = null, found = null, suggestion = null } = details;
    const { file } = this.options;
    return {
      file,
      ...at,
      key: path,
      problem: this.#hidden(problem),
      expected: expected && this.#hidden(expected),
      found: found && this.#hidden(found),
      suggestion: suggestion && this.#hide(suggestion),
    };
  }

  #hidden({ zh, en }: Words): Words {
    return { zh: this.#hide(zh), en: this.#hide(en) };
  }

  /** What a variable holds may be a secret, in whatever place it was put by mistake. */
  #hide(text: string): string {
    return this.#variables.reduce(
      (hidden, { value, name }) => hidden.replaceAll(value, () => `\${${name}}`),
      text,
    );
  }
}

function byPlace(a: Fault, b: Fault): number {
  return a.line - b.line || a.column - b.column;
}
