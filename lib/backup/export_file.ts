/**
 * Exports as files: for their owner's eyes only, whole or not there at all, compressed where the name ends in `.gz`.
 *
 * @module
 */
import { dirname } from "node:path";

/** Bytes of an export, a piece at a time. */
export type ExportBytes = AsyncIterable<Uint8Array<ArrayBuffer>>;

/** What the name of a compressed file ends in. */
const COMPRESSED = ".gz";
/** What the name of a file that is being written ends in. */
export const UNFINISHED = ".part";
/** The first bytes of a compressed file. */
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Writes a file, mode 0600. Until the last byte is on the disk it has another name; a crash leaves that one at most.
 *
 * @throws what the bytes threw, or the disk; then there is no file
 */
export async function writeExportFile(path: string, bytes: ExportBytes): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`;
  const options = { create: true, truncate: true, write: true, mode: 0o600 };
  const file = await Deno.open(unfinished, options);
  try {
    // One that a crash left may have had another mode.
    if (Deno.build.os !== "windows") await Deno.chmod(unfinished, 0o600);
    await writeAll(file, path.endsWith(COMPRESSED) ? compressed(bytes) : bytes);
    await file.sync();
    file.close();
    await Deno.rename(unfinished, path);
    await syncFolder(dirname(path));
  } catch (error) {
    closeQuietly(file);
    await Deno.remove(unfinished).catch(() => {});
    throw error;
  }
}

/** A file that can't be uncompressed: it was cut short, or is damaged. */
export class FileDamaged extends Error {
  override name = "FileDamaged";
}

/** The bytes of a file, uncompressed. @throws {FileDamaged} its compression is damaged @throws it can't be read */
export async function* readExportFile(path: string): ExportBytes {
  const file = await Deno.open(path, { read: true });
  // Whoever reads to the end or leaves early closes it by that.
  if (!await isCompressed(file)) return yield* file.readable;
  try {
    yield* file.readable.pipeThrough(new DecompressionStream("gzip"));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new FileDamaged(`文件不完整或已损坏 the file is cut short or damaged: ${path}`);
  }
}

/** Hands bytes on, and each piece to `take` first. */
export async function* tapped(
  bytes: ExportBytes,
  take: (chunk: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): ExportBytes {
  for await (const chunk of bytes) {
    await take(chunk);
    yield chunk;
  }
}

function compressed(bytes: ExportBytes): ExportBytes {
  return ReadableStream.from(bytes).pipeThrough(new CompressionStream("gzip"));
}

async function writeAll(file: Deno.FsFile, bytes: ExportBytes): Promise<void> {
  for await (const chunk of bytes) {
    for (let done = 0; done < chunk.length;) done += await file.write(chunk.subarray(done));
  }
}

async function isCompressed(file: Deno.FsFile): Promise<boolean> {
  const first = new Uint8Array(GZIP_MAGIC.length);
  const read = await file.read(first);
  await file.seek(0, Deno.SeekMode.Start);
  return read === first.length && GZIP_MAGIC.every((byte, at) => first[at] === byte);
}

/** The new name is on the disk too. Windows opens no folders, and writes their entries by itself. */
async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path, { read: true });
  await folder.sync();
}

function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch {
    // Closed already.
  }
}
