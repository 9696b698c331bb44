/**
 * What nbrArea says: province, city and carrier, as in `广东省深圳-移动`.
 *
 * @module
 */

/** The parts of an area; what is not said is empty. */
export interface Area {
  /** One of {@linkcode PROVINCES}, or empty. */
  readonly province: string;
  /** As it is written, without 市 at its end. */
  readonly city: string;
  /** One of {@linkcode CARRIERS} or what stands in its place, without 中国 before it. */
  readonly carrier: string;
}

const MUNICIPALITIES = ["北京", "天津", "上海", "重庆"];

/** What may follow the name of a region, the longest first; of other provinces it is 省. */
const REGION_SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  内蒙古: ["自治区"],
  广西: ["壮族自治区", "自治区"],
  西藏: ["自治区"],
  宁夏: ["回族自治区", "自治区"],
  新疆: ["维吾尔自治区", "自治区"],
  香港: ["特别行政区"],
  澳门: ["特别行政区"],
  ...Object.fromEntries(MUNICIPALITIES.map((name) => [name, ["市"]])),
};

/** All provinces, regions and municipalities by their short names. */
export const PROVINCES: readonly string[] = [
  ...Object.keys(REGION_SUFFIXES),
  ..."河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南".split(" "),
  ..."湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾".split(" "),
];

/** The carriers by their short names. */
export const CARRIERS: readonly string[] = ["移动", "联通", "电信", "广电"];

const DASH = /[-－–—]/;

/** Reads an area. */
export function parseArea(nbrArea: string): Area {
  const text = nbrArea.replaceAll(/\s/g, "");
  const [place = "", ...after] = text.split(DASH);
  // Without a dash the carrier stands at the very end, where there is one.
  const ending = after.length > 0 ? undefined : CARRIERS.find((one) => place.endsWith(one));
  const carrier = (ending ?? after.at(-1) ?? "").replace(/^中国/, "");
  const where = ending === undefined ? place : place.slice(0, -ending.length).replace(/中国$/, "");
  const province = PROVINCES.find((one) => where.startsWith(one)) ?? "";
  const rest = where.slice(province.length);
  // 吉林市 is a city of its province's name.
  if (rest === "市" && !MUNICIPALITIES.includes(province)) {
    return { province, city: province, carrier };
  }
  const suffixes = REGION_SUFFIXES[province] ?? (province === "" ? [] : ["省"]);
  const suffix = suffixes.find((one) => rest.startsWith(one)) ?? "";
  return { province, city: rest.slice(suffix.length).replace(/市$/, ""), carrier };
}

/** The short name of a province, as `广东` of `广东省`; `null` where there is none of that name. */
export function provinceOf(name: string): string | null {
  const { province, city, carrier } = parseArea(name);
  return province !== "" && city === "" && carrier === "" ? province : null;
}

/** The short name of a carrier, as `移动` of `中国移动`; `null` where there is none of that name. */
export function carrierOf(name: string): string | null {
  const short = name.replace(/^中国/, "");
  return CARRIERS.includes(short) ? short : null;
}
