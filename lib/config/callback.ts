/**
 * `callback:`, how results are pushed to their servers.
 *
 * @module
 */
import type { CallbackConfig } from "../config.ts";
import type { RetryPlan } from "../delivery.ts";
import { checkIntervals } from "./intervals.ts";
import { decimal, duration, durationOr, integer } from "./number_kinds.ts";
import { record } from "./record.ts";
import { defaulted, type Kind } from "./schema.ts";

const retry = record(
  {
    first: defaulted(
      duration("100ms", "1h"),
      "1s",
      "第一次失败后多久再推。",
      "How long after the first failed push the next one follows.",
    ),
    factor: defaulted(
      decimal(1, 10),
      "2",
      "此后每次间隔乘以多少。",
      "What the interval is multiplied by after each further failure.",
    ),
    max: defaulted(
      duration("100ms", "1d"),
      "1m",
      "间隔最长多久。",
      "The longest interval; the number of pushes is not limited.",
    ),
    giveUpAfter: defaulted(
      durationOr("1m", "3650d", "never"),
      "never",
      "多久后放弃;never 为一直推到服务器答 OK。",
      "After how long a push is given up; never pushes until the server says OK.",
    ),
  },
  (values): RetryPlan => ({
    firstMs: values.first,
    factor: values.factor,
    maxMs: values.max,
    giveUpAfterMs: values.giveUpAfter,
  }),
  checkIntervals,
);

/** The section `callback`. */
export const callback: Kind<CallbackConfig> = record(
  {
    timeout: defaulted(
      duration("100ms", "5m"),
      "10s",
      "一次推送最多等多久,过时算失败。",
      "How long one push may take, connecting and waiting for OK included.",
    ),
    concurrency: defaulted(
      integer(1, 1024),
      "32",
      "对每个服务器同时推送多少个结果。",
      "How many results are pushed to one server at the same time.",
    ),
    retry: defaulted(retry, "{}", "推送失败后怎样再推。", "How a failed push is repeated."),
  },
  (values): CallbackConfig => ({
    timeoutMs: values.timeout,
    concurrency: values.concurrency,
    retry: values.retry,
  }),
);
