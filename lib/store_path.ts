/**
 * What a store's path leads to: a file, or a service that several machines reach; and what of the store lies on this machine.
 *
 * @module
 */

/** The file that what belongs to a service's store is named after on each machine. */
const SERVICE_FILE = "data/orders.kv";

/** Whether a store's path is the address of a service. */
export function isAddress(path: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(path);
}

/** The file that everything of a store on this machine is named after: the store itself, unless that is at a service. */
export function localFileOf(path: string): string {
  return isAddress(path) ? SERVICE_FILE : path;
}

/** Where the key of a store is kept on this machine. @param path of the store, or its address */
export function keyFileOf(path: string): string {
  return `${localFileOf(path)}.key`;
}
