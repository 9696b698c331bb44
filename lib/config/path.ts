/**
 * Paths of keys inside the configuration, as messages show them.
 *
 * @module
 */

/** Characters of a key that a message shows: a key is a short word, and anything longer may be a value gone astray. */
const KEY_CHARACTERS_SHOWN = 32;

/** The path of a key in the map at `path`: `listen` and `port` give `listen.port`. */
export function keyPath(path: string, key: string): string {
  return path === "" ? shownKey(key) : `${path}.${shownKey(key)}`;
}

/** The path of an item in the list at `path`: `servers[0]`. */
export function itemPath(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** The path that a path stands in: of `servers[0].name` it is `servers[0]`; of a first-level key, the empty one. */
export function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("."), path.lastIndexOf("[")));
}

/**
 * A key as a message may show it. `md5key:secret`, without the space after the colon, is one long key to YAML, so only the
 * part that can be a key is shown.
 */
export function shownKey(key: string): string {
  const word = /^[\p{L}\p{N}_.-]*/u.exec(key)?.[0] ?? "";
  const shown = [...word].slice(0, KEY_CHARACTERS_SHOWN).join("");
  return shown === key ? key : `${shown}…`;
}
