/**
 * The kinds of values that hold expressions. Whether an expression is right is checked where all of the channel is known.
 *
 * @module
 */
import { EXPRESSION_CHARACTERS_MAX } from "../../expression/expression.ts";
import { parseTemplate, type TemplateFault } from "../../expression/template.ts";
import type { JsonTemplate, Template } from "../../http_config.ts";
import type { Words } from "../../words.ts";
import { expandVariables } from "../environment.ts";
import { itemPath, keyPath } from "../path.ts";
import type { Reading } from "../reading.ts";
import type { Kind } from "../schema.ts";
import { isNothing, type SourceNode, type TextNode } from "../source.ts";

/** Characters of a text that is sent, at most. */
const TEMPLATE_CHARACTERS_MAX = 4096;
/** How deep maps and lists of a JSON body may lie in each other. */
const JSON_DEPTH_MAX = 8;

const TEMPLATE: Words = {
  zh: "文字,其中 {…} 里是表达式",
  en: "a text, with expressions in {…}",
};
const EXPRESSION: Words = { zh: "表达式", en: "an expression" };
const JSON_BODY: Words = {
  zh: "文字(其中 {…} 里是表达式)、列表或映射",
  en: "texts with expressions in {…}, lists and maps of them",
};

const PROBLEMS: Readonly<Record<TemplateFault, Words>> = {
  open: { zh: "{ 没有对应的 };大括号本身写作 {{", en: "no } ends the {; write {{ for a brace" },
  close: { zh: "} 没有对应的 {;大括号本身写作 }}", en: "no { begins the }; write }} for a brace" },
  empty: { zh: "{} 里没有表达式", en: "no expression in {}" },
};

/** A text that is sent, with expressions in braces. */
export const template: Kind<Template> = {
  meta: {
    shape: "scalar",
    name: "text",
    expected: TEMPLATE,
    min: "0",
    max: `${TEMPLATE_CHARACTERS_MAX}`,
    secret: false,
  },
  standIn: () => [],
  read: readTemplate,
};

/** An expression alone. */
export const expression: Kind<string> = {
  meta: {
    shape: "scalar",
    name: "text",
    expected: EXPRESSION,
    min: "1",
    max: `${EXPRESSION_CHARACTERS_MAX}`,
    secret: false,
  },
  standIn: () => "",
  read(node, path, reading) {
    if (node.kind !== "text" || isNothing(node) || node.text.trim() === "") {
      return wrong(node, path, EXPRESSION, reading, "");
    }
    return refusesVariable(node, path, reading) ? "" : node.text.trim();
  },
};

/** A JSON body. */
export const jsonTemplate: Kind<JsonTemplate> = {
  meta: { shape: "tree", expected: JSON_BODY },
  standIn: () => ({ kind: "map", entries: new Map() }),
  read: (node, path, reading) => readJson(node, path, reading, 1),
};

function readJson(node: SourceNode, path: string, reading: Reading, depth: number): JsonTemplate {
  reading.place(path, node.at);
  if (depth > JSON_DEPTH_MAX) {
    reading.fault(path, { zh: `最多嵌套 ${JSON_DEPTH_MAX} 层`, en: "nested too deeply" });
    return { kind: "list", items: [] };
  }
  switch (node.kind) {
    case "text":
      return { kind: "text", text: readTemplate(node, path, reading) };
    case "list":
      return {
        kind: "list",
        items: node.items.map((item, index) =>
          readJson(item, itemPath(path, index), reading, depth + 1)
        ),
      };
    case "map":
      return {
        kind: "map",
        entries: new Map(
          node.entries.map(({ key, value }) => [
            key,
            readJson(value, keyPath(path, key), reading, depth + 1),
          ]),
        ),
      };
  }
}

function readTemplate(node: SourceNode, path: string, reading: Reading): Template {
  if (node.kind === "map") {
    // `sign: {md5(a)}` is a map to YAML.
    reading.fault(path, {
      zh: "以 { 开头的文字要加引号",
      en: "a text that begins with { needs quotes",
    });
    return [];
  }
  if (node.kind === "list" || isNothing(node) || node.plain && node.lines > 1) {
    return wrong(node, path, TEMPLATE, reading, []);
  }
  if (node.text.length > TEMPLATE_CHARACTERS_MAX) {
    return wrong(node, path, TEMPLATE, reading, []);
  }
  // What a variable holds is sent as it is, so the braces are looked for before it is put in.
  const parsed = parseTemplate(node.text);
  if (typeof parsed === "string") {
    reading.fault(path, PROBLEMS[parsed]);
    return [];
  }
  let failed = false;
  const parts = parsed.map((part) => {
    if ("expression" in part) {
      failed ||= refusesVariable({ ...node, text: part.expression }, path, reading);
      return part;
    }
    const text = reading.withVariables(part.text, path);
    failed ||= text === null;
    return { text: text ?? "" };
  });
  return failed ? [] : parts;
}

/** Notes a fault where an expression has a variable of the environment: its value would be read as an expression. */
function refusesVariable(node: TextNode, path: string, reading: Reading): boolean {
  if (expandVariables(node.text, reading.options.env).text === node.text) return false;
  reading.fault(path, {
    zh: "表达式里不能有 ${…},请放进 secrets 或 values",
    en: "an expression cannot hold ${…}; put it into secrets or values",
  });
  return true;
}

function wrong<T>(
  node: SourceNode,
  path: string,
  expected: Words,
  reading: Reading,
  standIn: T,
): T {
  reading.wrongValue(path, expected, reading.foundShape(node));
  return standIn;
}
