/**
 * `/log`: the last lines of the log, and for administrators who did what.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { AuditEntry } from "../../lib/audit_entry.ts";
import { LOG_LEVELS, LOG_MODULES, type LogLevel, type LogLine } from "../../lib/log.ts";
import { Choice, Field } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Tabs } from "../components/parts.tsx";
import { Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { answerScreen, FORBIDDEN, frameOf, screen } from "./page.ts";

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
    screen("/log", (c) => {
      const asked = {
        level: LOG_LEVELS.find((level) => level === c.req.query("level")) ?? "debug",
        module: LOG_MODULES.find((module) => module === c.req.query("module")) ?? "",
        text: (c.req.query("text") ?? "").trim().slice(0, TEXT_CHARACTERS_MAX),
        follow: c.req.query("follow") !== "no",
      };
      const all = deps.operations.recentLog();
      const lines = all.filter((line) => fits(line, asked)).slice(0, SHOWN_MAX);
      const props = { frame: frameOf(deps, c), lines, asked, any: all.length > 0 };
      return answerScreen(c, <LogPage {...props} />);
    }),
    screen("/log/audit", async (c) => {
      const frame = frameOf(deps, c);
      if (!frame.may("admin")) return FORBIDDEN;
      const before = Number(c.req.query("before"));
      const entries = await deps.audited(AUDIT_PAGE, Number.isSafeInteger(before) ? before : null);
      return answerScreen(c, <AuditPage frame={frame} entries={entries} />);
    }),
  ];
}

interface Asked {
  /** This grave, or graver. */
  readonly level: LogLevel;
  readonly module: string;
  readonly text: string;
  readonly follow: boolean;
}

function fits(line: LogLine, { level, module, text }: Asked): boolean {
  return LOG_LEVELS.indexOf(line.level) >= LOG_LEVELS.indexOf(level) &&
    (module === "" || line.module === module) &&
    line.text.toLowerCase().includes(text.toLowerCase());
}

const LOOKS: Readonly<Record<LogLevel, string>> = {
  debug: "badge dim",
  info: "badge dim",
  warn: "badge warn",
  error: "badge bad",
};

function LogTabs({ frame: { m, may }, at }: { frame: Frame; at: "log" | "audit" }): JSX.Element {
  const log = { href: "/log", text: m.logPage.events, isShown: at === "log" };
  const audit = { href: "/log/audit", text: m.logPage.audit, isShown: at === "audit" };
  return <Tabs tabs={may("admin") ? [log, audit] : [log]} />;
}

function LogPage(
  { frame, lines, asked, any }: {
    frame: Frame;
    lines: readonly LogLine[];
    asked: Asked;
    any: boolean;
  },
): JSX.Element {
  const { m } = frame;
  const words = m.logPage;
  const { level, module, text, follow } = asked;
  return (
    <Layout frame={frame} title={m.log} everyMs={follow ? FOLLOW_MS : undefined}>
      <LogTabs frame={frame} at="log" />
      <form class="filter" method="get" action="/log" role="search">
        <Choice
          label={words.level}
          name="level"
          values={LOG_LEVELS.map((
            one,
          ) => [one, one === "debug" ? words.anyLevel : words.fromLevel({ level: one })])}
          chosen={level}
        />
        <Choice
          label={words.module}
          name="module"
          values={LOG_MODULES.map((one) => [one, one])}
          chosen={module}
          any={m.all}
        />
        <Field
          label={words.text}
          type="search"
          name="text"
          value={text}
          maxlength={TEXT_CHARACTERS_MAX}
        />
        <Choice
          label={words.follow}
          name="follow"
          values={[["yes", words.followOn], ["no", words.followOff]]}
          chosen={follow ? "yes" : "no"}
        />
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

function AuditPage(
  { frame, entries }: { frame: Frame; entries: readonly AuditEntry[] },
): JSX.Element {
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
