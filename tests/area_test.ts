import assert from "node:assert/strict";
import { carrierOf, CARRIERS, parseArea, provinceOf, PROVINCES } from "../lib/area.ts";

/** As the law names them. */
const FULL_NAMES = [
  ..."北京市 天津市 上海市 重庆市 内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区"
    .split(" "),
  ..."香港特别行政区 澳门特别行政区 河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省"
    .split(" "),
  ..."江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 台湾省"
    .split(" "),
];

Deno.test("there are 34 provinces, and each is known by its full name and its short one, with city and carrier behind it", () => {
  assert.equal(PROVINCES.length, 34);
  const seen = new Set<string>();
  for (const full of FULL_NAMES) {
    const province = provinceOf(full);
    assert.ok(province !== null && full.startsWith(province), full);
    seen.add(province);
    assert.equal(provinceOf(province), province);
    for (const name of [full, province]) {
      for (const carrier of CARRIERS) {
        assert.deepEqual(parseArea(`${name}东城-${carrier}`), { province, city: "东城", carrier });
      }
      assert.deepEqual(parseArea(`${name}-移动`), { province, city: "", carrier: "移动" });
      assert.deepEqual(parseArea(name), { province, city: "", carrier: "" });
    }
  }
  assert.deepEqual([...seen].toSorted(), PROVINCES.toSorted());
});

Deno.test("areas are read as servers write them, and what is missing is empty", () => {
  const rows: [string, string][] = [
    ["广东省深圳-移动", "广东|深圳|移动"],
    ["广东深圳市-移动", "广东|深圳|移动"],
    ["广东 深圳 - 移动", "广东|深圳|移动"],
    ["广东省深圳-中国移动", "广东|深圳|移动"],
    ["广东省深圳－联通", "广东|深圳|联通"],
    ["广东深圳电信", "广东|深圳|电信"],
    ["广东省深圳中国电信", "广东|深圳|电信"],
    ["广西自治区南宁-广电", "广西|南宁|广电"],
    ["新疆维吾尔自治区伊犁-移动", "新疆|伊犁|移动"],
    ["北京北京-联通", "北京|北京|联通"],
    ["吉林省吉林市-联通", "吉林|吉林|联通"],
    ["吉林市-联通", "吉林|吉林|联通"],
    ["黑龙江哈尔滨-虚拟", "黑龙江|哈尔滨|虚拟"],
    ["深圳-移动", "|深圳|移动"],
    ["移动", "||移动"],
    ["-移动", "||移动"],
    ["广东-", "广东||"],
    ["", "||"],
    ["-", "||"],
    ["未知", "|未知|"],
  ];
  for (const [text, expected] of rows) {
    const { province, city, carrier } = parseArea(text);
    assert.equal([province, city, carrier].join("|"), expected, text);
  }
});

Deno.test("a name is a province or a carrier as a whole, or none", () => {
  assert.deepEqual(["广东省深圳", "深圳", "", "广东-移动"].map(provinceOf), [
    null,
    null,
    null,
    null,
  ]);
  assert.deepEqual(["中国广电", "电信", "", "中国", "电信局"].map(carrierOf), [
    "广电",
    "电信",
    null,
    null,
    null,
  ]);
});
