/**
 * The page's style sheet and script, texts in the program so that the executable needs no files. Each has its digest in its
 * address, so a browser may keep it for ever.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type Call, get } from "../routes.ts";
import script from "./page.js" with { type: "text" };
import { style } from "./style.ts";

/** Characters of a digest in an address. */
const DIGEST_CHARACTERS = 12;

/** A text that the page refers to. */
export interface Asset {
  /** Where it is. */
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** The style sheet. */
export const STYLE: Asset = asset("style", "css", "text/css", style);
/** The script. */
export const SCRIPT: Asset = asset("page", "js", "text/javascript", script);

/** The assets, for everybody: the form to sign in has them too. */
export function assetCalls(): Call[] {
  return [STYLE, SCRIPT].map(({ path, type, text }) =>
    get(path, [], (c) => {
      c.header("Content-Type", `${type}; charset=utf-8`);
      c.header("Cache-Control", "public, max-age=31536000, immutable");
      return c.body(text);
    })
  );
}

function asset(name: string, ending: string, type: string, text: string): Asset {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, DIGEST_CHARACTERS);
  return { path: `/assets/${name}.${digest}.${ending}`, type, text };
}
