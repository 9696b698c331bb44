/**
 * Standard output, whose reader may have had enough: `czdock orders list | head`.
 *
 * @module
 */

/** Whoever reads standard output or standard error has closed it. */
export class ReaderGone extends Error {
  override name = "ReaderGone";
}

/** The exit code of a command whose reader has gone: what a shell shows of a program that SIGPIPE ends. */
export const READER_GONE_EXIT = 141;

/**
 * Writes all bytes.
 *
 * @throws {ReaderGone} nobody reads them
 */
export function writeAllOut(
  bytes: Uint8Array,
  to: { writeSync(bytes: Uint8Array): number } = Deno.stdout,
): void {
  try {
    for (let done = 0; done < bytes.length;) done += to.writeSync(bytes.subarray(done));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new ReaderGone("nobody reads the output");
    throw error;
  }
}
