/**
 * The cookie that says who is signed in.
 *
 * @module
 */

/** The cookie that holds a session's key. */
export const SESSION_COOKIE = "czdock_session";
