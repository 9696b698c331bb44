import assert from "node:assert/strict";
import type { CommandIo } from "../../lib/config/command_io.ts";
import { formatFault, formatWarning } from "../../lib/config/fault.ts";
import { type ReadConfig, readConfig } from "../../lib/config/read.ts";
import type { Config } from "../../lib/config.ts";

/** The world outside a reading: environment variables and files by path. */
export interface Outside {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** Just enough for a configuration without faults. */
export const MINIMAL = `servers:
  - name: main
    addresses: [127.0.0.1]
    md5key: bff0378ea5ef0d5d
channels:
  desk: { type: manual }
routes:
  - channels: [desk]
`;

/** {@linkcode MINIMAL} with one part of its text replaced; the part must be there. */
export function minimalWith(part: string, other: string): string {
  assert.ok(MINIMAL.includes(part), `the minimal configuration has no ${part}`);
  return MINIMAL.replace(part, other);
}

export function read(text: string, { env = {}, files = {} }: Outside = {}): ReadConfig {
  return readConfig(text, {
    file: "config.yaml",
    env: (name) => env[name],
    readTextFile: (path) => readOf(files, path),
  });
}

/** The configuration of a text without faults. */
export function configOf(text: string, outside?: Outside): Config {
  const result = read(text, outside);
  if ("config" in result) return result.config;
  assert.fail(result.faults.map(formatFault).join("\n"));
}

/** The fault lines of a text, without the file's name. */
export function faultsOf(text: string, outside?: Outside): string[] {
  const result = read(text, outside);
  return "faults" in result ? result.faults.map((fault) => withoutFile(formatFault(fault))) : [];
}

/** The warning lines of a text without faults, without the file's name. */
export function warningsOf(text: string, outside?: Outside): string[] {
  configOf(text, outside);
  return read(text, outside).warnings.map((warning) => withoutFile(formatWarning(warning)));
}

/** Asserts that there is exactly one line and that it has each of the parts. */
export function assertOnly(lines: readonly string[], ...parts: string[]): void {
  assert.equal(lines.length, 1, lines.join("\n"));
  for (const part of parts) assert.ok(lines[0]?.includes(part), `${lines[0]} should have ${part}`);
}

function withoutFile(line: string): string {
  return line.replace(/^config\.yaml:/, "");
}

function readOf(files: Readonly<Record<string, string>>, path: string): string {
  const text = files[path];
  if (text === undefined) throw new Deno.errors.NotFound(`no such file: ${path}`);
  return text;
}

/** A command's world: files in memory, and what was printed. */
export class FakeIo implements CommandIo {
  readonly printed: string[] = [];
  readonly complained: string[] = [];
  readonly modes = new Map<string, number>();
  readonly files: Record<string, string>;
  constructor(
    files: Readonly<Record<string, string>> = {},
    readonly executableFolder: string | null = null,
  ) {
    this.files = { ...files };
  }
  out(line: string): void {
    this.printed.push(line);
  }
  err(line: string): void {
    this.complained.push(line);
  }
  env(): undefined {
    return undefined;
  }
  exists(path: string): boolean {
    return Object.hasOwn(this.files, path);
  }
  readTextFile(path: string): string {
    return readOf(this.files, path);
  }
  writeNewFile(path: string, text: string, mode: number): boolean {
    if (this.exists(path)) return false;
    this.files[path] = text;
    this.modes.set(path, mode);
    return true;
  }
  randomBytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, (_, index) => index * 17 & 0xff);
  }
}
