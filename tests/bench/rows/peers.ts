/**
 * Row 10: whole lives a second and what each costs, beside what a developer would otherwise build: Node with
 * better-sqlite3, and Node with BullMQ on Redis, each durable before its ack. And beside the network of such a life alone, which no
 * program on this runtime can be faster than.
 *
 * @module
 */
import { existsSync } from "node:fs";
import type { Bench } from "../bench.ts";
import type { Child } from "../children.ts";
import { freePort, ROOT, startDeno, startProgram, untilTaking } from "../children.ts";
import { within } from "../deadline.ts";
import { OkListener } from "../ok_listener.ts";
import { FIRST_SENT_ID, MD5KEY, ordinaryAck } from "../packets.ts";
import { EMPTY } from "../prepare.ts";
import type { Row } from "../row.ts";
import { ratioAtLeast, ratioAtMost } from "../row.ts";
import { CONNECTIONS } from "./acks.ts";
import { CALLBACK_BYTES } from "./drain.ts";
import { lead, livesPerSecond } from "./full_life.ts";

/** What the peers need, from the npm registry; no part of czdock, its lock file or its executable. */
const PACKAGES = [
  "better-sqlite3@12.11.1",
  "bullmq@6.7.0",
  "iconv-lite@0.7.3",
  "ioredis@6.0.0",
] as const;
const INSTALL_WITHIN_MS = 600_000;

/** A peer: what it is called, and how it is started. */
interface Peer {
  readonly name: string;
  /** Whole lives of czdock for each of its own that are to be reached; `null` for a limit. */
  readonly lives: number | null;
  /** Starts what it keeps its orders in; gives its place and, where it is a process, that. */
  store(bench: Bench, folder: string): Promise<{ place: string; child: Child | null }>;
  start(at: Start): Child;
}

/** What a peer is started with. */
interface Start {
  readonly port: number;
  readonly callbackPort: number;
  /** The folder of the packages. */
  readonly packages: string;
  /** Where its store is. */
  readonly place: string;
  readonly outputFile: string;
}

const SQLITE: Peer = {
  name: "Node + better-sqlite3",
  lives: 5,
  store: (_, folder) => Promise.resolve({ place: folder, child: null }),
  start: (at) => startNode("sqlite_peer.mjs", at),
};

const NETWORK: Peer = {
  name: "bare network of a life",
  lives: null,
  store: () => Promise.resolve({ place: "", child: null }),
  start({ port, callbackPort, outputFile }) {
    const args = [port, callbackPort, ordinaryAck().toBase64(), CALLBACK_BYTES].map(String);
    return startDeno(["tests/bench/programs/bare_life.ts", ...args], outputFile);
  },
};

const BULLMQ: Peer = {
  name: "Node + BullMQ on Redis",
  lives: 3,
  start: (at) => startNode("bullmq_peer.mjs", at),
  async store(bench, folder) {
    const port = freePort();
    const durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    const argv = ["redis-server", "--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder];
    const child = startProgram([...argv, ...durable], `${folder}/redis.txt`);
    bench.keep(child);
    await untilTaking(child, port);
    return { place: String(port), child };
  },
};

function startNode(program: string, at: Start): Child {
  const path = new URL(`tests/bench/peers/${program}`, ROOT).pathname;
  const args = [at.port, at.callbackPort, MD5KEY, at.packages, at.place].map(String);
  return startProgram(["node", path, ...args], at.outputFile);
}

/** Measures row 10. */
export async function peerRows(bench: Bench): Promise<Row[]> {
  const packages = await installPackages(bench);
  const peers = [SQLITE, ...hasRedis() ? [BULLMQ] : [], NETWORK];
  if (!peers.includes(BULLMQ)) bench.notes.add("no redis-server here: row 10 without BullMQ");
  const ours: number[] = [];
  const theirs = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
  for (let run = 0; run < bench.runs; run++) {
    ours.push(await livesPerSecond(bench, "main.ts", EMPTY));
    for (const peer of peers) {
      theirs.get(peer.name)?.push(await peerLivesPerSecond(bench, peer, packages));
    }
  }
  const costs = (what: string) => bench.costs.get(what) ?? [];
  return peers.flatMap(({ name, lives }, at) => [{
    row: `10.${at * 2 + 1}`,
    what: `full life, ${CONNECTIONS} connections`,
    unit: "/s",
    ours,
    beside: name,
    limits: theirs.get(name) ?? [],
    goal: lives === null ? null : ratioAtLeast(lives, null),
  }, {
    row: `10.${at * 2 + 2}`,
    what: "processor time of a full life",
    unit: "µs",
    ours: costs("full life"),
    beside: name,
    limits: costs(name),
    goal: lives === null ? null : ratioAtMost(0.5, null),
  }]);
}

async function peerLivesPerSecond(bench: Bench, peer: Peer, packages: string): Promise<number> {
  const { sizes } = bench;
  const folder = Deno.makeTempDirSync({ dir: bench.folder });
  const listener = new OkListener();
  const port = freePort();
  const store = await peer.store(bench, folder);
  const { place } = store;
  const outputFile = `${folder}/peer.txt`;
  const child = peer.start({ port, callbackPort: listener.port, packages, place, outputFile });
  bench.keep(child);
  try {
    await untilTaking(child, port);
    await lead(bench, listener, port, FIRST_SENT_ID, sizes.warmUp, CONNECTIONS);
    const children = store.child === null ? [child] : [child, store.child];
    const tookMs = await bench.costed(
      peer.name,
      children,
      sizes.lives,
      () => lead(bench, listener, port, FIRST_SENT_ID + sizes.warmUp, sizes.lives, CONNECTIONS),
    );
    return sizes.lives / tookMs * 1000;
  } finally {
    listener.close();
    await bench.end(child);
    if (store.child !== null) await bench.end(store.child);
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The folder that the peers' packages are in. better-sqlite3 is compiled where nothing prebuilt can be had. */
async function installPackages(bench: Bench): Promise<string> {
  const folder = `${bench.cache}/peers`;
  Deno.mkdirSync(folder, { recursive: true });
  if (existsSync(`${folder}/installed`)) return folder;
  bench.tell("  … installing the peers' packages");
  const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", ...PACKAGES];
  const npm = new Deno.Command("npm", { args, stdout: "piped", stderr: "piped", stdin: "null" });
  const { code, stderr } = await within(INSTALL_WITHIN_MS, "npm install", npm.output());
  if (code !== 0) throw new Error(`npm install failed: ${new TextDecoder().decode(stderr)}`);
  Deno.writeTextFileSync(`${folder}/installed`, PACKAGES.join("\n"));
  return folder;
}

function hasRedis(): boolean {
  try {
    return new Deno.Command("redis-server", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}
