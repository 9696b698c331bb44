/**
 * A file of certificates.
 *
 * @module
 */
import { X509Certificate } from "node:crypto";
import type { Kind } from "../schema.ts";
import { path as filePath } from "../text_kinds.ts";

/** Characters of a file of certificates, at most. */
const CHARACTERS_MAX = 256 * 1024;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g;

/** The text of a file of certificates. */
export const certificates: Kind<string> = {
  meta: filePath.meta,
  standIn: () => "",
  read(node, path, reading) {
    const before = reading.faultCount;
    const file = filePath.read(node, path, reading);
    if (reading.faultCount > before) return "";
    const text = reading.textFrom(file, path);
    if (text === null) return "";
    if (text.length > CHARACTERS_MAX) {
      reading.fault(path, {
        zh: `文件太大,最多 ${CHARACTERS_MAX} 个字符`,
        en: `the file is too large, ${CHARACTERS_MAX} characters at most`,
      });
      return "";
    }
    const found = text.match(CERTIFICATE) ?? [];
    if (found.length === 0) {
      reading.fault(path, {
        zh: "文件里没有 PEM 格式的证书",
        en: "the file holds no certificate in PEM",
      });
      return "";
    }
    // With a single one that is damaged, no connection would come about.
    const damaged = found.findIndex((one) => !isCertificate(one));
    if (damaged < 0) return text;
    reading.fault(path, {
      zh: `文件里的第 ${damaged + 1} 份证书已损坏`,
      en: `certificate ${damaged + 1} of the file is damaged`,
    });
    return "";
  },
};

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
