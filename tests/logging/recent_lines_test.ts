import assert from "node:assert/strict";
import {
  RECENT_CHARACTERS_MAX,
  RECENT_LINES_MAX,
  RecentLines,
} from "../../lib/logging/recent_lines.ts";
import { keptAudit } from "../../lib/wiring/audit_log.ts";
import { recordingLog } from "../support/recording_log.ts";

const line = (text: string) => ({ atMs: 0, level: "info", module: "main", text }) as const;

Deno.test("the last lines are remembered, the newest first, and no more than the bound", () => {
  const recent = new RecentLines();
  assert.deepEqual(recent.newestFirst(), []);
  for (let at = 0; at < RECENT_LINES_MAX + 5; at++) recent.add(line(`${at}`));
  const texts = recent.newestFirst().map(({ text }) => text);
  assert.equal(texts.length, RECENT_LINES_MAX);
  assert.deepEqual([texts[0], texts.at(-1)], [`${RECENT_LINES_MAX + 4}`, "5"]);
});

Deno.test("a long line is cut, never inside a character", () => {
  const recent = new RecentLines();
  recent.add(line("😀".repeat(RECENT_CHARACTERS_MAX)));
  const [{ text } = line("")] = recent.newestFirst();
  assert.equal(text.length, RECENT_CHARACTERS_MAX);
  assert.ok(text.isWellFormed());
});

Deno.test("what is audited is logged and kept, and no secret is kept", () => {
  const log = recordingLog();
  const kept: [string, Readonly<Record<string, string>>][] = [];
  const audit = keptAudit(log, { add: (event, fields) => void kept.push([event, fields]) });
  audit.info("settle", { by: "operator:li", retCode: 1, token: "abc", outcome: undefined });
  audit.warn("sign-in failed", { user: "li" });
  assert.deepEqual(kept, [
    ["settle", { by: "operator:li", retCode: "1", token: "***" }],
    ["sign-in failed", { user: "li" }],
  ]);
  assert.deepEqual([log.events("info"), log.events("warn")], [["settle"], ["sign-in failed"]]);
});
