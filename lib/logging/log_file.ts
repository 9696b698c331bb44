/**
 * A file that lines are appended to, and that is never larger than its bound: a full one becomes `FILE.1`, that one
 * `FILE.2` and so on, and the oldest is removed.
 *
 * @module
 */
import { dirname } from "node:path";

/** How a file is kept. */
export interface LogFileParts {
  readonly path: string;
  /** Where text would make the file larger, a new one is begun first. */
  readonly bytesMax: number;
  /** Full files that are kept besides. */
  readonly kept: number;
}

const encoder = new TextEncoder();

/** An appended file. Nothing is opened before the first text, and again after a failure. */
export class LogFile {
  #file: Deno.FsFile | null = null;
  #bytes = 0;
  /** Whether the last text that was begun was written in part only. */
  #torn = false;

  /** @param parts where it is and how it is kept */
  constructor(private readonly parts: LogFileParts) {}

  /**
   * Appends text in UTF-8, all in one file.
   *
   * @throws {Error} it can't be written; perhaps some of it was
   */
  write(text: string): void {
    const bytes = encoder.encode(this.#torn ? "\n" + text : text);
    try {
      const isFull = this.#opened() > 0 && this.#bytes + bytes.length > this.parts.bytesMax;
      if (isFull) this.#turn();
      this.#append(bytes);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Lets go of the file; the next text opens it again. */
  close(): void {
    try {
      this.#file?.close();
    } catch {
      // A file that fails to close is as gone as one that closes.
    }
    this.#file = null;
  }

  /** The bytes that the open file has. */
  #opened(): number {
    if (this.#file !== null) return this.#bytes;
    const { path } = this.parts;
    Deno.mkdirSync(dirname(path), { recursive: true });
    this.#file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
    this.#bytes = this.#file.statSync().size;
    return this.#bytes;
  }

  /** The full file becomes the newest of those kept. Windows renames no open file, so it is closed first. */
  #turn(): void {
    const { path, kept } = this.parts;
    this.close();
    for (let number = kept - 1; number >= 1; number--) {
      renameIfThere(`${path}.${number}`, `${path}.${number + 1}`);
    }
    renameIfThere(path, `${path}.1`);
    this.#opened();
  }

  #append(bytes: Uint8Array): void {
    const file = this.#file;
    if (file === null) throw new TypeError("cannot append to a file that is not open");
    for (let done = 0; done < bytes.length;) {
      const written = file.writeSync(bytes.subarray(done));
      done += written;
      this.#bytes += written;
      this.#torn = done < bytes.length;
    }
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
