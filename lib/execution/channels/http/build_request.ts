/**
 * Makes a request of its description.
 *
 * @module
 */
import { joined } from "../../../bytes.ts";
import { encodeText } from "../../../expression/charset.ts";
import type { Variables } from "../../../expression/expression.ts";
import { type CompiledTemplate, valueAlone, write } from "../../../expression/compiler.ts";
import { type CompiledJson, type CompiledRequest, fieldsOf } from "../../../expression/request.ts";
import { refersToParams } from "../../../expression/request.ts";
import { JsonNumber, urlEncode } from "../../../expression/texts.ts";
import type { Charset } from "../../../http_config.ts";
import { encodeGbk } from "../../../protocol/gbk.ts";
import { type Masker, type SecretNames, showsSecret } from "./masker.ts";
import type { WireRequest } from "./send_request.ts";

/** What a request is made with. */
export interface BuildParts {
  readonly charset: Charset;
  readonly ca: string | null;
  /** Is told of everything that must not be shown. */
  readonly masker: Masker;
  /** Names of the `values` that show a secret. */
  readonly secretValues: ReadonlySet<string>;
}

/** A request, ready to be sent. */
export interface BuiltRequest {
  readonly wire: WireRequest;
  readonly method: string;
  readonly url: string;
  /** As they are sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** For people, secrets and all: the address, then each parameter as it was before it was encoded, or the body. */
  readonly plain: string;
}

/** Makes a request. @throws {Error} a part of it can't be evaluated, or written in the charset */
export function buildRequest(
  compiled: CompiledRequest,
  variables: Variables,
  parts: BuildParts,
): BuiltRequest {
  const { config } = compiled;
  const texts = new Texts(compiled, variables, parts);
  const body = bodyOf(compiled, texts, parts.charset);
  const params = [...compiled.params].map(([name, text]) =>
    [name, texts.named(name, text)] as const
  );
  const url = urlOf(compiled, params, texts, parts.charset);
  const own = [...compiled.headers].map(([name, text]) => [name, texts.write(text)] as const);
  const headers = headersOf(url, config.method, own, body);
  const head = [
    `${config.method} ${url.pathname}${url.search} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  // Whatever an order holds must not become a header of its own.
  for (const line of head) {
    if (!/^[\x20-\x7e]+$/.test(line)) {
      throw new RangeError("请求头只能是 ASCII headers must be ASCII");
    }
  }
  const tls = url.protocol === "https:" ? { ca: parts.ca } : null;
  const target = {
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (tls === null ? 80 : 443),
    tls,
  };
  const bytes = joined([new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n`), body.bytes]);
  const address = `${config.method} ${url.origin}${url.pathname}`;
  const lines = params.map(([name, value]) => `${name}=${value}`);
  return {
    wire: { target, bytes, timeoutMs: config.timeoutMs },
    method: config.method,
    url: url.href,
    headers,
    body: body.bytes,
    plain: [address, ...lines, ...body.lines].join("\n"),
  };
}

/** Writes the texts of one request: first those that stand for themselves, then those that refer to them. */
class Texts {
  readonly #params = new Map<string, string>();
  readonly #variables: Variables;
  readonly #secret: SecretNames;

  constructor(compiled: CompiledRequest, variables: Variables, private readonly parts: BuildParts) {
    const named = [...compiled.params, ...fieldsOf(compiled.body)];
    const plain = named.filter(([, text]) => !refersToParams(text));
    const secret = { values: parts.secretValues, params: false };
    this.#secret = { ...secret, params: plain.some(([, text]) => showsSecret(text, secret)) };
    this.#variables = { ...variables, params: this.#params };
    for (const [name, text] of plain) this.#params.set(name, this.write(text));
  }

  /** The variables, with the parameters. */
  get variables(): Variables {
    return this.#variables;
  }

  /** A parameter's text: what stands for itself is written only once, for it may be random. */
  named(name: string, text: CompiledTemplate): string {
    const known = refersToParams(text) ? undefined : this.#params.get(name);
    return known ?? this.write(text);
  }

  write(text: CompiledTemplate, encode?: (text: string) => string): string {
    const written = write(text, this.#variables, encode);
    this.#hide(text);
    return written;
  }

  /** Tells the masker what of a text must not be shown. */
  #hide(text: CompiledTemplate): void {
    const { masker } = this.parts;
    for (const part of text.parts) {
      if (typeof part === "string") continue;
      const alone = { parts: [part], references: part.references };
      if (!showsSecret(alone, this.#secret)) continue;
      masker.add(write(alone, this.#variables));
    }
  }
}

interface Body {
  readonly bytes: Uint8Array;
  /** What it is announced as; `null` of no body. */
  readonly type: string | null;
  readonly lines: readonly string[];
}

function bodyOf({ body }: CompiledRequest, texts: Texts, charset: Charset): Body {
  switch (body.kind) {
    case "none":
      return { bytes: new Uint8Array(0), type: null, lines: [] };
    case "form": {
      const fields = [...body.fields]
        .map(([name, text]) => [name, texts.named(name, text)] as const);
      return {
        bytes: encodeText(formText(fields, charset), charset),
        type: `application/x-www-form-urlencoded${charset === "gbk" ? "; charset=GBK" : ""}`,
        lines: fields.map(([name, value]) => `${name}=${value}`),
      };
    }
    case "json": {
      const text = jsonText(body.value, texts, "params");
      // A character that GBK lacks goes out as JSON's own escape.
      const bytes = charset === "gbk" ? encodeGbk(text) : encodeText(text, charset);
      return { bytes, type: `application/json; charset=${charset}`, lines: [text] };
    }
    case "text": {
      const text = texts.write(body.text);
      return {
        bytes: encodeText(text, charset),
        type: `text/plain; charset=${charset}`,
        lines: [text],
      };
    }
  }
}

function formText(fields: readonly (readonly [string, string])[], charset: Charset): string {
  return fields.map(([name, value]) => `${urlEncode(name, charset)}=${urlEncode(value, charset)}`)
    .join("&");
}

/** @param members what those of a map are: the body's own are parameters, which others may refer to */
function jsonText(
  json: CompiledJson,
  texts: Texts,
  members: "params" | "parts" = "parts",
): string {
  switch (json.kind) {
    case "list":
      return `[${json.items.map((item) => jsonText(item, texts)).join(",")}]`;
    case "map": {
      const written = [...json.entries].map(([name, one]) => {
        const isParam = members === "params" && one.kind === "text";
        const value = isParam ? jsonValue(one.text, texts, name) : jsonText(one, texts);
        return `${JSON.stringify(name)}:${value}`;
      });
      return `{${written.join(",")}}`;
    }
    case "text":
      return jsonValue(json.text, texts, null);
  }
}

/** A text, but for a single expression that comes to a number or to true or false. */
function jsonValue(text: CompiledTemplate, texts: Texts, name: string | null): string {
  const written = name === null ? texts.write(text) : texts.named(name, text);
  const [part] = text.parts;
  if (text.parts.length !== 1 || typeof part !== "object") return JSON.stringify(written);
  const alone = valueAlone(text, texts.variables);
  const isBare = typeof alone === "bigint" || typeof alone === "boolean" ||
    alone instanceof JsonNumber;
  return isBare ? written : JSON.stringify(written);
}

function urlOf(
  { url }: CompiledRequest,
  params: readonly (readonly [string, string])[],
  texts: Texts,
  charset: Charset,
): URL {
  const encode = (text: string) => {
    if (text === "" || text === "." || text === "..") {
      throw new RangeError("地址里的一段不能是空或点 a part of the path can't be empty or dots");
    }
    return urlEncode(text, charset);
  };
  const base = texts.write(url, encode).replace(/#.*$/s, "");
  const query = formText(params, charset);
  if (query === "") return new URL(base);
  return new URL(`${base}${base.includes("?") ? "&" : "?"}${query}`);
}

function headersOf(
  url: URL,
  method: string,
  own: readonly (readonly [string, string])[],
  body: Body,
): readonly (readonly [string, string])[] {
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  const usual: (readonly [string, string])[] = [
    ["User-Agent", "czdock"],
    ["Accept", "*/*"],
    ...(body.type === null ? [] : [["Content-Type", body.type] as const]),
  ];
  const length = method === "GET" ? [] : [["Content-Length", `${body.bytes.length}`] as const];
  return [
    ["Host", url.host],
    ...usual.filter(([name]) => !names.has(name.toLowerCase())),
    ...own,
    ["Accept-Encoding", "identity"],
    ["Connection", "close"],
    ...length,
  ];
}
