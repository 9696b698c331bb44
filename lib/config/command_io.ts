/**
 * What the commands that need nothing but the configuration are handed of the world outside.
 *
 * @module
 */

/** Output, files and randomness of a command. Relative paths are seen from the working directory. */
export interface CommandIo {
  /** Writes one line to standard output. */
  out(line: string): void;
  /** Writes one line to standard error. */
  err(line: string): void;
  /** The folder of the executable; `null` when run from a checkout. */
  readonly executableFolder: string | null;
  /** An environment variable; `undefined` where it is not set. */
  env(name: string): string | undefined;
  /**
   * Whether something is at a path, of whatever kind. `false` only where there is certainly nothing: what can't be looked at,
   * for want of permission, counts as there, and whoever reads it is told why he can't.
   */
  exists(path: string): boolean;
  /** The text of a file. @throws {Error} it can't be read */
  readTextFile(path: string): string;
  /**
   * Creates a file with these permissions (Unix; elsewhere ignored) and writes it. It never overwrites.
   *
   * @returns `false`, with nothing written, where there is one already
   * @throws {Error} it can't be written
   */
  writeNewFile(path: string, text: string, mode: number): boolean;
  /** So many bytes from the system's secure source. */
  randomBytes(count: number): Uint8Array;
}
