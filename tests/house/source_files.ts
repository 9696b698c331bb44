/**
 * The project's own sources, as the tests of the house read them.
 *
 * @module
 */

/** The checkout's root, with a `/` at its end. */
export const ROOT = new URL("../../", import.meta.url);

/** A source file: its path from the checkout's root, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every `.ts` and `.tsx` file under the folders (or the files themselves), sorted by path. */
export async function sourcesIn(...paths: string[]): Promise<Source[]> {
  const found = await Promise.all(paths.map(sourcePaths));
  const texts = found.flat().sort().map(async (path) => ({
    path,
    text: await Deno.readTextFile(new URL(path, ROOT)),
  }));
  return Promise.all(texts);
}

async function sourcePaths(path: string): Promise<string[]> {
  const { isDirectory } = await Deno.stat(new URL(path, ROOT));
  if (!isDirectory) return [path];
  const found: string[] = [];
  for await (const entry of Deno.readDir(new URL(path, ROOT))) {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory) found.push(...await sourcePaths(inner));
    else if (/\.tsx?$/.test(entry.name)) found.push(inner);
  }
  return found;
}

/** The text with its comments blanked out; what stands on which line stays. */
export function withoutComments(text: string): string {
  const blank = (comment: string) => comment.replaceAll(/[^\n]/g, " ");
  return text
    .replaceAll(/^\s*\/\*[\s\S]*?\*\/|\/\*\*[\s\S]*?\*\//gm, blank)
    // A `//` behind a letter or colon may be a URL in a string.
    .replaceAll(/(?<=^|\s)\/\/.*$/gm, blank);
}
