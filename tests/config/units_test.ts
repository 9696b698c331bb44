import assert from "node:assert/strict";
import fc from "fast-check";
import { type AddressRange, overlap, parseRange } from "../../lib/config/address.ts";
import { parseDuration, suggestDuration } from "../../lib/duration.ts";
import { editDistance, nearest } from "../../lib/config/nearest.ts";
import { firstOverlap } from "../../lib/config/overlap.ts";
import { resolveBeside } from "../../lib/config/beside.ts";
import { parseSize } from "../../lib/config/size.ts";

const range = (text: string): AddressRange => {
  const parsed = parseRange(text);
  assert.ok(parsed !== undefined, text);
  return parsed;
};

Deno.test("an address is written back so that it reads as the same address", () => {
  const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
  const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
  fc.assert(fc.property(fc.oneof(v4, v6), ([address, prefix]) => {
    const first = range(`${address}/${prefix}`);
    const again = range(first.text);
    assert.deepEqual([again.family, again.first, again.last], [
      first.family,
      first.first,
      first.last,
    ]);
    assert.equal(again.text, first.text);
    assert.equal(again.hostBits, false);
  }));
});

Deno.test("IPv6 addresses are written in their usual short form", () => {
  const forms = {
    "0:0:0:0:0:0:0:0": "::",
    "0:0:0:0:0:0:0:1": "::1",
    "2001:0DB8:0:0:1:0:0:1": "2001:db8::1:0:0:1",
    "2001:db8:0:0:0:0:0:0/32": "2001:db8::/32",
    "10:0:0:1:0:0:0:0": "10:0:0:1::",
    "1:2:3:4:5:6:7:0": "1:2:3:4:5:6:7:0",
    "::ffff:1.2.3.4": "1.2.3.4",
    "::1.2.3.4": "::102:304",
  };
  for (const [text, short] of Object.entries(forms)) assert.equal(range(text).text, short);
});

Deno.test("the sweep finds an overlap exactly where comparing all pairs finds one", () => {
  const narrow = fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 }));
  const owned = fc.record({ address: narrow, owner: fc.integer({ min: 0, max: 2 }) });
  fc.assert(fc.property(fc.array(owned, { maxLength: 12 }), (list) => {
    const ranges = list.map(({ address: [last, prefix], owner }, index) => ({
      range: range(`10.0.0.${last}/${prefix}`),
      owner,
      at: `${index}`,
    }));
    const anyPair = ranges.some((a) =>
      ranges.some((b) => a.owner !== b.owner && overlap(a.range, b.range))
    );
    const found = firstOverlap(ranges);
    assert.equal(found.length > 0, anyPair);
    for (const { earlier, later } of found) {
      assert.ok(earlier.owner !== later.owner && overlap(earlier.range, later.range));
      assert.ok(Number(earlier.at) < Number(later.at));
    }
  }));
});

Deno.test("durations and sizes are a whole number and a unit", () => {
  const durations = { "0s": 0, "300ms": 300, "10s": 10_000, "5m": 300_000, "72h": 259_200_000 };
  for (const [text, ms] of Object.entries(durations)) assert.equal(parseDuration(text), ms);
  assert.equal(parseDuration("180d"), 180 * 86_400_000);
  assert.equal(parseSize("512B"), 512);
  assert.equal(parseSize("16KiB"), 16_384);
  assert.equal(parseSize("1MiB"), 1_048_576);
  for (const text of ["", "10", "-1s", "1.5s", "1h30m", "10S", "1w", "s"]) {
    assert.equal(parseDuration(text), undefined, text);
  }
  for (const text of ["", "16", "16K", "16KB", "1GiB", "1.5MiB"]) {
    assert.equal(parseSize(text), undefined, text);
  }
});

Deno.test("what is no duration suggests one of the unit that was meant, and none where that is unclear", () => {
  const meant = { "10": "10s", "5min": "5m", "5 minutes": "5m", "2 Hours": "2h", "1sec": "1s" };
  for (const [text, duration] of Object.entries(meant)) {
    assert.equal(suggestDuration(text), duration);
  }
  for (const text of ["20msec", "20 milliseconds", "20millis"]) {
    assert.equal(suggestDuration(text), "20ms", text);
  }
  for (const text of ["1month", "10micros", "1w", "1.5s", "", "s"]) {
    assert.equal(suggestDuration(text), null, text);
  }
});

Deno.test("the distance of two words counts added, dropped and changed characters", () => {
  assert.equal(editDistance("md5keey", "md5key"), 1);
  assert.equal(editDistance("prot", "port"), 2);
  assert.equal(editDistance("", "abc"), 3);
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
    assert.equal(editDistance(a, b), editDistance(b, a));
    assert.equal(editDistance(a, b) === 0, a === b);
  }));
});

Deno.test("the nearest word is one that a slip away, or none", () => {
  const known = ["host", "port", "readTimeout", "min", "max"];
  assert.equal(nearest("prot", known), "port");
  assert.equal(nearest("READ-TIMEOUT", known), "readTimeout");
  assert.equal(nearest("mn", known), "min");
  assert.equal(nearest("log", known), null);
});

Deno.test("a file's path is seen from the configuration's folder", () => {
  assert.equal(resolveBeside("config.yaml", "a.key"), "a.key");
  assert.equal(resolveBeside("etc/config.yaml", "keys/a.key"), "etc/keys/a.key");
  assert.equal(resolveBeside("C:\\czdock\\config.yaml", "a.key"), "C:\\czdock\\a.key");
  for (const path of ["/run/a.key", "C:\\a.key", "D:/a.key", "\\\\host\\a.key"]) {
    assert.equal(resolveBeside("etc/config.yaml", path), path);
  }
});
