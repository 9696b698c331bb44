/**
 * What `deno doc --lint` finds, less what this house does not ask for.
 *
 * @module
 */
import { ROOT } from "./source_files.ts";

/**
 * What `deno doc --lint` says of files and folders, their paths from the checkout's root.
 *
 * @throws {Error} it could not look at them
 */
export async function docLint(...paths: string[]): Promise<string> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...paths],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const report = new TextDecoder().decode(stderr);
  if (success || /^error: Found \d+ documentation lint error/m.test(report)) return report;
  throw new Error(`cannot lint the docs of ${paths.join(", ")}: ${report}`);
}

/** One finding: its rule and sentence, its file and line, and the line of source that it points at. */
const FINDING = /^error\[([\w-]+)\]: (.*)\n +--> (.+):\d+\n +\|\s*\n *\d+ \| (.*)$/gm;

const CONST_WITH_TYPE = /^export const \w+:/;

/**
 * The findings that count, each as a sentence.
 *
 * Three kinds do not: members of an exported type may go without a docstring where their name says it all, a signature
 * may name a type of a package, and a function has its return type where its constant has a type.
 *
 * @param ownCode what the project itself declares
 */
export function docFaults(report: string, ownCode: string): string[] {
  return [...report.matchAll(FINDING)].flatMap(([, rule, sentence = "", place, source = ""]) => {
    if (rule === "missing-jsdoc" && !/^export\b/.test(source)) return [];
    if (rule === "missing-return-type" && CONST_WITH_TYPE.test(source)) return [];
    const [, named = ""] = /private type '(\w+)/.exec(sentence) ?? [];
    const isOurs = new RegExp(`\\b(?:interface|type|class|enum) ${named}\\b`).test(ownCode);
    if (rule === "private-type-ref" && !isOurs) return [];
    return [`${place}: ${sentence}: ${source.trim()}`];
  });
}
