/**
 * Files as their system calls make them: what is written, and what of it a power cut would leave.
 *
 * What a call that syncs a file left there before it began is on the disk when that call comes back. Names are taken to be
 * on the disk at once: a limit of this model.
 *
 * @module
 */
import type { Step, SystemCall } from "./system_calls.ts";
import { textOf } from "./system_calls.ts";

/** A write at an offset, or a new length. */
type Change = { readonly at: number; readonly bytes: Uint8Array } | { readonly length: number };

/** One file: every change so far, in its order. */
interface TracedFile {
  readonly changes: Change[];
  /** So many of them are on the disk. */
  synced: number;
  /** Where a write without an offset goes. */
  end: number;
}

/** One file at a moment. */
interface FileAt {
  readonly file: TracedFile;
  readonly synced: number;
  readonly written: number;
}

/** All files at a moment. */
export type FilesAt = ReadonlyMap<string, FileAt>;

/** Follows the files below a folder. */
export class SyncedFiles {
  readonly #files = new Map<string, TracedFile>();
  /** How many changes a file had when a call began that syncs it. */
  readonly #syncing = new Map<SystemCall, number>();
  /** Writes under way. */
  readonly #writing = new Set<SystemCall>();

  /** @param isOurs whether a path is followed */
  constructor(private readonly isOurs: (path: string) => boolean) {}

  /** Takes the next step. */
  see({ kind, call, result }: Step): void {
    const { name, on } = call;
    if (!this.isOurs(on)) return;
    if (kind === "begins") {
      if (name.endsWith("sync")) this.#syncing.set(call, this.#file(on).changes.length);
      if (name === "pwrite64") this.#writing.add(call);
    } else if (result !== null && result >= 0) {
      this.#writing.delete(call);
      this.#done(call, result);
    }
  }

  /** The program was killed: of a write that it did not see the end of, the file itself says whether it was made. */
  killed(read: (path: string) => Uint8Array): void {
    for (const { on, bytes, words } of this.#writing) {
      const at = Number(words.at(-1));
      const found = read(on).subarray(at, at + bytes.length);
      if (textOf(found) === textOf(bytes)) this.#file(on).changes.push({ at, bytes });
    }
    this.#writing.clear();
  }

  /** The files as they are. */
  now(): FilesAt {
    const files = [...this.#files].map(([path, file]): [string, FileAt] => [
      path,
      { file, synced: file.synced, written: file.changes.length },
    ]);
    return new Map(files);
  }

  #done(call: SystemCall, result: number): void {
    const { name, on, bytes, words } = call;
    const file = this.#file(on);
    switch (name) {
      case "fsync":
      case "fdatasync":
        file.synced = Math.max(file.synced, this.#syncing.get(call) ?? 0);
        this.#syncing.delete(call);
        break;
      case "pwrite64":
        file.changes.push({ at: Number(words.at(-1)), bytes: bytes.subarray(0, result) });
        break;
      case "write":
        file.changes.push({ at: file.end, bytes: bytes.subarray(0, result) });
        file.end += result;
        break;
      case "ftruncate":
        file.changes.push({ length: Number(words.at(-1)) });
        break;
      case "openat":
        if (words.some((word) => word.includes("O_TRUNC"))) file.changes.push({ length: 0 });
        break;
      case "unlink":
        this.#files.delete(on);
        break;
      default:
        throw new TypeError(`${name} of ${on} is not understood`);
    }
  }

  #file(path: string): TracedFile {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const file = { changes: [], synced: 0, end: 0 };
    this.#files.set(path, file);
    return file;
  }
}

/** What a power cut leaves: what was synced, and of the rest what `survives` says, change by change. */
export function afterPowerCut(
  { file: { changes }, synced, written }: FileAt,
  survives: () => boolean = () => false,
): Uint8Array {
  return contentOf(changes.slice(0, written).filter((_, at) => at < synced || survives()));
}

/** What a file holds as long as the power stays. */
export function asWritten({ file, written }: FileAt): Uint8Array {
  return contentOf(file.changes.slice(0, written));
}

function contentOf(changes: readonly Change[]): Uint8Array {
  let content = new Uint8Array();
  let length = 0;
  const reserve = (wanted: number) => {
    if (wanted <= content.length) return;
    const larger = new Uint8Array(Math.max(wanted, 2 * content.length));
    larger.set(content.subarray(0, length));
    content = larger;
  };
  for (const change of changes) {
    if ("length" in change) {
      reserve(change.length);
      content.fill(0, change.length, length);
      length = change.length;
    } else {
      reserve(change.at + change.bytes.length);
      content.set(change.bytes, change.at);
      length = Math.max(length, change.at + change.bytes.length);
    }
  }
  return content.subarray(0, length);
}
