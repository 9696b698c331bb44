/**
 * The rule of who may import whom, as `docs/architecture.md` tells it.
 *
 * @module
 */
import type { Source } from "./source_files.ts";
import { withoutComments } from "./source_files.ts";

const STATIC_IMPORT = /^[ \t]*(?:import|export)\b[^"'`;()]*?\bfrom\s*["']([^"']+)["']/gm;
const BARE_IMPORT = /^[ \t]*import\s*["']([^"']+)["']/gm;
const DYNAMIC_IMPORT = /\bimport\s*\(\s*(?:["']([^"']+)["']\s*[,)])?/g;

/** What a source imports: each specifier, or `null` for an `import()` of something that is no plain string. */
export function importsOf(text: string): (string | null)[] {
  const code = withoutComments(text);
  return [STATIC_IMPORT, BARE_IMPORT, DYNAMIC_IMPORT].flatMap((pattern) =>
    [...code.matchAll(pattern)].map(([, specifier]) => specifier ?? null)
  );
}

/**
 * The imports of a source that break the rule, each as a sentence.
 *
 * @param packages the names in the import map
 */
export function brokenImports(source: Source, packages: readonly string[]): string[] {
  return importsOf(source.text).flatMap((specifier) => {
    if (specifier === null) {
      return [`${source.path} imports something that is only known at run time`];
    }
    if (specifier.startsWith("node:") || isPackage(specifier, packages)) return [];
    if (!specifier.startsWith(".")) {
      return [`${source.path} imports ${specifier}, which is not in the import map`];
    }
    const target = new URL(specifier, `file:///${source.path}`).pathname.slice(1);
    return mayImport(source.path, target) ? [] : [`${source.path} may not import ${target}`];
  });
}

function isPackage(specifier: string, packages: readonly string[]): boolean {
  return packages.some((name) =>
    name.endsWith("/") ? specifier.startsWith(name) : specifier === name
  );
}

/** What people and programs ask for, without HTTP: the folders of `lib/` that `web/` shows. */
const MADE_FOR_WEB: ReadonlySet<string> = new Set(["lib/access", "lib/api", "lib/reconciliation"]);

/** Whether one file of the project may import another. */
function mayImport(importer: string, target: string): boolean {
  const from = placeOf(importer);
  const to = placeOf(target);
  if (from === "tests") return true;
  if (from === "main.ts") return to !== "tests";
  if (from === to || to === "lib") return true;
  // What puts the edges together stands beside main.ts in all but its place.
  if (from === "lib/wiring") return to.startsWith("lib/");
  if (from === "web") return MADE_FOR_WEB.has(to);
  if (!from.startsWith("lib/")) return false;
  if (to === "lib/protocol") return true;
  // Whoever checks an expression and whoever evaluates it must mean the same.
  return to === "lib/expression" && (from === "lib/config" || from === "lib/execution");
}

/** `lib` for its root files, `lib/X` for what lies in that folder, else the top level entry: `web`, `tests`, `main.ts`. */
function placeOf(path: string): string {
  const [top = "", folder, inner] = path.split("/");
  return top === "lib" && inner !== undefined ? `${top}/${folder}` : top;
}
