/**
 * Names that the operator gives: to servers, channels, users and tokens. They appear in addresses of the API, so they hold no
 * `/`, and are not `.` or `..`.
 *
 * @module
 */
import type { Words } from "../words.ts";

/** Characters of a name, at most. */
export const NAME_CHARACTERS_MAX = 32;

/** What a name may be. */
export const NAME_EXPECTED: Words = {
  zh: ` 1–${NAME_CHARACTERS_MAX} 个字母、数字、汉字或 _ - .`,
  en: `1–${NAME_CHARACTERS_MAX} letters, digits, Chinese characters or _ - .`,
};

/** What a name looks like. */
export const NAME_FORM: RegExp = new RegExp(
  String.raw`^(?!\.{1,2}$)[A-Za-z0-9_.\-\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]` +
    `{1,${NAME_CHARACTERS_MAX}}$`,
  "u",
);

/** The name, or `undefined` where the text is none. */
export function parseName(text: string): string | undefined {
  return NAME_FORM.test(text) ? text : undefined;
}
