/**
 * A bench that waits for what never comes says so and ends.
 *
 * @module
 */

/**
 * What `work` resolves to.
 *
 * @throws {Error} it has not within `withinMs`
 */
export async function within<T>(withinMs: number, what: string, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`cannot go on: ${what} is not over after ${withinMs / 1000} s`)),
    withinMs,
  );
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves after `delayMs`. */
export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
