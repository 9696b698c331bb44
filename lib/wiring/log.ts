/**
 * The running program's log: gathered lines on their way to a file or to standard output, neither of which can stop an
 * order by failing.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { LogConfig } from "../config.ts";
import { LogFile } from "../logging/log_file.ts";
import type { OpenLog } from "../logging/open_log.ts";
import { openLog } from "../logging/open_log.ts";
import { SureLines } from "../logging/sure_lines.ts";
import { bufferedLines } from "./lines.ts";

/** The log, and what leads to it. */
export interface ServedLog extends OpenLog {
  /** Writes what has gathered. */
  flush(): void;
  /** Lines that could not be written since the start. */
  readonly lost: number;
}

/** What a log is handed of the machine. */
export interface LogWorld {
  readonly clock: Clock;
  /** Writes lines to standard output, and to standard error. */
  readonly out: (lines: string) => void;
  readonly err: (line: string) => void;
}

/** Opens the log that a configuration asks for. A file that can't be written is told on standard error, and tried again. */
export async function serveLog(config: LogConfig, world: LogWorld): Promise<ServedLog> {
  const { file: path, fileBytesMax: bytesMax, filesKept: kept } = config;
  const file = path === null ? null : new LogFile({ path, bytesMax, kept });
  const out = file === null ? world.out : (lines: string) => file.write(lines + "\n");
  const place = path ?? "stdout";
  const sure = new SureLines(out, {
    failing: (reason) =>
      quietly(() => world.err(`日志写不进 cannot write the log: ${place}: ${reason}`)),
    works: (lost) => log.moduleLog("log").warn("lines of the log were lost", { lost, place }),
  });
  const lines = bufferedLines((text) => sure.write(text), world.clock);
  const log = await openLog(config, lines.write);
  return {
    ...log,
    flush: lines.flush,
    get lost() {
      return sure.lost;
    },
    async close() {
      await log.close();
      lines.flush();
      file?.close();
    },
  };
}

/** Standard error may be closed as well; then nobody is there to be told. */
function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // The lines are counted all the same.
  }
}
