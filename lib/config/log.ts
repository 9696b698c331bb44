/**
 * `log:`, what the program writes of its work.
 *
 * @module
 */
import type { LogConfig } from "../config.ts";
import { LOG_LEVELS, LOG_MODULES } from "../log.ts";
import type { LogLevel, LogModule } from "../log.ts";
import { integer, size } from "./number_kinds.ts";
import { record } from "./record.ts";
import { defaulted, type Kind, optional } from "./schema.ts";
import { choice, path } from "./text_kinds.ts";

const levels = record(
  keyForEachModule(),
  (values): ReadonlyMap<LogModule, LogLevel> =>
    new Map(
      LOG_MODULES.flatMap((name) => {
        const level = values[name];
        return level === undefined ? [] : [[name, level]];
      }),
    ),
);

function keyForEachModule() {
  const about = { zh: "这个模块记录到哪一级。", en: "The least level of this module's events." };
  const key = optional(choice(LOG_LEVELS), about.zh, about.en);
  const keys: Partial<Record<LogModule, typeof key>> = {};
  for (const name of LOG_MODULES) keys[name] = key;
  return keys as Record<LogModule, typeof key>;
}

/** The section `log`. */
export const log: Kind<LogConfig> = record(
  {
    level: defaulted(
      choice(LOG_LEVELS),
      "info",
      "记录到哪一级。",
      "The least level that is written.",
    ),
    levels: defaulted(
      levels,
      "{}",
      "单个模块的级别,优先于 level;运行中可用 POST /api/log-levels 改。",
      "Levels of single modules, which come before level; POST /api/log-levels changes them while czdock runs.",
    ),
    format: defaulted(
      choice(["text", "json"]),
      "text",
      "text 便于人读,json 便于程序读。",
      "How a line is written: text for people, json for programs.",
    ),
    file: optional(
      path,
      "写到哪个文件;不写则写到标准输出。",
      "The file that it is written to; standard output when left out.",
    ),
    maxSize: defaulted(
      size("64KiB", "1024MiB"),
      "20MiB",
      "文件超过多大就另起一个:file 改名为 file.1,依此类推。",
      "How large the file may become before a new one is begun and the old one is renamed to file.1.",
    ),
    keep: defaulted(
      integer(1, 1000),
      "5",
      "保留几个写满的文件,更旧的删除。",
      "How many full files are kept; older ones are removed.",
    ),
  },
  (values): LogConfig => ({
    level: values.level,
    modules: values.levels,
    format: values.format,
    file: values.file ?? null,
    fileBytesMax: values.maxSize,
    filesKept: values.keep,
  }),
);
