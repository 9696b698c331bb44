/**
 * `/log`: the last lines of the log, and for administrators who did what.
 *
 * @module
 */
import type { AuditEntry } from "../../lib/audit_entry.ts";
import { LOG_LEVELS, LOG_MODULES, type LogLevel } from "../../lib/log.ts";
import { choice, field, named } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Tabs } from "../components/parts.tsx";
import { Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { answerScreen, FORBIDDEN, frameOf, type Page, screen } from "./page.ts";

/** Lines shown. */
const SHOWN_MAX = 300;
/** How often a log that is followed is looked at, in milliseconds. */
const FOLLOW_MS = 2000;
/** Entries of a page of what was done. */
const AUDIT_PAGE = 100;
const TEXT_CHARACTERS_MAX = 100;

/** The screens at `/log` and `/log/audit`. */
export function logCalls(deps: AppDeps): Call[] {
  return [
    screen("/log", (c) => answerScreen(c, <LogPage {...linesAsked(deps, c)} />)),
    screen("/log/audit", async (c) => {
      const frame = frameOf(deps, c);
      if (!frame.may("admin")) return FORBIDDEN;
      const before = Number(c.req.query("before"));
      const entries = await deps.audited(AUDIT_PAGE, Number.isSafeInteger(before) ? before : null);
      return answerScreen(c, <AuditPage frame={frame} entries={entries} />);
    }),
  ];
}

/** The lines that the address asks for: of a level or graver, of a module, with a text. */
function linesAsked(deps: AppDeps, c: Page) {
  const level = LOG_LEVELS.find((level) => level === c.req.query("level")) ?? "debug";
  const module = LOG_MODULES.find((module) => module === c.req.query("module")) ?? "";
  const text = (c.req.query("text") ?? "").trim().slice(0, TEXT_CHARACTERS_MAX);
  const all = deps.operations.recentLog();
  const lines = all.filter((line) =>
    LOG_LEVELS.indexOf(line.level) >= LOG_LEVELS.indexOf(level) &&
    (module === "" || line.module === module) &&
    line.text.toLowerCase().includes(text.toLowerCase())
  ).slice(0, SHOWN_MAX);
  const follow = c.req.query("follow") !== "no";
  return { frame: frameOf(deps, c), level, module, text, follow, lines, any: all.length > 0 };
}

const LOOKS: Readonly<Record<LogLevel, string>> = {
  debug: "badge dim",
  info: "badge dim",
  warn: "badge warn",
  error: "badge bad",
};

function LogTabs({ frame: { m, may }, at }: { frame: Frame; at: "log" | "audit" }) {
  const log = { href: "/log", text: m.logPage.events, isShown: at === "log" };
  const audit = { href: "/log/audit", text: m.logPage.audit, isShown: at === "audit" };
  return <Tabs tabs={may("admin") ? [log, audit] : [log]} />;
}

function LogPage(
  { frame, level, module, text, follow, lines, any }: ReturnType<typeof linesAsked>,
) {
  const { m } = frame;
  const words = m.logPage;
  const levels = new Map<string, string>(LOG_LEVELS.map((level) => [
    level,
    level === "debug" ? words.anyLevel : words.fromLevel({ level }),
  ]));
  return (
    <Layout frame={frame} title={m.log} everyMs={follow ? FOLLOW_MS : undefined}>
      <LogTabs frame={frame} at="log" />
      <form class="filter" method="get" action="/log" role="search">
        {choice("level", words.level, levels, { chosen: level })}
        {choice("module", words.module, named(LOG_MODULES), { chosen: module, any: m.all })}
        {field("text", words.text, { type: "search", value: text, maxlength: TEXT_CHARACTERS_MAX })}
        {choice("follow", words.follow, words.follows, { chosen: follow ? "yes" : "no" })}
        <button type="submit">{m.filter}</button>
        <a href="/log">{m.clear}</a>
      </form>
      <section id="lines" class="card" data-live={follow ? "" : undefined}>
        <Table
          caption={words.events}
          rows={lines}
          empty={any ? words.noMatch : words.none}
          columns={[
            { name: m.time, sort: "descending", cell: ({ atMs }) => frame.time(atMs) },
            { name: words.level, cell: ({ level }) => <span class={LOOKS[level]}>{level}</span> },
            { name: words.module, cell: ({ module }) => module },
            { name: words.text, kind: "wrap", cell: ({ text }) => <code>{text}</code> },
          ]}
        />
      </section>
    </Layout>
  );
}

function AuditPage({ frame, entries }: { frame: Frame; entries: readonly AuditEntry[] }) {
  const { m } = frame;
  const words = m.logPage;
  const last = entries.at(-1);
  const note = ({ fields: { by: _by, user: _user, from: _from, ...rest } }: AuditEntry) =>
    Object.entries(rest).map(([name, value]) => `${name}=${value}`).join(" ");
  return (
    <Layout frame={frame} title={words.audit}>
      <LogTabs frame={frame} at="audit" />
      <section class="card">
        <Table
          caption={words.audit}
          rows={entries}
          keyOf={({ number }) => `${number}`}
          empty={words.noAudit}
          columns={[
            { name: m.time, sort: "descending", cell: ({ atMs }) => frame.time(atMs) },
            { name: words.who, cell: ({ fields }) => fields.by ?? fields.user ?? "–" },
            { name: words.fromWhere, cell: ({ fields }) => fields.from ?? "–" },
            { name: m.what, cell: ({ event }) => event },
            { name: m.note, kind: "wrap", cell: note },
          ]}
        />
      </section>
      <p class="more">
        {last !== undefined && entries.length === AUDIT_PAGE && (
          <a rel="next" href={`/log/audit?before=${last.number}`}>{m.next}</a>
        )}
      </p>
    </Layout>
  );
}
