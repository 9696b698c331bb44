/**
 * The messages that the program may tell its operator, read from its sources.
 *
 * @module
 */
import type { Source } from "./source_files.ts";
import { withoutComments } from "./source_files.ts";

/** A log call at a level that the operator has to care about, whose event stands there. */
const TOLD = /\.(?:warn|error)\(\s*"((?:[^"\\]|\\.)*)"/g;
/** The same where the event is handed on; then whoever hands it in is looked for by {@linkcode HANDED_IN}. */
const HANDED_ON = /\b(?:log|#log)\.(?:warn|error)\(\s*event\b/;
/** Calls that hand an event to one that logs it. */
const HANDED_IN = /(?:#occasionally|#inBackground|#warn)\(\s*"([^"]+)"/g;
/** A sentence that `check` prints of the configuration; it says itself what to do. */
const OF_CONFIG = "lib/config/";

/** The events that a source logs as warnings and errors. */
export function eventsIn({ path, text }: Source): string[] {
  if (path.startsWith(OF_CONFIG)) return [];
  const code = withoutComments(text);
  const told = [...code.matchAll(TOLD)];
  const handedIn = HANDED_ON.test(code) ? [...code.matchAll(HANDED_IN)] : [];
  return [...told, ...handedIn].map(([, event = ""]) => event);
}

/** Log calls whose event neither stands there nor is handed in by a call that is known, each as a sentence. */
export function hiddenEvents({ path, text }: Source): string[] {
  if (path.startsWith(OF_CONFIG) || path.startsWith("lib/logging/")) return [];
  const code = withoutComments(text);
  return [...code.matchAll(/\b(?:log|#log|audit)\.(?:warn|error)\(\s*([^"\s][^,)]*)/g)]
    .filter(([, event = ""]) => event !== "event" || ![...code.matchAll(HANDED_IN)].length)
    .map(([, event]) => `${path} logs ${event}, which the test can't see`);
}

/**
 * The English sentences by which a store is refused and a start fails: the parts of them that do not vary.
 */
export function refusalsIn({ text }: Source): string[] {
  const code = withoutComments(text);
  const thrown = [...code.matchAll(/new StoreRefused\(([\s\S]*?)\n {2,}\);/g)].map(([, args]) =>
    args
  );
  const start = /function startFault\([\s\S]*?\n}/.exec(code)?.[0] ?? "";
  return [...thrown, start].flatMap((part = "") =>
    [...part.matchAll(/[`"]((?:[^`"\\]|\\.)*)[`"]/g)]
      .flatMap(([, sentence = ""]) => sentence.split(/\$\{[^}]*\}/))
      // The Chinese sentence stands before it, up to its full stop.
      .map((fixed) => fixed.split(/[。，、：]|[\u4e00-\u9fff]/).at(-1) ?? "")
      .map((fixed) => fixed.replace(/^[^A-Za-z]+/, "").trim())
      .filter((fixed) => /[A-Za-z]{3}.*[ .]/.test(fixed) && fixed.length > 8)
  );
}
