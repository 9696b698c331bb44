import assert from "node:assert/strict";
import type { ActiveAlarm, AlarmKind } from "../../lib/alarm.ts";
import { bodyOf, refusalIn, signedUrl } from "../../lib/alarms/body.ts";
import { KIND_WORDS, messageText, TEXT_BYTES_MAX } from "../../lib/alarms/message.ts";
import { ROOT } from "../house/source_files.ts";

const alarm = (kind: AlarmKind, subject: string, zh = "坏了", en = "broken"): ActiveAlarm => ({
  kind,
  subject,
  words: { zh, en },
  sinceMs: Date.parse("2026-11-26T01:00:00Z"),
});
const NEWS = {
  raised: [alarm("serverSilent", "main")],
  still: [],
  cleared: [alarm("diskFull", "data")],
};
const AT_MS = Date.parse("2026-11-26T02:00:00Z");

Deno.test("a message says what is new, what goes on and what is over", () => {
  const text = messageText("一号机", { ...NEWS, still: [alarm("channelPaused", "acme")] });
  assert.deepEqual(text.split("\n"), [
    "【一号机】1 项告警 alarms, 1 项仍未解除 still raised, 1 项已解除 cleared",
    "告警 ALARM: 服务器无应答 server not answering",
    "- main: 坏了 broken",
    "仍未解除 STILL: 通道已暂停 channel paused",
    "- acme: 坏了 broken",
    "已解除 CLEARED: 磁盘将满 disk nearly full",
    "- data",
  ]);
});

Deno.test("what is about all of czdock has no line of its own once it is over", () => {
  const text = messageText("czdock", { raised: [], still: [], cleared: [alarm("storeDown", "")] });
  assert.deepEqual(text.split("\n").slice(1), [
    "已解除 CLEARED: 定单库写不进 store cannot be written",
  ]);
});

Deno.test("a trial says that it is one, and who wanted it", () => {
  const news = { raised: [], still: [], cleared: [], trial: "operator:admin" };
  assert.match(messageText("czdock", news), /^【czdock】试发,并无告警 .*\(operator:admin\)$/);
});

Deno.test("a thousand alarms of a kind are one short message", () => {
  const raised = Array.from({ length: 1000 }, (_, at) => alarm("contradiction", `main/${at}`));
  const text = messageText("czdock", { raised, still: [], cleared: [] });
  assert.match(text, /1000 项告警/);
  assert.match(text, /- …另有 995 项 and 995 more/);
  assert.ok(text.split("\n").length < 10);
});

Deno.test("a text fits a WeCom robot, cut between characters", () => {
  const raised = [alarm("storeDown", "", "很长".repeat(2000))];
  const text = messageText("czdock", { raised, still: [], cleared: [] });
  assert.ok(new TextEncoder().encode(text).length <= TEXT_BYTES_MAX);
  assert.match(text, /很长?…$/);
});

Deno.test("an account in a sentence leaves masked; an order's number stays", () => {
  const raised = [alarm("contradiction", "main/196", "13530017201 充值 2026112600000000001")];
  const text = messageText("czdock", { raised, still: [], cleared: [] });
  assert.ok(!text.includes("13530017201"));
  assert.match(text, /135…7201 充值 2026112600000000001/);
});

Deno.test("the robots get a text message in their form", () => {
  for (const template of ["wecom", "dingtalk"] as const) {
    const body: unknown = JSON.parse(bodyOf({ template, body: null }, "czdock", NEWS, AT_MS));
    assert.deepEqual(body, { msgtype: "text", text: { content: messageText("czdock", NEWS) } });
  }
});

Deno.test("the JSON form has each alarm", () => {
  const body: unknown = JSON.parse(bodyOf({ template: "json", body: null }, "czdock", NEWS, AT_MS));
  const since = "2026-11-26T01:00:00.000Z";
  assert.deepEqual(body, {
    source: "czdock",
    at: "2026-11-26T02:00:00.000Z",
    text: messageText("czdock", NEWS),
    trial: null,
    counts: { raised: 1, still: 0, cleared: 1 },
    raised: [{ kind: "serverSilent", subject: "main", zh: "坏了", en: "broken", since }],
    still: [],
    cleared: [{ kind: "diskFull", subject: "data", zh: "坏了", en: "broken", since }],
  });
});

Deno.test("an own body gets the text as it is or as a JSON string, and is not filled in twice", () => {
  const raised = [alarm("storeDown", "", 'says "{json}" and {text}')];
  const news = { raised, still: [], cleared: [] };
  const body = bodyOf({ template: "custom", body: '{"msg":{json},"n":1}' }, "t", news, AT_MS);
  assert.deepEqual(JSON.parse(body), { msg: messageText("t", news), n: 1 });
  assert.equal(
    bodyOf({ template: "custom", body: "> {text}" }, "t", news, AT_MS),
    `> ${messageText("t", news)}`,
  );
});

Deno.test("a DingTalk call is signed with the time and the secret", () => {
  const signed = new URL(
    signedUrl("https://oapi.example/robot/send?access_token=a", "SEC0123", 1577262236757),
  );
  assert.equal(signed.searchParams.get("access_token"), "a");
  assert.equal(signed.searchParams.get("timestamp"), "1577262236757");
  // Reckoned with Python's hmac module.
  assert.equal(signed.searchParams.get("sign"), "XdkzEBHwxHnGFkKeg9eLYXf+M3vcXnpOzi3AYYWI8tk=");
  assert.equal(signedUrl("https://a.example/?k=1", null, 1), "https://a.example/?k=1");
});

Deno.test("what a robot refuses with 200 is refused", () => {
  assert.equal(refusalIn("dingtalk", 200, '{"errcode":0,"errmsg":"ok"}'), null);
  assert.equal(
    refusalIn("dingtalk", 200, '{"errcode":310000,"errmsg":"sign not match"}'),
    "errcode 310000",
  );
  assert.match(refusalIn("wecom", 200, "<html>") ?? "", /not JSON/);
  assert.equal(refusalIn("json", 204, ""), null);
  assert.equal(refusalIn("json", 302, ""), "HTTP 302");
  assert.equal(refusalIn("wecom", 500, ""), "HTTP 500");
});

Deno.test("docs/operate.md says of each kind of alarm when it is raised and what to do", async () => {
  const page = await Deno.readTextFile(new URL("docs/operate.md", ROOT));
  const [, section = ""] = /^## [^\n]*Alarms\n(.*?)^## /ms.exec(page) ?? [];
  const told = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, kind]) => kind);
  assert.deepEqual(told.toSorted(), Object.keys(KIND_WORDS).toSorted());
});
