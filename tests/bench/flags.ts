/**
 * The flags of the bench.
 *
 * @module
 */

/** What `--help` prints. */
export const USAGE: readonly string[] = [
  "deno task bench [--rows 1,3] [--runs N] [--stored N] [--quick] [--executable PATH]",
  "                [--sync-ms N] [--profile FILE]",
  "",
  "Prints what czdock does beside its limit, measured in turn in the same run; medians [least–greatest].",
  "",
  "  --rows 1,3      only these rows, of 1 to 11; row 9 compiles executables, row 10 installs what it compares",
  "                  with (npm; redis-server where it is there): both are left out with --quick",
  "  --runs N        runs of each, 1 to 99 (5; with --quick 1)",
  "  --stored N      orders in the full store of rows 5 and 8 (1000000; with --quick 300)",
  "  --quick         small counts: shows that it works, never how fast",
  "  --executable PATH  measures an executable in place of the checkout's source",
  "  --sync-ms N     a disk that takes so many milliseconds longer for each sync, for all programs (needs strace)",
  "  --profile FILE  runs czdock once under a profiler, for rows 1, 3 and 4, and prints no table:",
  "                  FILE.rowN.cpuprofile (for a browser's or editor's viewer) and FILE.rowN.md",
  "",
  "BENCH_CACHE names a folder where the prepared stores are kept for the next time (rows 5 and 8: several GB).",
  "TMPDIR must be on the disk that is to be measured.",
];

/** What the flags say. */
export interface Flags {
  readonly rows: readonly number[];
  readonly runs: number;
  readonly stored: number;
  readonly quick: boolean;
  readonly profile: string | null;
  readonly executable: string | null;
  /** What each sync takes longer, in milliseconds; 0 for the disk as it is. */
  readonly syncMs: number;
}

const ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
/** They compile or install for a minute, and fetch what they need for it. */
const NOT_QUICK: readonly number[] = [9, 10];

/** Reads the flags; a text says what is wrong with them, `null` asks for the usage. */
export function readFlags(args: readonly string[]): Flags | string | null {
  const quick = args.includes("--quick");
  const flags = {
    rows: ROWS.filter((row) => !quick || !NOT_QUICK.includes(row)) as number[],
    runs: quick ? 1 : 5,
    stored: quick ? 300 : 1_000_000,
    quick,
    profile: null as string | null,
    executable: null as string | null,
    syncMs: 0,
  };
  for (let at = 0; at < args.length; at++) {
    const flag = args[at] ?? "";
    if (flag === "--help" || flag === "-h") return null;
    if (flag === "--quick") continue;
    const value = args[++at] ?? "";
    if (value === "") return `${flag}: unknown, or its value is missing`;
    if (flag === "--rows") flags.rows = value.split(",").map(Number);
    else if (flag === "--runs") flags.runs = Number(value);
    else if (flag === "--stored") flags.stored = Number(value);
    else if (flag === "--profile") flags.profile = value;
    else if (flag === "--executable") flags.executable = value;
    else if (flag === "--sync-ms") flags.syncMs = Number(value);
    else return `${flag}: unknown`;
  }
  if (!flags.rows.every((row) => ROWS.some((known) => known === row))) return "--rows: 1 to 11";
  if (!isCount(flags.runs, 99)) return "--runs: 1 to 99";
  if (!isCount(flags.stored, 100_000_000)) return "--stored: 1 to 100000000";
  if (flags.syncMs !== 0 && !isCount(flags.syncMs, 100)) return "--sync-ms: 0 to 100";
  return flags;
}

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}
