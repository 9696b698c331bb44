/**
 * What the page says, in the language of whoever looks.
 *
 * @module
 */
import { base } from "./base.ts";
import { type Said, said } from "./catalogue.ts";
import { desk } from "./desk.ts";
import { screens } from "./screens.ts";
import { work } from "./work.ts";

const BOTH = { ...work, ...desk, ...screens, ...base };

/** The languages of the page. */
export type Language = "zh" | "en";

/** Everything that the page says, in one language. */
export type Messages = Said<typeof BOTH> & { readonly code: Language };

const MESSAGES: Readonly<Record<Language, Messages>> = {
  zh: { ...said(BOTH, 0), code: "zh" },
  en: { ...said(BOTH, 1), code: "en" },
};

/** What the page says in a language. */
export function messagesOf(language: Language): Messages {
  return MESSAGES[language];
}
