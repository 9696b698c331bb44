/**
 * Reads how many orders a program claims, and for how long.
 *
 * @module
 */
import { LEASE_MS_MAX, LEASE_MS_MIN } from "../config.ts";
import { parseDuration } from "../duration.ts";
import { NumberText, shown } from "./fields.ts";
import type { BodyFields } from "./fields.ts";
import { invalid } from "./refusal.ts";
import type { Read } from "./refusal.ts";

/** Orders that one claim may take: each is a commit, and none may be over before the answer is there. */
const CLAIM_MAX = 100;
/** Orders that a claim takes where it does not say. */
const CLAIM_DEFAULT = 10;

/** `max`, how many orders are claimed. */
export function readMax(fields: BodyFields): Read<number> {
  const value = fields.get("max");
  if (value === undefined) return { ok: true, value: CLAIM_DEFAULT };
  const max = value instanceof NumberText && /^\d{1,3}$/.test(value.text) ? Number(value.text) : 0;
  if (max >= 1 && max <= CLAIM_MAX) return { ok: true, value: max };
  return invalid("max", `必须是整数 (must be an integer) 1–${CLAIM_MAX}`, shown(value));
}

/** `lease`, in milliseconds; `null` is the channel's own. */
export function readLease(fields: BodyFields): Read<number | null> {
  const value = fields.get("lease");
  if (value === undefined) return { ok: true, value: null };
  const leaseMs = typeof value === "string" ? parseDuration(value) : undefined;
  if (leaseMs !== undefined && leaseMs >= LEASE_MS_MIN && leaseMs <= LEASE_MS_MAX) {
    return { ok: true, value: leaseMs };
  }
  const rule = '必须是 5s–24h 的时长,如 "2m" (must be a duration 5s–24h, such as "2m")';
  return invalid("lease", rule, shown(value));
}
