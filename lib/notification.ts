/**
 * What a supplier sends by itself, and what it is answered.
 *
 * @module
 */

/** What a supplier sends by itself to a channel's inbound path. */
export interface NotificationRequest {
  readonly method: string;
  /** What follows the `?`, as it came. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** The address it came from. */
  readonly from: string;
}

/** What a supplier is answered. */
export interface NotificationReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}
