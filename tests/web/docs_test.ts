/**
 * `docs/api.md` says what the API does.
 *
 * @module
 */
import assert from "node:assert/strict";
import { LOG_MODULES } from "../../lib/log.ts";
import { ERROR_STATUS } from "../../lib/api/refusal.ts";

const doc = await Deno.readTextFile(new URL("../../docs/api.md", import.meta.url));
const [chinese = "", english = ""] = doc.split("\n# English\n");

Deno.test("docs/api.md names every error code with its status, in both languages", () => {
  for (const part of [chinese, english]) {
    const rows = [...part.matchAll(/^\| (\d{3}) +\| `(\w+)` +\|/gm)].map(([, status, code]) => [
      code,
      Number(status),
    ]);
    assert.deepEqual(Object.fromEntries(rows), ERROR_STATUS);
  }
});

Deno.test("docs/api.md has every call, in both languages", () => {
  const calls = [
    "GET /healthz",
    "GET /metrics",
    "GET /api/overview",
    "GET /api/events",
    "GET /api/orders",
    "GET /api/orders/SERVER/CHARGEID",
    "POST /api/orders/SERVER/CHARGEID/settle",
    "POST /api/orders/SERVER/CHARGEID/push",
    "POST /api/orders/SERVER/CHARGEID/inquire",
    "POST /api/channels/NAME/claim",
    "POST /api/orders/SERVER/CHARGEID/extend",
    "POST /api/orders/SERVER/CHARGEID/release",
    "POST /api/channels/NAME/pause",
    "POST /api/channels/NAME/resume",
    "POST /api/reload",
    "GET /api/alarms",
    "POST /api/alarms/test",
    "POST /notify/CHANNEL",
    "POST /api/stop",
    "GET /api/log-levels",
    "POST /api/log-levels",
    "GET /api/export.ndjson",
    "GET /api/survey.ndjson",
    "GET /api/restored",
    "POST /api/restored/go-on",
  ];
  for (const call of calls) {
    assert.match(chinese, new RegExp(`^## ${call}$`, "m"));
    assert.match(english, new RegExp(`^## ${call}$`, "m"));
  }
});

Deno.test("docs/api.md names every module that logs, in both languages", () => {
  const names = LOG_MODULES.map((name) => `\`${name}\``).join(" ");
  for (const part of [chinese, english]) assert.ok(part.includes(names), names);
});
