/**
 * Waiting for what must come, on the machine's clock, never longer than a bound that only a failure reaches.
 *
 * @module
 */

/** How long anything may take on a busy machine, in milliseconds. */
export const WAIT_MS_MAX = 20_000;
/** From one look to the next, in milliseconds. */
const LOOK_MS = 10;

/** The promise's value. @throws {Error} it takes longer than `delayMs` */
export async function deadline<T>(
  promise: Promise<T>,
  delayMs: number,
  message: () => string,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message()} (${delayMs} ms)`)), delayMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks again and again until `look` finds something else than `null` or `false`. @throws {Error} it never does */
export async function until<T>(
  what: string,
  look: () => T | null | false | Promise<T | null | false>,
  delayMs: number = WAIT_MS_MAX,
): Promise<T> {
  for (const lateMs = Date.now() + delayMs; Date.now() < lateMs;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`waited in vain until ${what} (${delayMs} ms)`);
}
