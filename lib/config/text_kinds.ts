/**
 * The kinds of single values that are texts.
 *
 * @module
 */
import type { Words } from "../words.ts";
import { type AddressRange, parseRange } from "./address.ts";
import { parseHost } from "./host.ts";
import { NAME_CHARACTERS_MAX, NAME_EXPECTED, NAME_FORM, parseName } from "./name.ts";
import { nearest } from "./nearest.ts";
import { scalar } from "./scalar.ts";
import type { Kind } from "./schema.ts";

/** A text of so many characters. */
export function text(min: number, max: number): Kind<string> {
  return textKind(min, max, { secret: false });
}

/** A text of so many characters that no message may show. */
export function secretText(min: number, max: number): Kind<string> {
  return textKind(min, max, { secret: true });
}

function textKind(min: number, max: number, { secret }: { secret: boolean }): Kind<string> {
  const expected = {
    zh: ` ${min}–${max} 个字符的文字`,
    en: `a text of ${min}–${max} characters`,
  };
  return scalar({ name: "text", expected, min: `${min}`, max: `${max}`, secret }, {
    parse: (found) => {
      const { length } = [...found];
      return length >= min && length <= max ? found : undefined;
    },
    standIn: "",
  });
}

/** A text of a form of its own. */
export function pattern(form: RegExp, expected: Words): Kind<string> {
  return patternKind(form, expected, { secret: false });
}

/** A text of a form of its own that no message may show. */
export function secretPattern(form: RegExp, expected: Words): Kind<string> {
  return patternKind(form, expected, { secret: true });
}

/** A URL of a form of its own. */
export function url(form: RegExp, expected: Words): Kind<string> {
  return patternKind(form, expected, { secret: false, fits: isUrl });
}

/** A URL of a form of its own that no message may show. */
export function secretUrl(form: RegExp, expected: Words): Kind<string> {
  return patternKind(form, expected, { secret: true, fits: isUrl });
}

/** No expression says what a port or a host may be. */
function isUrl(text: string): boolean {
  return URL.canParse(text);
}

function patternKind(
  form: RegExp,
  expected: Words,
  { secret, fits = () => true }: { secret: boolean; fits?: (text: string) => boolean },
): Kind<string> {
  return scalar({ name: "text", expected, secret, form }, {
    parse: (found) => form.test(found) && fits(found) ? found : undefined,
    standIn: "",
  });
}

/** One line without white space around it. */
const PATH = /^(?!\s)[^\0\r\n]{1,1024}(?<!\s)$/;

/** A path of a file, or an address of a service. */
export const path: Kind<string> = scalar(
  { name: "path", expected: { zh: "路径", en: "a path" }, min: "1", max: "1024", form: PATH },
  {
    parse: (found) => PATH.test(found) ? found : undefined,
    standIn: "",
  },
);

/** A name that the operator gives. */
export const name: Kind<string> = scalar(
  {
    name: "name",
    expected: NAME_EXPECTED,
    min: "1",
    max: `${NAME_CHARACTERS_MAX}`,
    form: NAME_FORM,
  },
  { parse: parseName, standIn: "" },
);

/** An address or a host name. */
export const host: Kind<string> = scalar(
  {
    name: "host",
    expected: { zh: "地址或主机名", en: "an address or a host name" },
    form: /^[^\s/]{1,253}$/,
  },
  { parse: parseHost, standIn: "" },
);

/** An address or a CIDR range; the stand-in is `null`. */
export const addressRange: Kind<AddressRange | null> = scalar<AddressRange | null>(
  {
    name: "address",
    expected: {
      zh: "地址或 CIDR 网段(IPv6 加引号)",
      en: "an address or a CIDR range (IPv6 in quotes)",
    },
    form: /^[\da-fA-F:.]{2,45}(?:\/\d{1,3})?$/,
  },
  { parse: parseRange, standIn: null },
);

/** One of a few words. */
export function choice<const C extends readonly [string, ...string[]]>(
  choices: C,
): Kind<C[number]> {
  const words = choices.join(" ");
  const expected = { zh: ` ${words} 之一`, en: `one of ${words}` };
  return scalar<C[number]>({ name: "choice", expected, choices }, {
    parse: (found) => choices.find((one) => one === found),
    standIn: choices[0],
    suggest: (found) => nearest(found, choices),
  });
}
