/**
 * `store:`, where orders are kept, and for how long.
 *
 * @module
 */
import type { StoreConfig } from "../config.ts";
import { isAddress } from "../store_path.ts";
import { duration } from "./number_kinds.ts";
import { keyPath } from "./path.ts";
import { record } from "./record.ts";
import { defaulted, type Kind } from "./schema.ts";
import { path as filePath } from "./text_kinds.ts";

/** The section `store`. */
export const store: Kind<StoreConfig> = record(
  {
    path: defaulted(
      filePath,
      "data/orders.kv",
      "定单库的文件,或 Deno KV Connect 服务的 http(s) 地址。",
      "The store's file, or the http(s) address of a Deno KV Connect service.",
    ),
    retention: defaulted(
      duration("1h", "3650d"),
      "180d",
      "已出结果且服务器已确认的定单保留多久。",
      "How long orders are kept once they are settled and confirmed by the server.",
    ),
    idRetention: defaulted(
      duration("1h", "3650d"),
      "1095d",
      "定单流水号记住多久,期间重发的旧定单不会再执行。",
      "How long an order's id is remembered, so that the same order is never executed again.",
    ),
  },
  (values): StoreConfig => ({
    path: values.path,
    retentionMs: values.retention,
    idRetentionMs: values.idRetention,
  }),
  ({ path: place, retentionMs, idRetentionMs }, path, reading) => {
    if (idRetentionMs < retentionMs) {
      reading.fault(keyPath(path, "idRetention"), {
        zh: "不能短于 retention:定单还在,流水号就要记住",
        en: "cannot be shorter than retention, because the id of a kept order must be remembered",
      });
    }
    if (isAddress(place) && !(/^https?:\/\//.test(place) && URL.canParse(place))) {
      reading.fault(keyPath(path, "path"), {
        zh: "地址应为 http:// 或 https:// 开头的完整网址",
        en: "an address must be a whole URL that begins with http:// or https://",
      });
    }
  },
);
