/**
 * `backup:`, copies of the store that czdock makes by itself.
 *
 * @module
 */
import type { BackupConfig } from "../config.ts";
import { durationOr, integer } from "./number_kinds.ts";
import { record } from "./record.ts";
import { defaulted, type Kind } from "./schema.ts";
import { path } from "./text_kinds.ts";

/** The section `backup`. */
export const backup: Kind<BackupConfig> = record(
  {
    folder: defaulted(
      path,
      "data/backups",
      "备份放在哪个文件夹,最好在另一块磁盘上;不含 .key 文件,请另外保存。",
      "The folder of the backups, best on another disk; the .key file is not in them, keep it elsewhere.",
    ),
    every: defaulted(
      durationOr("10m", "30d", "never"),
      "never",
      "多久备份一次;never 为不备份。",
      "How often a backup is made; never makes none.",
    ),
    keep: defaulted(
      integer(1, 1000),
      "7",
      "保留最近多少份。",
      "How many of the latest backups are kept.",
    ),
  },
  (values): BackupConfig => ({
    folder: values.folder,
    everyMs: values.every,
    kept: values.keep,
  }),
);
