/**
 * Maps by names: parameters as suppliers call them, and names that expressions use.
 *
 * @module
 */
import type { Templates } from "../../http_config.ts";
import { checkName, named, type NameRule } from "../collection.ts";
import { keyPath } from "../path.ts";
import { heldByFile, onlyOneOf } from "../record.ts";
import { fileTwin, type Kind } from "../schema.ts";
import { secretText } from "../text_kinds.ts";
import { template } from "./template_kind.ts";

/** Parameters, headers, values and secrets, at most of each. */
const NAMES_MAX = 64;
/** Characters of a secret. Shorter ones can't be told apart from other text, so they could not be masked. */
const SECRET_CHARACTERS_MIN = 4;
const SECRET_CHARACTERS_MAX = 4096;

const PARAMETER: NameRule = {
  form: /^[^\s&=?#]{1,64}$/,
  expected: { zh: " 1–64 个字符,没有空格和 & = ? #", en: "1–64 characters without space, & = ? #" },
};
const HEADER: NameRule = {
  form:
    /^(?!(?:host|content-length|connection|transfer-encoding|accept-encoding|expect|te|trailer|upgrade)$)[A-Za-z0-9-]{1,64}$/i,
  expected: {
    zh: "请求头的名字(Host、Content-Length、Connection 等由程序自己写)",
    en:
      "the name of a header (Host, Content-Length, Connection and the like are written by czdock)",
  },
};
const IDENTIFIER: NameRule = {
  form: /^(?!(?:in|true|false|null)$)[A-Za-z_][A-Za-z0-9_]{0,31}$/,
  expected: {
    zh: " 1–32 个字母、数字或 _,以字母开头",
    en: "1–32 letters, digits or _, not a digit first",
  },
};

/** Parameters of a URL or a form. */
export const parameters: Kind<Templates> = named(template, { min: 1, max: NAMES_MAX }, PARAMETER);
/** Headers. */
export const headers: Kind<Templates> = named(template, { min: 1, max: NAMES_MAX }, HEADER);
/** Texts of the operator's own. */
export const values: Kind<Templates> = named(template, { min: 0, max: NAMES_MAX }, IDENTIFIER);

const secret = secretText(SECRET_CHARACTERS_MIN, SECRET_CHARACTERS_MAX);
const readSecrets = named(secret, { min: 0, max: NAMES_MAX }, IDENTIFIER);

/** Secrets by their names; `keyFile` is the file of the secret `key`. */
export const secrets: Kind<ReadonlyMap<string, string>> = {
  meta: readSecrets.meta,
  standIn: readSecrets.standIn,
  read(node, path, reading) {
    // Those in files count, too.
    if (node.kind !== "map" || node.entries.length > NAMES_MAX) {
      return readSecrets.read(node, path, reading);
    }
    const suffix = fileTwin("");
    const isTwin = (key: string) => key.endsWith(suffix) && key !== suffix;
    const own = node.entries.filter(({ key }) => !isTwin(key));
    const found = new Map(readSecrets.read({ ...node, entries: own }, path, reading));
    for (const { key, keyAt, value } of node.entries.filter(({ key }) => isTwin(key))) {
      const name = key.slice(0, -suffix.length);
      const at = keyPath(path, key);
      reading.place(at, value.at);
      checkName(name, { path: at, at: keyAt }, IDENTIFIER, reading);
      if (found.has(name)) reading.faultAt(at, keyAt, onlyOneOf(name));
      const held = heldByFile(value, at, reading);
      // A secret that can't be read is a fault by now; its name is known all the same.
      found.set(name, held === null ? "" : secret.read(held, at, reading));
    }
    return found;
  },
};
