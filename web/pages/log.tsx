/**
 * `/log`: the last lines of the log, and for administrators who did what.
 *
 * @module
 */
import { Hono } from "hono";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { AuditEntry } from "../../lib/audit.ts";
import { LOG_LEVELS, LOG_MODULES } from "../../lib/log.ts";
import type { LogLevel, LogLine } from "../../lib/log.ts";
import type { WebEnv } from "../auth.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { Time } from "../components/show.tsx";
import { Empty, Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../routes.ts";
import { answerScreen, forbidden, frameOf } from "./page.ts";

/** Lines shown. */
const SHOWN_MAX = 300;
/** How often a log that is followed is looked at, in milliseconds. */
const FOLLOW_MS = 2000;
/** Entries of a page of what was done. */
const AUDIT_PAGE = 100;
const TEXT_CHARACTERS_MAX = 100;

/** The screens at `/log` and `/log/audit`. */
export function logRoutes(deps: AppDeps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get("/log", (c) => {
    const asked = {
      level: LOG_LEVELS.find((level) => level === c.req.query("level")) ?? "debug",
      module: LOG_MODULES.find((module) => module === c.req.query("module")) ?? "",
      text: (c.req.query("text") ?? "").trim().slice(0, TEXT_CHARACTERS_MAX),
      follow: c.req.query("follow") !== "no",
    };
    const all = deps.operations.recentLog();
    const props = {
      frame: frameOf(deps, c),
      lines: fitting(all, asked),
      asked,
      any: all.length > 0,
    };
    return answerScreen(c, <LogPage {...props} />);
  });
  routes.all("/log", methodNotAllowed("GET, HEAD"));
  routes.get("/log/audit", async (c) => {
    const frame = frameOf(deps, c);
    if (!frame.may("admin")) return forbidden(c);
    const before = Number(c.req.query("before"));
    const entries = await deps.audited(AUDIT_PAGE, Number.isSafeInteger(before) ? before : null);
    return answerScreen(c, <AuditPage frame={frame} entries={entries} />);
  });
  routes.all("/log/audit", methodNotAllowed("GET, HEAD"));
  return routes;
}

interface Asked {
  /** This grave, or graver. */
  readonly level: LogLevel;
  readonly module: string;
  readonly text: string;
  readonly follow: boolean;
}

function fitting(lines: readonly LogLine[], { level, module, text }: Asked): LogLine[] {
  const least = LOG_LEVELS.indexOf(level);
  const wanted = text.toLowerCase();
  const found: LogLine[] = [];
  for (const line of lines) {
    if (found.length === SHOWN_MAX) break;
    if (LOG_LEVELS.indexOf(line.level) < least) continue;
    if (module !== "" && line.module !== module) continue;
    if (wanted === "" || line.text.toLowerCase().includes(wanted)) found.push(line);
  }
  return found;
}

const LOOKS: Readonly<Record<LogLevel, string>> = {
  debug: "badge dim",
  info: "badge dim",
  warn: "badge warn",
  error: "badge bad",
};

function Tabs({ frame: { m, may }, at }: { frame: Frame; at: "log" | "audit" }): JSX.Element {
  return (
    <ul class="tabs">
      <li>
        <a href="/log" aria-current={at === "log" ? "page" : undefined}>{m.logPage.events}</a>
      </li>
      {may("admin")
        ? (
          <li>
            <a href="/log/audit" aria-current={at === "audit" ? "page" : undefined}>
              {m.logPage.audit}
            </a>
          </li>
        )
        : null}
    </ul>
  );
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
  return (
    <Layout frame={frame} title={m.log} everyMs={asked.follow ? FOLLOW_MS : undefined}>
      <Tabs frame={frame} at="log" />
      <form class="filter" method="get" action="/log" role="search">
        <label>
          {words.level}
          <select name="level">
            {LOG_LEVELS.map((level) => (
              <option value={level} selected={level === asked.level}>{words.from(level)}</option>
            ))}
          </select>
        </label>
        <label>
          {words.module}
          <select name="module">
            <option value="">{m.all}</option>
            {LOG_MODULES.map((name) => (
              <option value={name} selected={name === asked.module}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          {words.text}
          <input type="search" name="text" value={asked.text} maxlength={TEXT_CHARACTERS_MAX} />
        </label>
        <label>
          {words.follow}
          <select name="follow">
            <option value="yes" selected={asked.follow}>{words.followOn}</option>
            <option value="no" selected={!asked.follow}>{words.followOff}</option>
          </select>
        </label>
        <button type="submit">{m.filter}</button>
        <a href="/log">{m.clear}</a>
      </form>
      <section id="lines" class="card log" data-live={asked.follow ? "" : undefined}>
        {lines.length === 0 ? <Empty>{any ? words.noMatch : words.none}</Empty> : (
          <Table
            caption={words.events}
            columns={[
              { name: m.time, sort: "descending" },
              { name: words.level },
              { name: words.module },
              { name: words.text, kind: "wrap" },
            ]}
            rows={lines.map(({ atMs, level, module, text }) => ({
              cells: [
                <Time atMs={atMs} frame={frame} />,
                <span class={LOOKS[level]}>{level}</span>,
                module,
                <code>{text}</code>,
              ],
            }))}
          />
        )}
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
  return (
    <Layout frame={frame} title={words.audit}>
      <Tabs frame={frame} at="audit" />
      <section class="card">
        {entries.length === 0 ? <Empty>{words.noAudit}</Empty> : (
          <Table
            caption={words.audit}
            columns={[
              { name: m.time, sort: "descending" },
              { name: words.who },
              { name: words.fromWhere },
              { name: m.what },
              { name: m.note, kind: "wrap" },
            ]}
            rows={entries.map(({ number, atMs, event, fields }) => {
              const { by, user, from, ...rest } = fields;
              return {
                key: `${number}`,
                cells: [
                  <Time atMs={atMs} frame={frame} />,
                  by ?? user ?? "–",
                  from ?? "–",
                  event,
                  Object.entries(rest).map(([name, value]) => `${name}=${value}`).join(" "),
                ],
              };
            })}
          />
        )}
      </section>
      <p class="more">
        {last === undefined || entries.length < AUDIT_PAGE
          ? null
          : <a rel="next" href={`/log/audit?before=${last.number}`}>{m.next}</a>}
      </p>
    </Layout>
  );
}
