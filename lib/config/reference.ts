/**
 * Every key of `config.yaml` as tables, from the definitions that read it.
 *
 * @module
 */
import type { Words } from "../words.ts";
import { keyPath } from "./path.ts";
import { configKind } from "./root.ts";
import { fileTwin, isSecret, type Key, type KindMeta, type WhenAbsent } from "./schema.ts";

/** One key: where it is, what it means, what it may be. */
export interface KeyEntry {
  /** Lists show as `servers[]`, names that the operator chooses as `channels.NAME`. */
  readonly path: string;
  readonly meta: KindMeta;
  readonly whenAbsent: WhenAbsent;
  readonly about: Words;
  /** Where one of several types has the key: that type. */
  readonly type: string | null;
  /** The key that names a file with the value instead; `null` where there is none. */
  readonly fileTwin: string | null;
}

/** Every key of the configuration, each before those inside it. */
export function configKeys(): readonly KeyEntry[] {
  return keysOf(configKind.meta, "", null);
}

function keysOf(meta: KindMeta, path: string, type: string | null): readonly KeyEntry[] {
  switch (meta.shape) {
    case "scalar":
    case "tree":
      return [];
    case "list":
      return keysOf(meta.item, `${path}[]`, type);
    case "named":
      return keysOf(meta.item, `${path}.NAME`, type);
    case "record":
      return Object.entries(meta.keys).flatMap(([name, key]) => [
        entry(keyPath(path, name), name, key, type),
        ...keysOf(key.kind.meta, keyPath(path, name), type),
      ]);
    case "variant": {
      const choices = Object.keys(meta.variants);
      const words = Object.entries(meta.variants).map(([name, { about }]) => ({ name, ...about }));
      const expected = {
        zh: words.map(({ name, zh }) => `${name} ${zh}`).join(";"),
        en: words.map(({ name, en }) => `${name}: ${en}`).join("; "),
      };
      const tag: KeyEntry = {
        path: keyPath(path, meta.tag),
        meta: { shape: "scalar", name: "choice", expected, choices, secret: false },
        whenAbsent: "required",
        about: meta.about,
        type: null,
        fileTwin: null,
      };
      const inner = Object.entries(meta.variants)
        .flatMap(([name, { kind }]) => keysOf(kind.meta, path, name));
      return [tag, ...inner];
    }
  }
}

function entry(path: string, name: string, key: Key<unknown>, type: string | null): KeyEntry {
  const { kind: { meta }, whenAbsent, about } = key;
  return { path, meta, whenAbsent, about, type, fileTwin: isSecret(key) ? fileTwin(name) : null };
}

/** Markdown: for each section a heading, its sentence, and a table of its keys. */
export function configReference(): string {
  const keys = configKeys();
  const sections = keys.filter(({ path }) => !/[.[]/.test(path));
  return sections.map((section) => {
    const { path, about, meta } = section;
    const inside = keys.filter((key) => key.path.startsWith(path) && key.path !== path)
      .filter((key) => /^[.[]/.test(key.path.slice(path.length)));
    const rows = (inside.length > 0 ? inside : [section]).map(row);
    return [
      `### \`${path}\``,
      "",
      `${about.zh} ${about.en} ${count(meta)}`.trimEnd(),
      "",
      "| 键 key | 含义 meaning | 默认 default | 取值 value |",
      "| --- | --- | --- | --- |",
      ...rows,
      "",
    ].join("\n");
  }).join("\n");
}

function row({ path, meta, whenAbsent, about, type, fileTwin }: KeyEntry): string {
  const twin = fileTwin === null ? "" : `<br>或 or \`${fileTwin}\``;
  const only = type === null ? "" : `(\`${type}\`) `;
  const cells = [
    `\`${path}\`${twin}`,
    `${only}${about.zh}<br>${about.en}`,
    absent(whenAbsent),
    values(meta),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function absent(whenAbsent: WhenAbsent): string {
  if (whenAbsent === "required") return "必填 required";
  if (whenAbsent === "optional" || whenAbsent.default === "{}") return "–";
  return `\`${whenAbsent.default}\``;
}

function values(meta: KindMeta): string {
  switch (meta.shape) {
    case "scalar":
    case "tree":
      return `${meta.expected.zh.trim()}<br>${meta.expected.en}`;
    case "list":
      return `${count(meta)}${meta.item.shape === "scalar" ? `<br>${values(meta.item)}` : ""}`;
    case "named":
      return count(meta);
    case "record":
    case "variant":
      return "见下 below";
  }
}

function count(meta: KindMeta): string {
  if (meta.shape === "list") {
    const single = meta.single ? ",一项可不加括号 (one may stand alone)" : "";
    return `${meta.min}–${meta.max} 项 items${single}`;
  }
  return meta.shape === "named" ? `${meta.min}–${meta.max} 个 items, NAME 自取 is yours` : "";
}

/** The sentence about a key, for comments; the path as {@linkcode KeyEntry} writes it. */
export function aboutKey(path: string): Words {
  const found = configKeys().find((key) => key.path === path);
  if (found === undefined) throw new TypeError(`cannot tell about the key ${path}: there is none`);
  return found.about;
}
