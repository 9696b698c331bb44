/**
 * The flags of the soak.
 *
 * @module
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What `--help` prints. */
export const USAGE: readonly string[] = [
  "deno task soak [--minutes 60] [--rate 300] [--executable PATH] [--record FILE]",
  "",
  "Runs czdock under load and faults, and says whether its memory, descriptors, event-loop lag, commit time and backlog",
  "stay flat; then the books of the server, of czdock and of the suppliers are compared.",
  "",
  "  --minutes N        how long orders are sent (60)",
  "  --rate N           orders a second (300)",
  "  --executable PATH  an executable in place of the checkout's source",
  "  --entry FILE       another entry than main.ts, below the checkout: to plant a leak",
  "  --record FILE      the samples, comma separated",
  "",
  "Exit code: 0 flat, and the books agree; 1 something grows, or they do not; 2 wrong usage.",
];

/** What the flags say. */
export interface Flags {
  readonly minutes: number;
  readonly rate: number;
  readonly executable: string | null;
  readonly entry: string | null;
  readonly record: string | null;
}

/** Reads the flags; a text says what is wrong with them, `null` asks for the usage. */
export function readFlags(args: readonly string[]): Flags | string | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: "string", default: "60" },
        rate: { type: "string", default: "300" },
        executable: { type: "string" },
        entry: { type: "string" },
        record: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return null;
    const minutes = Number(values.minutes), rate = Number(values.rate);
    if (!(minutes > 0 && minutes <= 10_000)) return "--minutes: more than 0, at most 10000";
    if (!(rate >= 1 && rate <= 10_000)) return "--rate: 1 to 10000";
    const { entry = null, record = null } = values;
    // The program runs in a folder of its own.
    const executable = values.executable === undefined ? null : resolve(values.executable);
    return { minutes, rate, executable, entry, record };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
