/**
 * `log:`, what the program writes of its work.
 *
 * @module
 */
import type { LogConfig } from "../config.ts";
import { record } from "./record.ts";
import { defaulted, type Kind } from "./schema.ts";
import { choice } from "./text_kinds.ts";

/** The section `log`. */
export const log: Kind<LogConfig> = record(
  {
    level: defaulted(
      choice(["debug", "info", "warn", "error"]),
      "info",
      "记录到哪一级。",
      "The least level that is written.",
    ),
    format: defaulted(
      choice(["text", "json"]),
      "text",
      "text 便于人读,json 便于程序读。",
      "How a line is written: text for people, json for programs.",
    ),
  },
  (values): LogConfig => values,
);
