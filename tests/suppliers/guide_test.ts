import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ROOT } from "../house/source_files.ts";
import { freePort } from "../support/free_port.ts";
import { until } from "../support/until.ts";

/** What the guide says, block by block. */
interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

/** Commands of the guide that go on until they are ended. */
const GOES_ON = /task (?:fake-supplier|czdock serve)\b/;
/** How long a command may take that ends by itself, in milliseconds. */
const COMMAND_MS_MAX = 60_000;

const GUIDE = "docs/connect-supplier.md";
const EXAMPLE = "docs/examples/get-json.yaml";
const root = fileURLToPath(ROOT);

/** The blocks of the guide's first language: the second has none of its own. */
function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", body = ""]) => ({
    language,
    lines: body.split("\n").filter((line) => line.trim() !== ""),
  }));
}

/** A new user's terminals: every command is run as it stands in the guide, but for ports that others may use. */
class Terminals implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "czdock-guide-" });
  readonly #ports = new Map<string, string>(
    ["8081", "60000", "60080", "50899"].map((port) => [port, `${freePort()}`]),
  );
  readonly #running: Deno.ChildProcess[] = [];
  /** What has been written since the last command that was looked at. */
  out = "";

  constructor() {
    Deno.mkdirSync(`${this.#folder}/docs/examples`, { recursive: true });
    const text = this.#withPorts(Deno.readTextFileSync(root + EXAMPLE));
    Deno.writeTextFileSync(`${this.#folder}/${EXAMPLE}`, this.#withOwnPorts(text));
  }

  /** Runs a line of the guide. */
  async run(line: string): Promise<void> {
    if (!GOES_ON.test(line)) this.out = "";
    const child = new Deno.Command("/bin/sh", {
      args: ["-c", this.#command(line)],
      cwd: this.#folder,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#running.push(child);
    const read = Promise.all([this.#read(child.stdout), this.#read(child.stderr)]);
    if (GOES_ON.test(line)) return;
    const late = setTimeout(() => child.kill("SIGKILL"), COMMAND_MS_MAX);
    const { code } = await child.status;
    clearTimeout(late);
    await read;
    assert.equal(code, 0, `${line}\n${this.out}`);
  }

  /** Resolves once a line of the guide's output has been written; `…` stands for anything. */
  async shows(line: string): Promise<void> {
    const parts = this.#withPorts(line).split("…").map((part) =>
      part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
    );
    const pattern = new RegExp(parts.join(".*"));
    await until(`the terminals show ${line}`, () => pattern.test(this.out)).catch((error) => {
      throw new Error(`${error.message}\n${this.out}`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) {
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended.
      }
      await child.status;
    }
    Deno.removeSync(this.#folder, { recursive: true });
  }

  #command(line: string): string {
    const deno = `${Deno.execPath()} run --no-prompt -A --config ${root}deno.json ${root}`;
    const command = line
      .replaceAll("npx -y deno@2.9.6 task fake-supplier", `${deno}tests/support/suppliers/main.ts`)
      .replaceAll("npx -y deno@2.9.6 task czdock", `${deno}main.ts`);
    return this.#ownPorts(`exec ${this.#withPorts(command)}`);
  }

  /** Where a command has the usual ports of itself, it is told ours. */
  #ownPorts(command: string): string {
    if (!/main\.ts send\b/.test(command)) return command;
    const [port, callback] = [this.#ports.get("60000"), this.#ports.get("50899")];
    return `${command} --port ${port} --callback-port ${callback}`;
  }

  /** The example with the ports named that it leaves to their defaults. */
  #withOwnPorts(text: string): string {
    const [order, web, callback] = ["60000", "60080", "50899"].map((port) => this.#ports.get(port));
    const server = "md5key: bff0378ea5ef0d5d";
    assert.ok(text.includes(`${server} }`));
    return text.replace(`${server} }`, `${server}, callback: { port: ${callback} } }`) +
      `listen: { host: 127.0.0.1, port: ${order} }\nweb: { port: ${web} }\n`;
  }

  #withPorts(text: string): string {
    return [...this.#ports].reduce((all, [port, ours]) => all.replaceAll(port, ours), text);
  }

  async #read(from: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of from.pipeThrough(new TextDecoderStream())) this.out += text;
  }
}

Deno.test({
  name: "whoever follows the guide word for word sees what it says",
  ignore: Deno.build.os === "windows",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const blocks = blocksOf(await Deno.readTextFile(new URL(GUIDE, ROOT)));
    assert.ok(blocks.length > 6, "the guide has hardly any blocks");
    await using terminals = new Terminals();
    for (const { language, lines } of blocks) {
      for (const line of lines) {
        if (language === "sh") await terminals.run(line);
        if (language === "text") await terminals.shows(line);
      }
    }
  },
});

Deno.test("what the guide shows of a file stands in it", async () => {
  const blocks = blocksOf(await Deno.readTextFile(new URL(GUIDE, ROOT)));
  const shown = blocks.filter(({ language }) => language === "yaml").flatMap(({ lines }) => lines);
  const file = await Deno.readTextFile(new URL(EXAMPLE, ROOT));
  const there = new Set(file.split("\n").map((line) => line.trim()));
  assert.ok(shown.length > 5);
  assert.deepEqual(shown.filter((line) => !there.has(line.trim())), []);
});
