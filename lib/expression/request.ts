/**
 * A request's description, ready to be made.
 *
 * @module
 */
import type { HttpRequestConfig, JsonTemplate } from "../http_config.ts";
import type { CompiledTemplate, Compiler, ConfigPath } from "./compiler.ts";

/** A JSON body, ready to be written. */
export type CompiledJson =
  | { readonly kind: "text"; readonly text: CompiledTemplate }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, CompiledJson> }
  | { readonly kind: "list"; readonly items: readonly CompiledJson[] };

/** What a request carries, ready to be written. */
export type CompiledBody =
  | { readonly kind: "none" }
  | { readonly kind: "form"; readonly fields: ReadonlyMap<string, CompiledTemplate> }
  | { readonly kind: "json"; readonly value: CompiledJson }
  | { readonly kind: "text"; readonly text: CompiledTemplate };

/** A request, ready to be made. */
export interface CompiledRequest {
  readonly config: HttpRequestConfig;
  readonly url: CompiledTemplate;
  readonly params: ReadonlyMap<string, CompiledTemplate>;
  readonly body: CompiledBody;
  readonly headers: ReadonlyMap<string, CompiledTemplate>;
  /** Everything that its texts refer to. */
  readonly references: ReadonlySet<string>;
}

/** Whether a text is written once the others are, for it refers to them. */
export function refersToParams({ references }: CompiledTemplate): boolean {
  return [...references].some((name) => name === "params" || name.startsWith("params."));
}

/** The texts of a JSON body's first level. */
function topLevel(json: CompiledJson): ReadonlyMap<string, CompiledTemplate> {
  const entries = json.kind === "map" ? [...json.entries] : [];
  return new Map(entries.flatMap(([name, one]) => one.kind === "text" ? [[name, one.text]] : []));
}

/** The named texts of a body. */
export function fieldsOf(body: CompiledBody): ReadonlyMap<string, CompiledTemplate> {
  if (body.kind === "form") return body.fields;
  return body.kind === "json" ? topLevel(body.value) : new Map();
}

/** Compiles a request. */
export function compileRequest(
  compiler: Compiler,
  config: HttpRequestConfig,
  path: ConfigPath,
): CompiledRequest {
  if (!isUrl(config)) compiler.fault([...path, "url"], { kind: "badUrl" });
  const url = compiler.template(config.url, [...path, "url"]);
  const params = compiler.templates(config.params, [...path, "params"]);
  const headers = compiler.templates(config.headers, [...path, "headers"]);
  const body = compileBody(compiler, config, path);
  const fields = fieldsOf(body);
  for (const name of fields.keys()) {
    if (params.has(name)) compiler.fault([...path, "params", name], { kind: "twice", name });
  }
  const all = [url, ...params.values(), ...headers.values(), ...textsOf(body)];
  const named = new Map([...params, ...fields]);
  const plain = new Set(
    [...named].filter(([, text]) => !refersToParams(text)).map(([name]) => name),
  );
  const check = (text: CompiledTemplate, at: ConfigPath) => {
    for (const name of wrongParams(text, plain, named)) {
      compiler.fault(at, { kind: "unknownParam", name, params: [...plain] });
    }
  };
  check(url, [...path, "url"]);
  for (const [name, text] of params) check(text, [...path, "params", name]);
  for (const [name, text] of headers) check(text, [...path, "headers", name]);
  for (const [name, text] of fields) {
    check(text, [...path, body.kind === "json" ? "json" : "form", name]);
  }
  if (body.kind === "text") check(body.text, [...path, "body"]);
  const references = new Set(all.flatMap((text) => [...text.references]));
  return { config, url, params, headers, body, references };
}

/** The parameters that a text names and that are not there: `without` may name one that refers to `params` itself, too. */
function wrongParams(
  { parts, references }: CompiledTemplate,
  plain: ReadonlySet<string>,
  named: ReadonlyMap<string, unknown>,
): string[] {
  const expressions = parts.filter((part) => typeof part !== "string");
  const members = [...references].filter((name) => name.startsWith("params."));
  const taken = [
    ...members.map((name) => name.slice("params.".length)),
    ...expressions.flatMap(({ params }) => params.only),
  ];
  const left = expressions.flatMap(({ params }) => params.without);
  return [
    ...taken.filter((name) => !plain.has(name)),
    ...left.filter((name) => !named.has(name)),
  ];
}

/** Whether it leads to a host that is known now. */
function isUrl({ url: [first] }: HttpRequestConfig): boolean {
  // A stand-in for what could not be read is a fault already.
  if (first === undefined) return true;
  const text = "text" in first ? first.text : "";
  const [host = ""] = /^https?:\/\/[^/?#\s@]+(?=[/?#]|$)/i.exec(text) ?? [];
  return URL.canParse(host);
}

function compileBody(
  compiler: Compiler,
  { body }: HttpRequestConfig,
  path: ConfigPath,
): CompiledBody {
  switch (body.kind) {
    case "none":
      return body;
    case "form":
      return { kind: "form", fields: compiler.templates(body.fields, [...path, "form"]) };
    case "json":
      return { kind: "json", value: compileJson(compiler, body.value, [...path, "json"]) };
    case "text":
      return { kind: "text", text: compiler.template(body.text, [...path, "body"]) };
  }
}

function compileJson(compiler: Compiler, json: JsonTemplate, path: ConfigPath): CompiledJson {
  switch (json.kind) {
    case "text":
      return { kind: "text", text: compiler.template(json.text, path) };
    case "list":
      return {
        kind: "list",
        items: json.items.map((item, index) => compileJson(compiler, item, [...path, index])),
      };
    case "map":
      return {
        kind: "map",
        entries: new Map(
          [...json.entries].map((
            [name, one],
          ) => [name, compileJson(compiler, one, [...path, name])]),
        ),
      };
  }
}

function textsOf(body: CompiledBody): readonly CompiledTemplate[] {
  if (body.kind === "text") return [body.text];
  return body.kind === "json" ? textsOfJson(body.value) : [...fieldsOf(body).values()];
}

function textsOfJson(json: CompiledJson): readonly CompiledTemplate[] {
  switch (json.kind) {
    case "text":
      return [json.text];
    case "list":
      return json.items.flatMap(textsOfJson);
    case "map":
      return [...json.entries.values()].flatMap(textsOfJson);
  }
}
