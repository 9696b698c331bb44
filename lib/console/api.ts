/**
 * The API of the running program, for commands on the same machine or another.
 *
 * @module
 */
import { hostPort, metAt } from "../addresses.ts";
import type { WebConfig } from "../config.ts";
import { errorText } from "../log.ts";

/** Where the token is looked for when no flag gives one: a flag can be seen by others on the machine. */
export const TOKEN_VARIABLE = "CZDOCK_TOKEN";

/** The running program could not be asked, or said no: a sentence for whoever asked. */
export class ApiFailed extends Error {
  override name = "ApiFailed";
  /** @param status of the answer; 0 where there was none */
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** Asks the running program. */
export class ApiClient {
  readonly base: string;

  /** @param token `undefined` where the API is open to this machine */
  constructor(
    { host, port }: Pick<WebConfig, "host" | "port">,
    private readonly token: string | undefined,
  ) {
    this.base = `http://${hostPort(metAt(host), port)}`;
  }

  /** The JSON of an answer. @throws {ApiFailed} there is none, or it says no */
  async json(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
    const response = await this.#ask(method, path, body);
    try {
      return await response.json();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw new ApiFailed(0, this.#unreachable(error));
      throw new ApiFailed(
        0,
        `${this.base} 的回答不是 JSON,那里不是 czdock? No JSON comes from there. Is it czdock?`,
      );
    }
  }

  /** The bytes of an answer, as they come. @throws {ApiFailed} there is none, or it says no */
  async *bytes(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { body } = await this.#ask("GET", path);
    try {
      if (body !== null) yield* body;
    } catch (error) {
      throw new ApiFailed(0, this.#unreachable(error));
    }
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = new Headers({ Accept: "application/json" });
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (this.token !== undefined) headers.set("Authorization", `Bearer ${this.token}`);
    let response: Response;
    try {
      const json = body === undefined ? null : JSON.stringify(body);
      response = await fetch(this.base + path, { method, headers, body: json, redirect: "error" });
    } catch (error) {
      throw new ApiFailed(0, this.#unreachable(error));
    }
    if (response.ok) return response;
    throw new ApiFailed(response.status, await refusalIn(response));
  }

  #unreachable(error: unknown): string {
    return `问不到运行中的 czdock (${this.base}): ${errorText(error)}。它在运行吗? ` +
      `Cannot ask the running czdock. Does it run?`;
  }
}

async function refusalIn(response: Response): Promise<string> {
  const hint = response.status === 401
    ? ` (用 --token 或环境变量 ${TOKEN_VARIABLE} 给出 web.tokens 中的令牌 give a token of web.tokens)`
    : "";
  const text = await response.text();
  try {
    const { error: { message } } = JSON.parse(text);
    return `${message}${hint}`;
  } catch {
    return `${response.status} ${response.statusText}${hint}`;
  }
}
