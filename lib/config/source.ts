/**
 * The YAML text as a tree whose every node knows its place. Values stay the text that was written: what a key makes of it,
 * a number or a duration, is the key's affair, so `100.000` and a key of digits alone lose nothing.
 *
 * @module
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml";
import type { Words } from "../words.ts";
import { maskVariables } from "./environment.ts";
import type { Position } from "./fault.ts";
import { itemPath, keyPath } from "./path.ts";
import { syntaxWords } from "./syntax_words.ts";

/** A value; `text` still has its variables masked. */
export interface TextNode {
  readonly kind: "text";
  readonly text: string;
  /** Where the text is from: the configuration itself, or a file that it names, of which all is taken as it is. */
  readonly origin: "configuration" | "file";
  /** Without quotes, so an empty one or `null` says "nothing". */
  readonly plain: boolean;
  /** Lines it spans, 1 or more. */
  readonly lines: number;
  readonly at: Position;
}

/** A list. */
export interface ListNode {
  readonly kind: "list";
  readonly items: readonly SourceNode[];
  readonly at: Position;
}

/** A map, in the order it was written. */
export interface MapNode {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
  readonly at: Position;
}

/** A key and its value. */
export interface MapEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: SourceNode;
}

/** Any node. */
export type SourceNode = TextNode | ListNode | MapNode;

/** Something wrong with the YAML itself. */
export interface SourceFault {
  /** The path of the key, where it is known. */
  readonly key: string;
  readonly at: Position;
  readonly problem: Words;
}

/** What a file holds, in the place of the key that names the file. */
export function nodeFromFile(text: string, at: Position): TextNode {
  return { kind: "text", text, origin: "file", plain: false, lines: 1, at };
}

/** A text that nobody wrote, such as a default. */
export function impliedNode(text: string, at: Position): TextNode {
  return { kind: "text", text, origin: "configuration", plain: true, lines: 1, at };
}

/** Characters of a file that is read at all. */
export const CONFIG_CHARACTERS_MAX = 1024 * 1024;
/** Faults of syntax that are told; after a few, the rest follow from the first. */
export const SYNTAX_FAULTS_MAX = 20;

/** Whether a node says "nothing": `key:` with no value, or `null`. */
export function isNothing(node: SourceNode): boolean {
  return node.kind === "text" && node.plain && /^(?:|~|null|Null|NULL)$/.test(node.text);
}

/** Reads YAML. With faults of syntax the tree is `null`, for what comes after them means little. */
export function parseSource(
  text: string,
): { root: SourceNode | null; faults: readonly SourceFault[] } {
  const whole = checkText(text);
  if (whole !== null) return { root: null, faults: [whole] };
  const lineCounter = new LineCounter();
  const document = parseDocument(maskVariables(text.replace(/^\uFEFF/, "")), {
    lineCounter,
    prettyErrors: false,
    // Every value stays text, and duplicate keys are told with the place of the first one, below.
    schema: "failsafe",
    uniqueKeys: false,
  });
  const tree = new Tree(lineCounter);
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    const faults = errors.slice(0, SYNTAX_FAULTS_MAX)
      .map(({ pos, code }) => ({ key: "", at: tree.position(pos[0]), problem: syntaxWords(code) }));
    return { root: null, faults };
  }
  return { root: tree.node(document.contents, 0, ""), faults: tree.faults };
}

/** What is wrong with the text as a whole, before it is YAML. */
function checkText(text: string): SourceFault | null {
  if (text.length > CONFIG_CHARACTERS_MAX) {
    const problem = { zh: "文件太大,最多 1 MiB", en: "the file is too large, 1 MiB at most" };
    return { key: "", at: { line: 1, column: 1 }, problem };
  }
  const damaged = text.indexOf("\uFFFD");
  if (damaged < 0) return null;
  const before = text.slice(0, damaged).split("\n");
  const problem = {
    zh: "文件不是 UTF-8 编码,请另存为 UTF-8",
    en: "the file is not UTF-8; save it as UTF-8",
  };
  const at = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  return { key: "", at, problem };
}

class Tree {
  readonly faults: SourceFault[] = [];
  constructor(private readonly lineCounter: LineCounter) {}

  position(offset: number): Position {
    const { line, col } = this.lineCounter.linePos(offset);
    // The parser knows no line before the first character, so an empty file has line 0.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  node(node: Node | null, offset: number, path: string): SourceNode {
    const [start, end] = node?.range ?? [offset, offset];
    const at = this.position(start);
    if (isMap(node)) return { kind: "map", entries: this.entries(node, start, path), at };
    if (isSeq(node)) {
      const items = node.items.map((item, index) =>
        this.node(asNode(item), start, itemPath(path, index))
      );
      return { kind: "list", items, at };
    }
    if (isAlias(node)) {
      const problem = { zh: "不支持 YAML 别名(*…)", en: "YAML aliases (*…) are not supported" };
      this.faults.push({ key: path, at, problem });
    }
    if (!isScalar(node)) return impliedNode("", at);
    const text = node.source ?? "";
    const lines = this.position(Math.max(start, end - 1)).line - at.line + 1;
    return {
      kind: "text",
      text,
      origin: "configuration",
      plain: node.type === "PLAIN",
      lines,
      at,
    };
  }

  private entries(map: YAMLMap, offset: number, path: string): MapEntry[] {
    const entries = new Map<string, MapEntry>();
    for (const pair of map.items) {
      const key = this.node(asNode(pair.key), offset, path);
      if (key.kind !== "text") {
        const problem = { zh: "键必须是文字", en: "a key must be a text" };
        this.faults.push({ key: path, at: key.at, problem });
        continue;
      }
      const ownPath = keyPath(path, key.text);
      const value = this.node(asNode(pair.value), asNode(pair.key)?.range?.[1] ?? offset, ownPath);
      const first = entries.get(key.text);
      if (first === undefined) entries.set(key.text, { key: key.text, keyAt: key.at, value });
      else {
        const { line } = first.keyAt;
        const problem = {
          zh: `重复的键,第 ${line} 行已有`,
          en: `duplicate key; line ${line} has it already`,
        };
        this.faults.push({ key: ownPath, at: key.at, problem });
      }
    }
    return [...entries.values()];
  }
}

function asNode(part: unknown): Node | null {
  return isMap(part) || isSeq(part) || isScalar(part) || isAlias(part) ? part : null;
}
