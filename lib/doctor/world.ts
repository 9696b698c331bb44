/**
 * The machine as an examination sees it, so that a test can show it another one.
 *
 * @module
 */

/** A file or folder. */
export interface Seen {
  readonly isDirectory: boolean;
  /** Its permissions; `null` where the system has none. */
  readonly mode: number | null;
  /** When it was last changed; `null` where that is not known. */
  readonly changedAtMs: number | null;
}

/** What an examination may look at. It changes nothing. */
export interface DoctorWorld {
  readonly os: string;
  /** The wall clock. */
  nowMs(): number;
  /** A clock that nobody sets. */
  monotonicMs(): number;
  pause(delayMs: number): Promise<void>;
  /** What a program wrote; `null` where it is not there or fails. */
  output(argv: readonly string[]): Promise<string | null>;
  /** `null` where there is nothing at a path. @throws {Error} it can't be told */
  see(path: string): Seen | null;
  /** Bytes on the disk of a folder. @throws {Error} it can't be told */
  disk(folder: string): { readonly freeBytes: number; readonly totalBytes: number };
  /** Takes a port and gives it back. @throws {Error} it can't be had */
  tryPort(host: string, port: number): void;
  /** Connects, and closes without having sent a byte. Rejects where nobody takes it in time. */
  tryConnect(hostname: string, port: number, withinMs: number): Promise<void>;
}
