/**
 * `review:`, orders of which nobody can say yet what became of them.
 *
 * @module
 */
import type { ReviewConfig } from "../config.ts";
import { duration } from "./number_kinds.ts";
import { record } from "./record.ts";
import { defaulted, type Kind } from "./schema.ts";

/** The section `review`. */
export const review: Kind<ReviewConfig> = record(
  {
    hold: defaulted(
      duration("0s", "30d"),
      "30m",
      "结果不确定的定单等多久才推 2;0s 为立即推。",
      "How long an uncertain order waits for an answer before 2 is pushed; 0s pushes at once.",
    ),
  },
  ({ hold }): ReviewConfig => ({ holdMs: hold }),
);
