/**
 * `/reconciliation`: what was settled on some days, and the upload of a supplier's statement.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { DaySum } from "../../lib/order_query.ts";
import { byChannel, byKind, type Sum, total } from "../../lib/reconciliation/tables.ts";
import { Choice, Field } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Card } from "../components/parts.tsx";
import { shownMoney } from "../components/show.tsx";
import { type Column, Table } from "../components/table.tsx";

/** What the screen shows. */
export interface ReconciliationProps {
  readonly frame: Frame;
  /** Days, as `2026-11-23`, both included. */
  readonly from: string;
  readonly to: string;
  readonly sums: readonly DaySum[];
  readonly channels: readonly string[];
  /** What is wrong with what was asked for; `null` where nothing is. */
  readonly problem: string | null;
}

/** The screen at `/reconciliation`. */
export function ReconciliationPage(props: ReconciliationProps): JSX.Element {
  const { frame, from, to, sums, problem } = props;
  const { m } = frame;
  const told = problem === null ? null : { good: false, text: problem };
  return (
    <Layout frame={frame} title={m.reconciliation} told={told}>
      <form class="filter" method="get" action="/reconciliation">
        <Field
          label={`${m.recon.days} ${m.list.from}`}
          type="date"
          name="from"
          value={from}
          required
        />
        <Field label={`${m.recon.days} ${m.list.to}`} type="date" name="to" value={to} required />
        <button type="submit" class="main">{m.recon.show}</button>
        {sums.length > 0 && (
          <a href={`/reconciliation/sums.csv?from=${from}&to=${to}`} download>{m.exportCsv}</a>
        )}
      </form>
      <Card
        id="sums"
        title={from === to ? m.recon.sumsOfDay({ day: from }) : m.recon.sumsOfDays({ from, to })}
      >
        <p class="dim">{m.recon.help}</p>
        <Sums {...props} />
      </Card>
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

function Sums({ sums, frame }: ReconciliationProps): JSX.Element {
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

function UploadForm({ frame: { m }, to, channels }: ReconciliationProps): JSX.Element {
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
        <Field label={words.day} type="date" name="day" value={to} required />
        <Choice
          label={m.channel}
          name="channel"
          values={channels.map((name) => [name, name])}
          any=""
          required
        />
        <Field
          label={words.file}
          type="file"
          name="file"
          accept=".csv,.txt,text/csv,text/plain"
          required
        />
        <Choice label={words.encoding} name="encoding" values={Object.entries(words.encodings)} />
        <Choice
          label={words.amountIs}
          name="amountIs"
          values={Object.entries(words.amountKinds)}
        />
        <button type="submit" class="main">{words.compare}</button>
      </form>
    </Card>
  );
}
