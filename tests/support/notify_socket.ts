/**
 * systemd's end of `sd_notify`: a datagram socket that keeps what it is told.
 *
 * @module
 */
import { until } from "./until.ts";

/** The socket at work. */
export class NotifySocket implements AsyncDisposable {
  /** Every datagram so far. */
  readonly told: string[] = [];
  readonly #folder = Deno.makeTempDirSync({ prefix: "czdock-test-" });
  readonly path = `${this.#folder}/notify`;
  readonly #socket = Deno.listenDatagram({ transport: "unixpacket", path: this.path });
  readonly #over = this.#read();

  /** Resolves once a datagram with this assignment has come, with the datagram. */
  async heard(assignment: string): Promise<string> {
    return await until(
      `systemd is told ${assignment}`,
      () => this.told.find((text) => text.split("\n").includes(assignment)) ?? null,
    );
  }

  /** How many times something was told. */
  count(assignment: string): number {
    return this.told.filter((text) => text.split("\n").includes(assignment)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#over;
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const [bytes] of this.#socket) this.told.push(decoder.decode(bytes));
  }
}
