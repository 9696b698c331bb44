import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogEvent } from "../../lib/logging/line.ts";
import { jsonLine, lineWriter, textLine } from "../../lib/logging/line.ts";

const AT = "2026-01-02T03:04:05.006Z";

function event(fields: LogEvent["fields"], sentence = "order received"): LogEvent {
  return { atMs: Date.parse(AT), level: "warn", module: "intake", event: sentence, fields };
}

/** What stands behind the event's sentence in a text line. */
function textFields(fields: LogEvent["fields"]): string {
  return textLine(event(fields)).split("order received")[1] ?? "";
}

Deno.test("a JSON line has the time in UTC, level, module, event and the fields", () => {
  assert.deepEqual(JSON.parse(jsonLine(event({ server: "main", port: 60000, ok: true }))), {
    ts: AT,
    level: "warn",
    module: "intake",
    event: "order received",
    fields: { server: "main", port: 60000, ok: true },
  });
});

Deno.test("a JSON line without fields has no empty object", () => {
  assert.equal("fields" in JSON.parse(jsonLine(event({}))), false);
});

Deno.test("a text line begins with the local time, which names the same instant", () => {
  const line = textLine(event({}));
  const [, time = ""] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d) WARN {2}intake: order received$/
      .exec(line) ?? [];
  assert.equal(new Date(time).toISOString(), AT, line);
});

Deno.test("a text line tells fields as name=value, and quotes values that have spaces or quotes", () => {
  assert.equal(
    textFields({ server: "main", count: 3, left: null, area: "广东省深圳-移动", note: 'no "OK"' }),
    ' server=main count=3 left=null area=广东省深圳-移动 note="no \\"OK\\""',
  );
  assert.equal(textFields({ empty: "", forged: "a=b" }), ' empty="" forged="a=b"');
});

Deno.test("a field that is undefined is left out", () => {
  assert.equal(textFields({ cardId: undefined, count: 1 }), " count=1");
});

Deno.test("an account with line ends cannot forge a second event", () => {
  const forged = "1\r\n2026-01-02 ERROR store: lost everything\u2028x\u001b[2J\u202e";
  for (const format of ["text", "json"] as const) {
    const line = lineWriter(format)(event({ account: forged }));
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  }
  assert.equal(JSON.parse(jsonLine(event({ account: forged }))).fields.account, forged);
});

Deno.test("whatever the fields and the sentence hold, one event is one line of printable characters", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  fc.assert(fc.property(text, text, fc.anything(), (sentence, name, value) => {
    const given = event({ [name]: value, [`${name} twin`]: { [name]: [value] } }, sentence);
    assert.doesNotMatch(textLine(given), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    assert.doesNotMatch(jsonLine(given), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    assert.equal(JSON.parse(jsonLine(given)).event, sentence);
  }));
});
