/**
 * The spans of time that a listing can be held to, in the machine's time zone.
 *
 * @module
 */

/** From the first millisecond on, and before the second. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The span of a name; `null` for a name that is none. */
export function spanOf(name: string, nowMs: number): Span | null {
  const now = new Date(nowMs);
  const day = (offset: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset).getTime();
  switch (name) {
    case "today":
      return { fromMs: day(0), toMs: day(1) };
    case "yesterday":
      return { fromMs: day(-1), toMs: day(0) };
    case "week":
      return { fromMs: day(-6), toMs: day(1) };
    default:
      return null;
  }
}
