/**
 * The moments at which something can be done to a customer.
 *
 * @module
 */

/** The moments of a supplier's day, in the order of an order's life. */
export const MOMENTS = [
  /** A submission has come whole; nothing is in the books. */
  "submit.came",
  /** What is to be done at once is done, and nothing is answered. */
  "submit.booked",
  /** The answer has gone out, as far as it goes out at all. */
  "submit.answered",
  /** A query has come. */
  "query.came",
  /** Its answer has gone out. */
  "query.answered",
  /** A notification is about to be sent. */
  "notice.before",
  /** The customer has answered it. */
  "notice.answered",
] as const;

/** One of {@linkcode MOMENTS}. */
export type Moment = typeof MOMENTS[number];
