/**
 * The moments at which an engine in a simulated world can die. Names that `tests/crash/points.ts` has too mean the same.
 *
 * @module
 */

/** Every point, by the part of the world that the engine has to do with. */
export const WORLD_POINTS = [
  /** The store is about to be read. */
  "read.before",
  /** It has been read, and nobody has been told. */
  "read.after",
  /** A commit is about to be handed to the store. */
  "commit.before",
  /** It is made (or refused), and nobody has been told. */
  "commit.after",
  /** Waits for the next connection of a server. */
  "order.beforeAccept",
  /** One has come. */
  "order.accepted",
  /** Waits for bytes of an order, or for a server to close. */
  "order.beforeRead",
  /** Some have come. */
  "order.afterRead",
  /** The order is stored, and the ack, or the rest of it, not written. */
  "ack.beforeWrite",
  /** The ack, or some bytes of it, are written. */
  "ack.afterWrite",
  /** The ack is written, our side still open. */
  "ack.beforeEnd",
  /** Our side is ended. */
  "ack.ended",
  /** The server has closed too: the ack is out, and that is not written down. */
  "ack.closed",
  /** The intent to execute is committed, the channel has not been asked. */
  "submit.before",
  /** The supplier has been asked, and nobody knows whether it has arrived. */
  "submit.asked",
  /** The supplier has executed, and its answer is not here. */
  "journal.written",
  /** The supplier's answer is here and not written down. */
  "submit.after",
  /** The supplier is about to be asked what it knows of an attempt. */
  "query.before",
  /** It has answered, and that is not written down. */
  "query.after",
  /** A supplier tells by itself how an order ended, and nobody has heard it. */
  "told.before",
  /** It has been heard, and written down. */
  "told.after",
  /** The result is stored, the server not called. */
  "callback.beforeConnect",
  /** Connected, or refused. */
  "callback.connected",
  /** Connected, and the callback, or the rest of it, not written. */
  "callback.beforeWrite",
  /** The callback, or some bytes of it, are written. */
  "callback.afterWrite",
  /** Waits for the server's answer. */
  "callback.beforeRead",
  /** The server has said something, `OK` at best, and that is not written down. */
  "callback.afterRead",
] as const;

/** One of {@linkcode WORLD_POINTS}. */
export type WorldPoint = typeof WORLD_POINTS[number];

type DeedOf<Point> = Point extends `${infer Deed}.${string}` ? Deed : never;

/** What the engine does around a point: the name before its dot. */
export type Deed = DeedOf<WorldPoint>;

/** Whether a point is one of that deed. */
export function isAround(point: WorldPoint, deed: string): boolean {
  return point.startsWith(deed) && point[deed.length] === ".";
}
