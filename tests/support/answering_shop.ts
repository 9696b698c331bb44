/**
 * A supplier that answers what a test says, and remembers what it was asked.
 *
 * @module
 */
import { RawServer } from "./raw_server.ts";

/** The supplier. */
export class AnsweringShop implements AsyncDisposable {
  /** What it was asked: the whole request, decoded as Latin 1. */
  readonly asked: string[] = [];
  readonly #server: RawServer;

  /** @param answers one after the other; the last one again and again. `null` resets. A text is a JSON body */
  constructor(...answers: readonly (string | null | { readonly raw: string })[]) {
    this.#server = RawServer.start(async (connection) => {
      await connection.until("\r\n\r\n");
      const [, length = "0"] = /\r\nContent-Length: (\d+)\r\n/.exec(connection.received()) ?? [];
      const head = connection.received().indexOf("\r\n\r\n") + 4;
      await connection.untilLength(head + Number(length));
      const answer = answers[Math.min(this.asked.length, answers.length - 1)] ?? null;
      this.asked.push(connection.received());
      if (answer === null) return;
      if (typeof answer === "object") return await connection.write(answer.raw);
      const bytes = new TextEncoder().encode(answer).length;
      await connection.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n${answer}`);
    });
  }

  /** Where it is. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
