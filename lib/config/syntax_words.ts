/**
 * What is wrong with a text that is not YAML, by the parser's code. The parser's own messages quote the text, which may be a
 * secret, so they are never shown.
 *
 * @module
 */
import type { Words } from "../words.ts";

const WORDS: Readonly<Record<string, Words>> = {
  TAB_AS_INDENT: {
    zh: "缩进用了制表符,只能用空格",
    en: "a tab indents this line, but only spaces may",
  },
  BAD_INDENT: {
    zh: "缩进不对,或括号没有成对",
    en: "the indentation is wrong, or a bracket is not closed",
  },
  MISSING_CHAR: {
    zh: "缺少一个字符:冒号后的空格、引号或括号",
    en: "a character is missing: a space after a colon, a quote or a bracket",
  },
  MULTILINE_IMPLICIT_KEY: {
    zh: "键必须在一行内;冒号后是否少了空格",
    en: "a key must be on one line; is the space after a colon missing?",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    zh: "一行里有两个键;值里有冒号时要加引号",
    en: "two keys are on one line; a value with a colon in it needs quotes",
  },
  BAD_SCALAR_START: {
    zh: "值以 @ 或 ` 开头时要加引号",
    en: "a value that begins with @ or ` needs quotes",
  },
  BAD_DQ_ESCAPE: {
    zh: "双引号里的 \\ 写法不对;原样的 \\ 请用单引号",
    en: "no such \\ escape in double quotes; for a plain \\ use single quotes",
  },
  BAD_ALIAS: { zh: "没有这个锚点", en: "there is no such anchor" },
  MULTIPLE_DOCS: {
    zh: "文件里有多份文档(---),只能有一份",
    en: "the file holds several documents (---), but only one is read",
  },
  KEY_OVER_1024_CHARS: { zh: "键太长", en: "the key is too long" },
  RESOURCE_EXHAUSTION: { zh: "括号套得太深", en: "brackets are nested too deeply" },
  TAG_RESOLVE_FAILED: { zh: "不支持 YAML 标签(!…)", en: "YAML tags (!…) are not supported" },
  BAD_DIRECTIVE: { zh: "不支持 YAML 指令(%…)", en: "YAML directives (%…) are not supported" },
};

const ANY: Words = { zh: "这里不是合法的 YAML", en: "this is not YAML" };

/** What to say of a parser's error code. */
export function syntaxWords(code: string): Words {
  return WORDS[code] ?? ANY;
}
