/**
 * `/reconciliation`: what was settled on some days, and the upload of a supplier's statement.
 *
 * @module
 */
import type { DaySum } from "../../lib/order_query.ts";
import { byChannel, byKind, type Sum, sumsCsv, total } from "../../lib/reconciliation/tables.ts";
import { isDay } from "../../lib/zone.ts";
import { choice, field, named } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Card } from "../components/parts.tsx";
import { shownMoney } from "../components/show.tsx";
import { type Column, Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { answerCsv, answerScreen, frameOf, messagesFor, type Page, screen } from "./page.ts";

/** Days whose sums are shown at a time. */
const DAYS_MAX = 31;
/** What a file with a statement may be. */
const STATEMENT_TYPES = ".csv,.txt,text/csv,text/plain";

/** The sums of days, as a screen and as a table. */
export function reconciliationCalls(deps: AppDeps): Call[] {
  return [
    screen("/reconciliation", (c) => showSums(deps, c)),
    screen("/reconciliation/sums.csv", async (c) => {
      const { from, to, isRead } = daysOf(deps, c);
      if (!isRead) return await showSums(deps, c);
      return answerCsv(c, `czdock-sums-${from}-${to}`, sumsCsv(await deps.daySums(from, to)));
    }),
  ];
}

/** Shows the sums of the days that the address asks for, else of today. @param problem what was wrong with what was asked for */
export async function showSums(
  deps: AppDeps,
  c: Page,
  problem: string | null = null,
  status: 404 | 422 = 422,
): Promise<Response> {
  const { from, to, isRead } = daysOf(deps, c);
  const text = problem ?? (isRead ? null : messagesFor(c).recon.tooLong({ days: DAYS_MAX }));
  const props = {
    frame: frameOf(deps, c, text === null ? null : { text }),
    from,
    to,
    isRead,
    sums: isRead ? await deps.daySums(from, to) : [],
    channels: deps.channels().map(({ name }) => name),
  };
  return answerScreen(c, <ReconciliationPage {...props} />, text === null ? 200 : status);
}

/** The days that the address asks for, else today. */
function daysOf({ zone, clock }: AppDeps, c: Page) {
  const today = zone.dayOf(clock.nowMs());
  const from = c.req.query("from") || today;
  const to = c.req.query("to") || today;
  const isRead = isDay(from) && isDay(to) && from <= to && zone.dayAfter(from, DAYS_MAX) > to;
  return { from, to, isRead };
}

/** What the screen shows. */
interface ReconciliationProps {
  readonly frame: Frame;
  /** Days, as `2026-11-23`, both included. */
  readonly from: string;
  readonly to: string;
  /** Whether the sums of these days can be shown. */
  readonly isRead: boolean;
  readonly sums: readonly DaySum[];
  readonly channels: readonly string[];
}

function ReconciliationPage(props: ReconciliationProps) {
  const { frame, from, to, isRead, sums } = props;
  const { m } = frame;
  return (
    <Layout frame={frame} title={m.reconciliation}>
      <form class="filter" method="get" action="/reconciliation">
        {day("from", `${m.recon.days} ${m.list.from}`, from)}
        {day("to", `${m.recon.days} ${m.list.to}`, to)}
        <button type="submit" class="main">{m.recon.show}</button>
        {sums.length > 0 && (
          <a href={`/reconciliation/sums.csv?from=${from}&to=${to}`} download>{m.exportCsv}</a>
        )}
      </form>
      {isRead && (
        <Card
          id="sums"
          title={from === to ? m.recon.sumsOfDay({ day: from }) : m.recon.sumsOfDays({ from, to })}
        >
          <p class="dim">{m.recon.help}</p>
          <Sums {...props} />
        </Card>
      )}
      {sums.length > 0 && (
        <Card id="channels" title={m.recon.byChannel}>
          <Table
            caption={m.recon.byChannel}
            rows={[
              ...byChannel(sums).map(([channel, sum]) => ({
                ...sum,
                name: channel || m.recon.none,
              })),
              { ...total(sums), name: m.recon.total },
            ]}
            columns={[{ name: m.channel, cell: ({ name }) => name }, ...sumColumns(frame)]}
          />
        </Card>
      )}
      <UploadForm {...props} />
    </Layout>
  );
}

function day(name: string, label: string, value: string) {
  return field(name, label, { type: "date", value, required: true });
}

function Sums({ sums, frame }: ReconciliationProps) {
  const { m } = frame;
  return (
    <Table
      caption={m.reconciliation}
      rows={byKind(sums)}
      empty={m.recon.empty}
      columns={[
        { name: m.recon.day, sort: "descending", cell: ({ day }) => day },
        { name: m.channel, cell: ({ channel }) => channel || m.recon.none },
        {
          name: m.list.chargeType,
          cell: ({ chargeType }) => m.chargeTypes[chargeType] ?? chargeType,
        },
        { name: m.result, cell: ({ retCode }) => m.retCodes[retCode] },
        ...sumColumns(frame),
      ]}
    />
  );
}

function sumColumns({ m: { recon, cost } }: Frame): Column<Sum>[] {
  return [
    { name: recon.count, kind: "num", cell: ({ count }) => count.toLocaleString("en") },
    { name: recon.cash, kind: "num", cell: ({ cash }) => shownMoney(cash) },
    { name: recon.done, kind: "num", cell: ({ done }) => shownMoney(done) },
    { name: cost, kind: "num", cell: ({ cost }) => shownMoney(cost) },
  ];
}

function UploadForm({ frame: { m }, to, channels }: ReconciliationProps) {
  const words = m.recon;
  return (
    <Card id="upload" title={words.upload}>
      <p class="dim">{words.uploadHelp}</p>
      <form
        class="row"
        method="post"
        action="/reconciliation/statements"
        enctype="multipart/form-data"
      >
        {day("day", words.day, to)}
        {choice("channel", m.channel, named(channels), { any: "", required: true })}
        {field("file", words.file, { type: "file", accept: STATEMENT_TYPES, required: true })}
        {choice("encoding", words.encoding, words.encodings)}
        {choice("amountIs", words.amountIs, words.amountKinds)}
        <button type="submit" class="main">{words.compare}</button>
      </form>
    </Card>
  );
}
