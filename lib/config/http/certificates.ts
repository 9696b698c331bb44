/**
 * A file of certificates.
 *
 * @module
 */
import type { Kind } from "../schema.ts";
import { path as filePath } from "../text_kinds.ts";

/** Characters of a file of certificates, at most. */
const CHARACTERS_MAX = 256 * 1024;

/** The text of a file of certificates. */
export const certificates: Kind<string> = {
  meta: filePath.meta,
  standIn: () => "",
  read(node, path, reading) {
    const before = reading.faults.length;
    const file = filePath.read(node, path, reading);
    if (reading.faults.length > before) return "";
    const text = reading.textFrom(file, path);
    if (text === null) return "";
    if (text.length > CHARACTERS_MAX) {
      reading.fault(path, {
        zh: `文件太大,最多 ${CHARACTERS_MAX} 个字符`,
        en: `the file is too large, ${CHARACTERS_MAX} characters at most`,
      });
      return "";
    }
    if (/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(text)) return text;
    reading.fault(path, {
      zh: "文件里没有 PEM 格式的证书",
      en: "the file holds no certificate in PEM",
    });
    return "";
  },
};
