/**
 * How the API says no: `{"error":{"code":"…","message":"…","field"?}}`. Every code, its status and its meaning
 * stand here, and `docs/api.md` repeats them.
 *
 * @module
 */
/** Each error code with the one status it comes with. */
export const ERROR_STATUS = {
  /** The body is not JSON in UTF-8, or no object. */
  bad_json: 400,
  /** The body says to be a form and can't be read as one. */
  bad_form: 400,
  /** No credentials, or wrong ones. */
  unauthorized: 401,
  /** The credentials are right, but not for this call. */
  forbidden: 403,
  /** The Host header is malformed, or names another machine where only this one may call. */
  bad_host: 403,
  /** A browser sent a changing request on behalf of another site. */
  cross_origin: 403,
  /** Only this machine itself may do this. */
  not_local: 403,
  /** There is no such address. */
  not_found: 404,
  /** There is no such order. */
  unknown_order: 404,
  /** There is no such channel. */
  unknown_channel: 404,
  /** The address exists, the method does not; `Allow` names those that do. */
  method_not_allowed: 405,
  /** The order has a result, and a result never changes. */
  already_settled: 409,
  /** The order can't be settled by hand in its present state and channel. */
  not_settleable: 409,
  /** Somebody else has claimed the order. */
  taken: 409,
  /** The order has no result that could be pushed. */
  not_settled: 409,
  /** The channel's orders are not for programs to claim. */
  not_worker: 409,
  /** The order does not wait for a program or a person any more. */
  not_claimable: 409,
  /** No channel has the order, or its channel can't be asked. */
  nothing_to_ask: 409,
  /** The body is over the limit. */
  too_large: 413,
  /** The body is not announced as `application/json` in UTF-8. */
  unsupported_media_type: 415,
  /** A parameter or field can't be taken; `field` names it. */
  invalid: 422,
  /** The configuration has faults, which `faults` names; the one before stays in force. */
  bad_config: 422,
  /** So many requests of this kind that one is refused. */
  too_many: 429,
  /** A fault of czdock's own; the log has the detail. */
  internal: 500,
  /** The orders of earlier runs are still being read; nothing is changed. `Retry-After` says when to come again. */
  loading: 503,
  /** As many listen to the events as may; others end, or time helps. */
  too_many_listeners: 503,
  /** The store can't be written now; nothing is known to be changed. */
  store_down: 503,
} as const satisfies Record<string, number>;

/** The code of an error. */
export type ErrorCode = keyof typeof ERROR_STATUS;

/** A refused request. */
export interface Refusal {
  /** What programs go by. */
  readonly code: ErrorCode;
  /** For people, Chinese first. Never a secret. */
  readonly message: string;
  /** The parameter or field that is at fault. */
  readonly field?: string;
}

/** What was read from a request, or why it can't be. */
export type Read<T> = { readonly ok: true; readonly value: T } | {
  readonly ok: false;
  readonly refusal: Refusal;
};

/** Characters of a found value or name that an error repeats. */
const FOUND_CHARACTERS_MAX = 60;

/** A reading that failed because of one field. `rule` says what would be right, `found` is shown cut and quoted. */
export function invalid(field: string, rule: string, found: string | undefined): {
  readonly ok: false;
  readonly refusal: Refusal;
} {
  const name = cut(field);
  const tail = found === undefined
    ? "没有给出 (missing)"
    : `收到 (found) ${JSON.stringify(cut(found))}`;
  return {
    ok: false,
    refusal: { code: "invalid", field: name, message: `${name}: ${rule};${tail}` },
  };
}

function cut(text: string): string {
  const characters = [...text];
  if (characters.length <= FOUND_CHARACTERS_MAX) return text;
  return characters.slice(0, FOUND_CHARACTERS_MAX).join("") + "…";
}
