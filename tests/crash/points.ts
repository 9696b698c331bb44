/**
 * The moments at which a process can be told to kill itself.
 *
 * @module
 */

/** Every point, in the order of an order's life. */
export const POINTS = [
  /** A commit is about to be handed to the store. */
  "commit.before",
  /** It has been handed over, and nobody knows how far it is. */
  "commit.begun",
  /** It is durable, and nobody has been told. */
  "commit.after",
  /** The order is stored, its ack not written. */
  "ack.beforeWrite",
  /** The ack is written, our side still open. */
  "ack.afterWrite",
  /** Our side is ended. */
  "ack.ended",
  /** The server has closed too: the ack is out, and that is not written down. */
  "ack.closed",
  /** The intent to execute is committed, the channel has not been asked. */
  "submit.before",
  /** The supplier has executed, and its answer is not here. */
  "journal.written",
  /** The supplier's answer is here and not written down. */
  "submit.after",
  /** The result is stored, the server not called. */
  "callback.beforeConnect",
  /** Connected, nothing said. */
  "callback.beforeWrite",
  /** The callback is written, the server has not answered. */
  "callback.afterWrite",
  /** The server has said `OK`, and that is not written down. */
  "callback.afterRead",
  /** After a start: the channel is about to be asked what it knows of an attempt. */
  "query.before",
  /** It has answered, and that is not written down. */
  "query.after",
] as const;

/** The points that only a process comes by whose channels ask suppliers. */
export const SUPPLIER_POINTS = [
  /** A request to a supplier is made, the supplier not connected to. */
  "request.beforeConnect",
  /** Connected, and not a byte is sent. */
  "request.beforeWrite",
  /** The request is handed to the system, and nothing has come back. */
  "request.afterWrite",
  /** Some of the answer is here, and not read. */
  "request.afterRead",
  /** A notification has come, and is not read. */
  "notified.before",
  /** It is read, and what it says is not written down. */
  "notified.after",
] as const;

/** One of {@linkcode POINTS} or {@linkcode SUPPLIER_POINTS}. */
export type Point = typeof POINTS[number] | typeof SUPPLIER_POINTS[number];

/** Names the environment variable that says where: `POINT:ORDINAL`, the first time being 1. */
export const KILL_AT = "KILL_AT";
