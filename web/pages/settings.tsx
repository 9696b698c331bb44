/**
 * `/settings`: what is in force, how the program is doing, and who is signed in.
 *
 * @module
 */
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Settings } from "../../lib/operations.ts";
import type { Health } from "../../lib/status.ts";
import { addressOf, SESSION_COOKIE } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { shownBytes, Time } from "../components/show.tsx";
import { Empty, Table, Told } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../routes.ts";
import type { Sessions, ShownSession } from "../../lib/access/sessions.ts";
import { formLimit } from "../form.ts";
import { answerScreen, forbidden, frameOf } from "./page.ts";
import type { Page } from "./page.ts";

/** What was asked for, and what became of it. */
interface SettingsTold {
  readonly good: boolean;
  readonly text: string;
  /** More of it, a line each. */
  readonly lines: readonly string[];
}

/** The screen at `/settings`, and what its forms do. */
export function settingsRoutes(deps: AppDeps, sessions: Sessions): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  /** Whose sessions somebody may see and end; `null` is everybody's. */
  const reach = (c: Page, frame: Frame) =>
    frame.may("admin") ? null : c.get("principal").by.replace(/^operator:/, "");
  const screen = async (
    c: Page,
    told: SettingsTold | null,
    status: 200 | 404 | 422 | 503 = 200,
  ) => {
    const frame = frameOf(deps, c);
    const props = {
      frame,
      told,
      settings: await deps.operations.settings(),
      health: await deps.health(),
      restored: deps.store.restored() !== null,
      sessions: frame.signedIn || frame.may("admin")
        ? sessions.list(reach(c, frame), getCookie(c, SESSION_COOKIE) ?? null)
        : [],
    };
    return answerScreen(c, <SettingsPage {...props} />, status);
  };
  const audited = (c: Page, event: string, fields: Record<string, unknown>) =>
    deps.audit.info(event, { by: c.get("principal").by, from: addressOf(c), ...fields });

  routes.get("/settings", (c) => {
    const words = frameOf(deps, c).m.settingsPage.told;
    const done = c.req.query("done");
    const text = done === "ended" || done === "wentOn" ? words[done] : null;
    return screen(c, text === null ? null : { good: true, text, lines: [] });
  });
  routes.all("/settings", methodNotAllowed("GET, HEAD"));

  routes.post("/settings/reload", formLimit(), async (c) => {
    const frame = frameOf(deps, c);
    if (!frame.may("admin")) return forbidden(c);
    const words = frame.m.settingsPage.told;
    const outcome = await deps.operator.reload(c.get("principal").by);
    audited(c, "reload", { outcome: outcome.kind });
    return outcome.kind === "reloaded"
      ? screen(c, { good: true, text: words.reloaded, lines: outcome.warnings })
      : screen(c, { good: false, text: words.rejected, lines: outcome.faults }, 422);
  });
  routes.post("/settings/go-on", formLimit(), async (c) => {
    if (!frameOf(deps, c).may("admin")) return forbidden(c);
    await deps.store.goOn();
    audited(c, "go on after a restore", {});
    return c.redirect("/settings?done=wentOn", 303);
  });
  routes.post("/settings/sessions/:name/end", formLimit(), async (c) => {
    const frame = frameOf(deps, c);
    const user = sessions.endNamed(c.req.param("name"), reach(c, frame));
    audited(c, "end session", { user, outcome: user === null ? "notFound" : "ended" });
    if (user !== null) return c.redirect("/settings?done=ended", 303);
    const text = frame.m.settingsPage.told.noSession;
    return await screen(c, { good: false, text, lines: [] }, 404);
  });
  for (const path of ["reload", "go-on", "sessions/:name/end"]) {
    routes.all(`/settings/${path}`, methodNotAllowed("POST"));
  }
  return routes;
}

/** What the settings show. */
interface SettingsProps {
  readonly frame: Frame;
  readonly told: SettingsTold | null;
  readonly settings: Settings;
  readonly health: Health;
  readonly restored: boolean;
  readonly sessions: readonly ShownSession[];
}

function SettingsPage(props: SettingsProps): JSX.Element {
  const { frame, told, settings, restored, sessions } = props;
  const { m } = frame;
  const words = m.settingsPage;
  return (
    <Layout frame={frame} title={m.settings}>
      {told === null ? null : (
        <Told good={told.good}>
          {told.text}
          {told.lines.length === 0 ? null : <pre>{told.lines.join("\n")}</pre>}
        </Told>
      )}
      {restored ? <Restored frame={frame} /> : null}
      <div class="two">
        <section class="card" aria-labelledby="program">
          <h2 id="program">{words.program}</h2>
          <Program {...props} />
        </section>
        <section id="health" class="card" data-live aria-labelledby="health-title">
          <h2 id="health-title">{m.notHealthy}</h2>
          <HealthTable {...props} />
        </section>
      </div>
      {sessions.length === 0
        ? null
        : (
          <section id="sessions" class="card" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{words.sessions}</h2>
            <SessionTable sessions={sessions} frame={frame} />
            {frame.signedIn
              ? (
                <form method="post" action="/sign-out" data-confirm={words.askEverywhere}>
                  <input type="hidden" name="everywhere" value="yes" />
                  <button type="submit" class="danger">{words.everywhere}</button>
                </form>
              )
              : null}
          </section>
        )}
      {frame.may("admin")
        ? (
          <section class="card" aria-labelledby="config">
            <div class="head">
              <h2 id="config">{words.config}</h2>
              <form method="post" action="/settings/reload">
                <button type="submit">{words.reload}</button>
              </form>
            </div>
            <p class="dim">{words.configHelp}</p>
            <pre>{settings.config}</pre>
          </section>
        )
        : null}
    </Layout>
  );
}

function Restored({ frame: { m, may } }: { frame: Frame }): JSX.Element {
  return (
    <div class="told bad" role="alert">
      <p>{m.settingsPage.restoredHelp}</p>
      {may("admin")
        ? (
          <form method="post" action="/settings/go-on" data-confirm={m.settingsPage.askGoOn}>
            <button type="submit" class="danger">{m.settingsPage.goOn}</button>
          </form>
        )
        : null}
    </div>
  );
}

function Program({ frame, settings }: SettingsProps): JSX.Element {
  const words = frame.m.settingsPage;
  const { file, inForceSinceMs, rejected } = settings.status;
  const { store } = settings;
  const facts: [string, JSX.Element | string][] = [
    [words.version, frame.version],
    [words.started, <Time atMs={settings.startedAtMs} frame={frame} />],
    [words.file, <code>{file}</code>],
    [words.inForce, <Time atMs={inForceSinceMs} frame={frame} />],
    [words.store, <code>{store.path}</code>],
    [words.storeSize, store.bytes === null ? "–" : shownBytes(store.bytes)],
    [words.backup, words.backupHelp],
  ];
  return (
    <>
      <dl class="fields">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      {rejected === null ? null : (
        <div class="told bad">
          {`${words.rejected} `}
          <Time atMs={rejected.atMs} frame={frame} />
          <pre>{rejected.faults.join("\n")}</pre>
        </div>
      )}
    </>
  );
}

function HealthTable({ frame: { m }, health }: SettingsProps): JSX.Element {
  return (
    <Table
      caption={m.notHealthy}
      columns={[{ name: m.name }, { name: m.state }, { name: m.note, kind: "wrap" }]}
      rows={Object.entries(health.checks).map(([name, { ok, message }]) => ({
        key: name,
        cells: [
          name,
          <span class={ok ? "badge ok" : "badge bad"}>
            {ok ? m.settingsPage.ok : m.settingsPage.ill}
          </span>,
          message,
        ],
      }))}
    />
  );
}

function SessionTable(
  { sessions, frame }: { sessions: readonly ShownSession[]; frame: Frame },
): JSX.Element {
  const words = frame.m.settingsPage;
  if (sessions.length === 0) return <Empty>{words.noSessions}</Empty>;
  return (
    <Table
      caption={words.sessions}
      columns={[
        { name: words.user },
        { name: frame.m.logPage.fromWhere },
        { name: words.began, sort: "descending" },
        { name: words.seen },
        { name: frame.m.actions, kind: "actions" },
      ]}
      rows={sessions.map(({ name, user, from, beganAtMs, seenAtMs, isOwn }) => ({
        key: name,
        cells: [
          user,
          from,
          <Time atMs={beganAtMs} frame={frame} />,
          <Time atMs={seenAtMs} frame={frame} />,
          isOwn
            ? <span class="dim">{words.thisOne}</span>
            : (
              <form method="post" action={`/settings/sessions/${encodeURIComponent(name)}/end`}>
                <button type="submit" class="small">{words.end}</button>
              </form>
            ),
        ],
      }))}
    />
  );
}
