/**
 * Files that are named as they are seen from another one.
 *
 * @module
 */

/** A file's path, seen from the folder that another file is in; an absolute one stays as it is. */
export function resolveBeside(file: string, path: string): string {
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return path;
  const folder = /^.*[\\/]/s.exec(file)?.[0] ?? "";
  return folder + path;
}
