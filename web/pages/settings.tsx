/**
 * `/settings`: what is in force, how the program is doing, and who is signed in.
 *
 * @module
 */
import { getCookie } from "hono/cookie";
import type { Sessions, ShownSession } from "../../lib/access/sessions.ts";
import { goOn } from "../api/operations.ts";
import { audited, SESSION_COOKIE } from "../auth.ts";
import { Act } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Card, type Fact, Facts } from "../components/parts.tsx";
import { nameOf, shownBytes } from "../components/show.tsx";
import { Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { form, frameOf, messagesFor, screen, showing } from "./page.ts";

/** The screen at `/settings`, and what its forms do. */
export function settingsCalls(deps: AppDeps, sessions: Sessions): Call[] {
  const show = showing(deps, async (frame, c) => {
    const seesSessions = frame.signedIn || frame.may("admin");
    const own = getCookie(c, SESSION_COOKIE) ?? null;
    const listed = seesSessions ? sessions.list(reach(frame), own) : [];
    return <SettingsPage {...await inForce(deps, frame)} sessions={listed} />;
  });
  return [
    screen("/settings", show),
    form("/settings/reload", ["admin"], async (c) => {
      const { reloaded, notReloaded } = messagesFor(c).settingsPage;
      const outcome = await deps.operator.reload(c.get("principal").by);
      audited(deps, c, "reload", { outcome: outcome.kind });
      return outcome.kind === "reloaded"
        ? show(c, { good: true, text: reloaded, lines: outcome.warnings })
        : show(c, { text: notReloaded, lines: outcome.faults }, 422);
    }),
    form("/settings/go-on", ["admin"], async (c) => {
      if (await goOn(deps, c)) return c.redirect("/settings?done=wentOn", 303);
      return show(c, { text: messagesFor(c).refused.storeDown }, 503);
    }),
    form("/settings/sessions/:name/end", [], (c) => {
      const user = sessions.endNamed(c.req.param("name"), reach(frameOf(deps, c)));
      audited(deps, c, "end session", { user, outcome: user === null ? "notFound" : "ended" });
      if (user !== null) return c.redirect("/settings?done=ended", 303);
      return show(c, { text: messagesFor(c).refused.noSession }, 404);
    }),
  ];
}

/** Whose sessions somebody may see and end; `null` is everybody's. */
function reach({ may, by }: Frame): string | null {
  return may("admin") ? null : nameOf(by);
}

async function inForce(deps: AppDeps, frame: Frame) {
  return {
    frame,
    settings: await deps.operations.settings(),
    health: await deps.health(),
    restored: deps.store.restored() !== null,
  };
}

/** What the settings show. */
type SettingsProps = Awaited<ReturnType<typeof inForce>> & { sessions: readonly ShownSession[] };

function SettingsPage(props: SettingsProps) {
  const { frame, settings, restored, sessions } = props;
  const { m } = frame;
  const words = m.settingsPage;
  return (
    <Layout frame={frame} title={m.settings}>
      {restored && <Restored frame={frame} />}
      <div class="two">
        <Program {...props} />
        <Card id="health" title={m.notHealthy} live>
          <Table
            caption={m.notHealthy}
            rows={Object.entries(props.health.checks)}
            keyOf={([name]) => name}
            columns={[
              { name: m.name, cell: ([name]) => name },
              {
                name: m.state,
                cell: ([, { ok }]) => (
                  <span class={ok ? "badge ok" : "badge bad"}>{ok ? words.ok : words.ill}</span>
                ),
              },
              { name: m.note, kind: "wrap", cell: ([, { message }]) => message },
            ]}
          />
        </Card>
      </div>
      <BackupsCard {...props} />
      {sessions.length > 0 && <SessionsCard {...props} />}
      {frame.may("admin") && (
        <Card
          id="config"
          title={words.config}
          beside={<Act action="/settings/reload">{words.reload}</Act>}
        >
          <p class="dim">{words.configHelp}</p>
          <pre tabindex={0}>{settings.config}</pre>
        </Card>
      )}
    </Layout>
  );
}

function Restored({ frame: { m, may } }: { frame: Frame }) {
  const words = m.settingsPage;
  return (
    <div class="told bad" role="alert">
      <p>{words.restoredHelp}</p>
      {may("admin") && (
        <Act action="/settings/go-on" look="danger" confirm={words.askGoOn}>{words.goOn}</Act>
      )}
    </div>
  );
}

function Program({ frame, settings: { status, store, startedAtMs } }: SettingsProps) {
  const words = frame.m.settingsPage;
  const { rejected } = status;
  const facts: Fact[] = [
    [words.version, frame.version],
    [words.started, frame.time(startedAtMs)],
    [words.file, <code>{status.file}</code>],
    [words.inForce, frame.time(status.inForceSinceMs)],
    [words.store, <code>{store.path}</code>],
    [words.storeSize, store.bytes === null ? "–" : shownBytes(store.bytes)],
  ];
  return (
    <Card id="program" title={words.program}>
      <Facts facts={facts} />
      {rejected !== null && (
        <div class="told bad">
          {`${words.rejected} `}
          {frame.time(rejected.atMs)}
          <pre class="wrap">{rejected.faults.join("\n")}</pre>
        </div>
      )}
    </Card>
  );
}

function BackupsCard({ frame, settings: { backups } }: SettingsProps) {
  const words = frame.m.settingsPage.backups;
  const { folder, everyMs, count, latest } = backups;
  const empty = count === null
    ? words.unread({ folder })
    : everyMs === null
    ? words.off
    : words.none({ folder });
  return (
    <Card id="backups" title={words.title} live>
      {count !== null && count > 0 && <p>{words.shown({ folder, count: `${count}` })}</p>}
      <Table
        caption={words.title}
        rows={latest}
        keyOf={({ name }) => name}
        empty={empty}
        columns={[
          { name: words.file, cell: ({ name }) => <code>{name}</code> },
          { name: words.made, sort: "descending", cell: ({ atMs }) => frame.time(atMs) },
          { name: words.size, kind: "num", cell: ({ bytes }) => shownBytes(bytes) },
          {
            name: words.tried,
            cell: ({ orders }) =>
              orders === null
                ? <span class="dim">{words.before}</span>
                : <span class="badge ok">{words.passed({ count: `${orders}` })}</span>,
          },
        ]}
      />
      <p class="dim">{words.help}</p>
    </Card>
  );
}

function SessionsCard({ sessions, frame }: SettingsProps) {
  const { m } = frame;
  const words = m.settingsPage;
  const end = ({ name, isOwn }: ShownSession) =>
    isOwn
      ? <span class="dim">{words.thisOne}</span>
      : (
        <Act action={`/settings/sessions/${encodeURIComponent(name)}/end`} look="small">
          {words.end}
        </Act>
      );
  return (
    <Card id="sessions" title={words.sessions}>
      <Table
        caption={words.sessions}
        rows={sessions}
        keyOf={({ name }) => name}
        columns={[
          { name: words.user, cell: ({ user }) => user },
          { name: m.logPage.fromWhere, cell: ({ from }) => from },
          { name: words.began, sort: "descending", cell: ({ beganAtMs }) => frame.time(beganAtMs) },
          { name: words.seen, cell: ({ seenAtMs }) => frame.time(seenAtMs) },
          { name: m.actions, kind: "actions", cell: end },
        ]}
      />
      {frame.signedIn && (
        <Act
          action="/sign-out"
          look="danger"
          confirm={words.askEverywhere}
          fields={{ everywhere: "yes" }}
        >
          {words.everywhere}
        </Act>
      )}
    </Card>
  );
}
