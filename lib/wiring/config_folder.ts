/**
 * Where relative paths of the configuration lead.
 *
 * @module
 */
import { dirname } from "node:path";

/**
 * Goes to the folder of the configuration, so that every relative path in it, the store's and those of commands too, is seen
 * from there: a service starts in a folder of the system's, and must find the same store as a start by hand.
 *
 * @param file its absolute path
 */
export function enterConfigFolder(file: string): void {
  Deno.chdir(dirname(file));
}
