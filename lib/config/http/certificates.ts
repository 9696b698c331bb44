/**
 * A file of certificates.
 *
 * @module
 */
import type { Kind } from "../schema.ts";
import { resolveBeside } from "../path.ts";
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
    let text: string;
    try {
      text = reading.options.readTextFile(resolveBeside(reading.options.file, file));
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.name : "error";
      const problem = { zh: `读不了这个文件(${reason})`, en: `cannot read the file (${reason})` };
      reading.fault(path, problem);
      return "";
    }
    const isPem = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(text);
    if (text.length <= CHARACTERS_MAX && isPem) return text;
    reading.fault(path, {
      zh: "文件里没有 PEM 格式的证书",
      en: "the file holds no certificate in PEM",
    });
    return "";
  },
};
