/**
 * czdock as a real child process, with a folder, a configuration and ports of its own.
 *
 * @module
 */
import denoJson from "../../deno.json" with { type: "json" };
import type { Child } from "./children.ts";
import { freePort, startDeno, startProgram, untilTaking } from "./children.ts";
import { MD5KEY } from "./packets.ts";

/** The channel that every order goes to. */
export const CHANNEL = "bench";
/** The server that every order comes from. */
export const SERVER = "main";
/** The store within a child's folder. */
export const STORE_FILE = "orders.kv";

/** What runs: czdock itself, or the same without a store. */
export type Entry = "main.ts" | "tests/bench/programs/serve_without_store.ts";

/** What a czdock is started with. */
export interface CzdockSetup {
  /** Where its files go; a store that lies there is opened. */
  readonly folder: string;
  readonly channel: "manual" | "simulate";
  /** Where its callbacks go. */
  readonly callbackPort: number;
  /** Where its page is; any free port where nobody looks at it. */
  readonly web?: number;
  readonly entry?: Entry;
  /** Flags for Deno, such as a profiler's. */
  readonly denoFlags?: readonly string[];
  /** An executable to run in place of the checkout's source. */
  readonly executable?: string;
}

/** A czdock that takes orders. */
export interface Czdock extends Child {
  /** Where it takes them. */
  readonly port: number;
  /** From its start to its first connection, in milliseconds. */
  readonly listeningAfterMs: number;
}

/** Starts czdock; resolves once it takes orders. */
export async function startCzdock(setup: CzdockSetup): Promise<Czdock> {
  const port = freePort();
  const config = `${setup.folder}/config.yaml`;
  Deno.writeTextFileSync(config, configText(setup, port, setup.web ?? freePort()));
  const entry = setup.entry ?? "main.ts";
  const command = entry === "main.ts" ? ["serve"] : [];
  const args = [...startFlags(), ...setup.denoFlags ?? [], entry, ...command, "--config", config];
  const output = `${setup.folder}/output.txt`;
  const child = setup.executable === undefined
    ? startDeno(args, output)
    : startProgram([setup.executable, "serve", "--config", config], output);
  try {
    return { ...child, port, listeningAfterMs: await untilTaking(child, port) };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** The flags for V8 that `task start` runs czdock with. */
function startFlags(): string[] {
  return denoJson.tasks.start.command.split(" ").filter((word) => word.startsWith("--v8-flags"));
}

/** Everything that is not said has its default, the log's level too. */
function configText({ folder, channel, callbackPort }: CzdockSetup, port: number, web: number) {
  const type = channel === "manual" ? "type: manual" : "type: simulate, delay: 0s";
  return `
listen: { host: 127.0.0.1, port: ${port} }
servers:
  - { name: ${SERVER}, addresses: [127.0.0.1], md5key: ${MD5KEY}, callback: { port: ${callbackPort} } }
store: { path: ${JSON.stringify(`${folder}/${STORE_FILE}`)} }
channels: { ${CHANNEL}: { ${type} } }
routes: [{ channels: [${CHANNEL}] }]
web: { host: 127.0.0.1, port: ${web} }
`;
}
