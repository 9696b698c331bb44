/**
 * A folder for one test.
 *
 * @module
 */

/** Runs `work` with a folder of its own, which is gone afterwards. */
export async function inTempDir(work: (dir: string) => void | Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "czdock_test_" });
  try {
    await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
