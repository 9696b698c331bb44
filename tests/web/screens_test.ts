/**
 * The screens of channels, servers, log and settings.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { WebConfig } from "../../lib/config.ts";
import { hashPassword, SALT_BYTES } from "../../lib/password.ts";
import type { Backups } from "../../lib/operations.ts";
import type { AppDeps } from "../../web/deps.ts";
import { channelStatus, IDLE_OPERATOR, OPEN, SETTINGS, webWorld } from "../support/web.ts";
import { NOW_MS } from "../support/web_orders.ts";

const PASSWORD = "correct horse";
const HASH = await hashPassword(PASSWORD, new Uint8Array(SALT_BYTES));
const ROLES = ["viewer", "operator", "admin"] as const;
const USERS: WebConfig = {
  ...OPEN,
  host: "0.0.0.0",
  users: ROLES.map((role) => ({ name: role, passwordHash: HASH, role })),
};

/** The page with a viewer, an operator and an admin; what was asked of the operator is noted. */
function world(deps: Partial<AppDeps> = {}) {
  const asked: string[] = [];
  const answer = (what: string) => {
    asked.push(what);
    return Promise.resolve("done" as const);
  };
  const web = webWorld([], {
    config: USERS,
    operator: {
      ...IDLE_OPERATOR,
      settle: () => Promise.resolve("notFound"),
      push: () => Promise.resolve("notFound"),
      pause: (channel, reason, by) => answer(`pause ${channel} ${reason} ${by}`),
      resume: (channel, by) => answer(`resume ${channel} ${by}`),
      reload: (by) => {
        asked.push(`reload ${by}`);
        return Promise.resolve({ kind: "rejected", faults: ["config.yaml:3:1: nope"] });
      },
    },
    ...deps,
  });
  const request = (path: string, init: RequestInit = {}) =>
    web.app.request(path, init, { remoteAddr: { hostname: "10.0.0.9" } });
  const signIn = async (name: string) => {
    const body = new URLSearchParams({ name, password: PASSWORD });
    const { headers } = await request("/sign-in", { method: "POST", body });
    const Cookie = /^[^;]+/.exec(headers.get("Set-Cookie") ?? "")?.[0] ?? "";
    return {
      get: async (path: string) => {
        const response = await request(path, { headers: { Cookie, Accept: "text/html" } });
        return { status: response.status, text: await response.text() };
      },
      post: async (path: string, fields: Record<string, string> = {}) => {
        const body = new URLSearchParams(fields);
        const headers = { Cookie, Accept: "text/html" };
        const response = await request(path, { method: "POST", body, headers });
        const { status } = response;
        return { status, to: response.headers.get("Location"), text: await response.text() };
      },
    };
  };
  return { ...web, asked, request, signIn };
}

Deno.test("channels show who paused them and why, their limits, and where their orders are", async () => {
  const { signIn } = world({
    channels: () => [
      channelStatus({
        name: "acme",
        type: "command",
        processing: 3,
        todayCount: 7,
        unknownInRow: 2,
        paused: { by: "operator:li", atMs: NOW_MS, reason: "no <money>" },
        limits: {
          concurrency: 4,
          rate: { count: 10, perMs: 1000 },
          dailyCount: 100,
          dailyCash: 5_000_000n,
          hours: [{ fromMinute: 540, toMinute: 1080 }],
          pauseAfterUnknown: 5,
        },
      }),
      channelStatus({ name: "desk" }),
    ],
  });
  const { get } = await signIn("operator");
  const { status, text } = await get("/channels");
  assert.equal(status, 200);
  assert.match(text, /已暂停.*operator:li.*no &lt;money&gt;/);
  assert.match(text, /href="\/orders\?channel=acme&amp;state=processing">3</);
  assert.doesNotMatch(text, /href="\/orders\?channel=desk&amp;state=processing"/);
  assert.match(text, /7<span class="dim"> \/ 100</);
  assert.match(text, /0\.000<span class="dim"> \/ 5,000\.000</);
  assert.match(text, /并发 4 · 每 1 秒 10 单 · 09:00–18:00/);
  assert.match(text, /action="\/channels\/acme\/resume"/);
  assert.match(text, /action="\/channels\/desk\/pause"/);
});

Deno.test("an operator pauses with a reason and resumes; both are written down", async () => {
  const { signIn, asked, audited } = world();
  const { get, post } = await signIn("operator");
  assert.equal((await post("/channels/acme/pause", { reason: "  " })).status, 422);
  assert.deepEqual(asked, []);
  const paused = await post("/channels/acme/pause", { reason: " broken " });
  assert.deepEqual([paused.status, paused.to], [303, "/channels?done=pause"]);
  assert.match((await get("/channels?done=pause")).text, /role="status">通道已暂停/);
  assert.equal((await post("/channels/acme/resume")).status, 303);
  assert.deepEqual(asked, ["pause acme broken operator:operator", "resume acme operator:operator"]);
  const lines = audited.lines.filter(({ event }) => event === "pause" || event === "resume");
  assert.deepEqual(lines.map(({ fields }) => fields.from), ["10.0.0.9", "10.0.0.9"]);
});

Deno.test("a channel that there is not, and a store that is down, are said", async () => {
  for (const [outcome, status] of [["unknown", 404], ["storeDown", 503]] as const) {
    const operator = {
      ...IDLE_OPERATOR,
      settle: () => Promise.resolve("notFound" as const),
      push: () => Promise.resolve("notFound" as const),
      pause: () => Promise.resolve(outcome),
    };
    const { post } = await world({ operator }).signIn("admin");
    const answer = await post("/channels/nope/pause", { reason: "x" });
    assert.equal(answer.status, status);
    assert.match(answer.text, /role="alert"/);
  }
});

Deno.test("servers show their link and backlog; who may push has one tried at once", async () => {
  const { signIn, audited } = world({
    servers: () => [{
      name: "main",
      link: "silent",
      pending: 7,
      lastOrderAtMs: NOW_MS,
      lastOkAtMs: null,
      lastError: "Connection refused",
      nextTryAtMs: NOW_MS + 30_000,
    }],
  });
  const { get, post } = await signIn("operator");
  const { text } = await get("/servers");
  assert.match(text, /无应答/);
  assert.match(text, /href="\/orders\?delivery=pending&amp;server=main">7</);
  assert.match(text, /title="30秒钟后"/);
  assert.match(text, /Connection refused/);
  assert.equal((await post("/servers/main/try")).to, "/servers?done=tried");
  assert.equal((await post("/servers/nope/try")).status, 404);
  const tried = audited.lines.filter(({ event }) => event === "try server");
  assert.deepEqual(tried.map(({ fields }) => fields.outcome), ["tried", "unknown"]);
});

Deno.test("the log is filtered by level, module and text; nothing yet and nothing that fits differ", async () => {
  const recentLog = () =>
    [
      { atMs: NOW_MS, level: "error", module: "store", text: "disk <full>" },
      { atMs: NOW_MS, level: "info", module: "callback", text: "order done chargeId=196" },
    ] as const;
  const operations = { ...webWorldOperations(), recentLog };
  const { get } = await world({ operations }).signIn("viewer");
  const texts = async (query: string) => {
    const { text } = await get(`/log${query}`);
    return [...text.matchAll(/<code>(.*?)<\/code>/g)].map(([, said]) => said);
  };
  assert.deepEqual(await texts(""), ["disk &lt;full&gt;", "order done chargeId=196"]);
  assert.deepEqual(await texts("?level=warn"), ["disk &lt;full&gt;"]);
  assert.deepEqual(await texts("?module=callback"), ["order done chargeId=196"]);
  assert.deepEqual(await texts("?text=CHARGEID%3D196"), ["order done chargeId=196"]);
  assert.match((await get("/log?text=nothing")).text, /没有符合条件的日志/);
  assert.match((await get("/log")).text, /data-every="2000"/);
  assert.doesNotMatch((await get("/log?follow=no")).text, /data-every|id="lines"[^>]*data-live/);
  const empty = await world().signIn("viewer");
  assert.match((await empty.get("/log")).text, /启动以来没有日志/);
});

Deno.test("who did what is for administrators, a page at a time", async () => {
  const pages: (number | null)[] = [];
  const { signIn } = world({
    audited: (limit, before) => {
      pages.push(before);
      const entry = {
        atMs: NOW_MS,
        event: "settle",
        fields: { by: "operator:li", from: "10.1.1.1" },
      };
      return Promise.resolve(
        Array.from({ length: limit }, (_, at) => ({ ...entry, number: 500 - at })),
      );
    },
  });
  assert.equal((await (await signIn("operator")).get("/log/audit")).status, 403);
  const { get } = await signIn("admin");
  const { text } = await get("/log/audit");
  assert.match(text, /operator:li<\/td>|>operator:li</);
  assert.match(text, /href="\/log\/audit\?before=401"/);
  await get("/log/audit?before=401");
  assert.deepEqual(pages, [null, 401]);
});

Deno.test("the configuration is for administrators; all see the version and their own sessions", async () => {
  const { signIn } = world();
  const viewer = await signIn("viewer"), admin = await signIn("admin");
  const seen = await viewer.get("/settings");
  assert.match(seen.text, /9\.8\.7/);
  assert.match(seen.text, /120\.6 KiB/);
  assert.doesNotMatch(seen.text, /md5key/);
  assert.equal(seen.text.match(/data-key="[\w-]{12}"/g)?.length, 1);
  const all = await admin.get("/settings");
  assert.match(all.text, /md5key: \*\*\*/);
  assert.equal(all.text.match(/data-key="[\w-]{12}"/g)?.length, 2);
});

Deno.test("the settings show the backups that are there, or why there are none", async () => {
  const shown = async (backups: Backups, lang: string) => {
    const settings = () => Promise.resolve({ ...SETTINGS, backups });
    const { signIn } = world({ operations: { ...webWorldOperations(), settings } });
    const { text } = await (await signIn("viewer")).get(`/settings?lang=${lang}`);
    return /<section id="backups".*?<\/section>/s.exec(text)?.[0] ?? "";
  };
  const folder = "/mnt/backups", everyMs = 86_400_000;
  const newest = { name: "orders-2.ndjson.gz", atMs: NOW_MS - 60_000, bytes: 2048, orders: 7 };
  const older = { name: "orders-1.ndjson.gz", atMs: NOW_MS - everyMs, bytes: 1024, orders: null };
  const some = await shown({ folder, everyMs, count: 30, latest: [newest, older] }, "zh");
  assert.match(some, /共 30 份/);
  assert.match(some, /orders-2.*2\.0 KiB.*通过，7 单.*orders-1.*1\.0 KiB.*本次启动以前/s);
  assert.match(some, /title="1分钟前"/);
  const none = { folder, count: 0, latest: [] };
  assert.match(await shown({ ...none, everyMs: null }, "en"), /none are made by themselves/);
  assert.match(await shown({ ...none, everyMs }, "en"), /no backups in \/mnt\/backups yet/);
  assert.match(await shown({ ...none, everyMs, count: null }, "zh"), /读不了备份文件夹 \/mnt/);
});

Deno.test("somebody ends his own sessions, an administrator everybody's", async () => {
  const { signIn } = world();
  const one = await signIn("viewer"), two = await signIn("viewer"), admin = await signIn("admin");
  const others = ({ text }: { text: string }) =>
    [...text.matchAll(/action="(\/settings\/sessions\/[\w-]+\/end)"/g)].map(([, path = ""]) =>
      path
    );
  const [own = ""] = others(await two.get("/settings"));
  const foreign = others(await admin.get("/settings"));
  assert.equal(foreign.length, 2);
  assert.equal((await one.post(own)).status, 303);
  assert.equal((await one.get("/settings")).status, 303);
  assert.equal((await two.post(own)).status, 404);
  const left = others(await admin.get("/settings"));
  assert.equal((await admin.post(left[0] ?? "")).status, 303);
  assert.equal((await two.get("/settings")).status, 303);
  const again = await signIn("viewer");
  const [admins = ""] = others(await admin.get("/settings"));
  assert.notEqual(admins, "");
  assert.equal((await again.post("/settings/sessions/aaaaaaaaaaaa/end")).status, 404);
});

Deno.test("only an administrator reloads; what is wrong with the file is shown line by line", async () => {
  const { signIn, asked } = world();
  assert.equal((await (await signIn("operator")).post("/settings/reload")).status, 403);
  const { status, text } = await (await signIn("admin")).post("/settings/reload");
  assert.equal(status, 422);
  // Inside the box that says so: a paragraph would end where the lines begin.
  assert.match(
    text,
    /<div[^>]*>新的配置有错，什么也没有改变。<pre[^>]*>config\.yaml:3:1: nope<\/pre><\/div>/,
  );
  assert.deepEqual(asked, ["reload operator:admin"]);
});

Deno.test("after a restore an administrator lets new orders go on, and the overview says that it is wanted", async () => {
  let held = true;
  const { signIn } = world({
    store: {
      exportAll: async function* () {},
      restored: () => held ? { atMs: NOW_MS, madeAtMs: NOW_MS } : null,
      goOn: () => {
        held = false;
        return Promise.resolve();
      },
    } as AppDeps["store"],
  });
  const operator = await signIn("operator"), admin = await signIn("admin");
  assert.match((await operator.get("/")).text, /href="\/settings">定单库来自备份/);
  assert.equal((await operator.post("/settings/go-on")).status, 403);
  assert.doesNotMatch((await operator.get("/settings")).text, /action="\/settings\/go-on"/);
  assert.equal((await admin.post("/settings/go-on")).to, "/settings?done=wentOn");
  assert.equal(held, false);
});

Deno.test("new orders that can't be let go on are told of, and stay held", async () => {
  const { signIn, audited } = world({
    store: {
      exportAll: async function* () {},
      survey: async function* () {},
      restored: () => ({ backupAtMs: NOW_MS, importedAtMs: NOW_MS }),
      goOn: () => Promise.reject(new TypeError("disk I/O error")),
    },
  });
  const { status, text } = await (await signIn("admin")).post("/settings/go-on");
  assert.equal(status, 503);
  assert.match(text, /role="alert">定单库现在不能写入/);
  assert.doesNotMatch(JSON.stringify(audited.lines), /executed again/);
});

Deno.test("a viewer changes nothing", async () => {
  const { signIn, asked } = world({ channels: () => [channelStatus({ name: "desk" })] });
  const { get, post } = await signIn("viewer");
  for (const path of ["/channels/desk/pause", "/channels/desk/resume", "/servers/main/try"]) {
    assert.equal((await post(path, { reason: "x" })).status, 403, path);
  }
  assert.doesNotMatch((await get("/channels")).text, /<form method="post" action="\/channels/);
  assert.deepEqual(asked, []);
});

Deno.test("every screen is for those who are signed in, and says which methods it has", async () => {
  const { request, signIn } = world();
  const { post } = await signIn("admin");
  for (const path of ["/channels", "/servers", "/log", "/log/audit", "/settings"]) {
    const away = await request(path);
    assert.deepEqual([away.status, away.headers.get("Location")], [
      303,
      `/sign-in?next=${encodeURIComponent(path)}`,
    ]);
    assert.equal((await post(path)).status, 405, path);
  }
});

Deno.test("a browser gets a screen where a program gets an error, and neither gets the other's", async () => {
  const { app } = webWorld([], { health: () => Promise.reject(new Error("broken")) });
  const ask = async (path: string, Accept: string) => {
    const { status, headers } = await app.request(path, { headers: { Accept } });
    return [status, headers.get("Content-Type")];
  };
  const html = "text/html; charset=utf-8";
  assert.deepEqual(await ask("/nowhere", "text/html,*/*"), [404, html]);
  assert.deepEqual(await ask("/", "text/html"), [500, html]);
  assert.deepEqual(await ask("/orders/main/1", "text/html"), [404, html]);
  assert.deepEqual(await ask("/nowhere", "*/*"), [404, "application/json"]);
  assert.deepEqual(await ask("/api/orders/main/1", "text/html"), [404, "application/json"]);
  const { headers } = await app.request("/nowhere", { headers: { Accept: "text/html" } });
  assert.match(headers.get("Content-Security-Policy") ?? "", /default-src 'none'/);
  const missing = await app.request("/orders/main/1", { headers: { Accept: "text/html" } });
  assert.match(await missing.text(), /没有找到(?!.*href="\/sign-in")/s);
});

function webWorldOperations(): AppDeps["operations"] {
  return {
    logLevels: () => ({ level: "info", modules: new Map() }),
    setLogLevels() {},
    stop() {},
    alarms: () => [],
    tryWebhooks: () => Promise.resolve([]),
    metrics: () => "",
    recentLog: () => [],
    settings: () => Promise.resolve(SETTINGS),
  };
}
