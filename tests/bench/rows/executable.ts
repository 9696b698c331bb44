/**
 * Row 9: the executable: from its start to its first connection, idle memory, size; beside a bare web server that was
 * compiled the same way.
 *
 * @module
 */
import { bundle, SCRIPT } from "../../../.ci/bundle.ts";
import { compile } from "../../../.ci/executable.ts";
import { thisMachine } from "../../../.ci/targets.ts";
import type { Bench } from "../bench.ts";
import { freePort, ROOT } from "../children.ts";
import { pause } from "../deadline.ts";
import { EMPTY } from "../prepare.ts";
import { residentMb } from "../process_figures.ts";
import type { Row } from "../row.ts";
import { atMost, inTurn } from "../row.ts";

const BESIDE = "a compiled bare Deno.serve";
/** Starts of each that are not measured: the first ones fill V8's code cache and the system's file cache. */
const WARM_UP = 2;

/** What was measured of one run. */
interface Figures {
  readonly startMs: number;
  readonly idleMb: number;
}

/** Measures row 9. */
export async function executableRows(bench: Bench): Promise<Row[]> {
  const { ours, bare } = await makeExecutables(bench.folder);
  const one = () => runOurs(bench, ours), other = () => runBare(bench, bare);
  await inTurn(WARM_UP, one, other);
  const { a, b } = await inTurn(bench.runs, one, other);
  const starts = (figures: Figures[]) => figures.map(({ startMs }) => startMs);
  const memory = (figures: Figures[]) => figures.map(({ idleMb }) => idleMb);
  const row = (name: string, what: string, unit: string, reach: number) => ({
    row: name,
    what: `the executable, ${what}`,
    unit,
    beside: BESIDE,
    goal: atMost(reach),
  });
  return [
    { ...row("9", "start to listening", "ms", 250), ours: starts(a), limits: starts(b) },
    { ...row("9b", "resident memory, idle", "MB", 100), ours: memory(a), limits: memory(b) },
    { ...row("9c", "size", "MB", 120), ours: [sizeMb(ours)], limits: [sizeMb(bare)] },
  ];
}

async function makeExecutables(folder: string): Promise<{ ours: string; bare: string }> {
  const staged = Deno.makeTempDirSync({ dir: folder });
  const bareFolder = Deno.makeTempDirSync({ dir: folder });
  const program = new URL("tests/bench/programs/bare_server.js", ROOT);
  Deno.copyFileSync(program, `${bareFolder}/${SCRIPT}`);
  Deno.writeTextFileSync(`${bareFolder}/deno.json`, "{}");
  const made = { ours: `${folder}/czdock`, bare: `${folder}/bare_server` };
  await compile(thisMachine(), made.ours, await bundle(ROOT.pathname, staged));
  await compile(thisMachine(), made.bare, bareFolder);
  return made;
}

function runOurs(bench: Bench, executable: string): Promise<Figures> {
  const setup = { channel: "manual", callbackPort: freePort(), executable } as const;
  return bench.withCzdock(setup, EMPTY, async ({ pid, listeningAfterMs: startMs }) => {
    await pause(bench.sizes.idleMs);
    return { startMs, idleMb: residentMb(pid).nowMb };
  });
}

function runBare(bench: Bench, executable: string): Promise<Figures> {
  return bench.withBareServer(executable, async ({ pid }, startMs) => {
    await pause(bench.sizes.idleMs);
    return { startMs, idleMb: residentMb(pid).nowMb };
  });
}

function sizeMb(path: string): number {
  return Deno.statSync(path).size / 1e6;
}
