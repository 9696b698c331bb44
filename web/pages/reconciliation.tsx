/**
 * `/reconciliation`: what was settled on some days, and the upload of a supplier's statement.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { DaySum } from "../../lib/order_query.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { shownMoney } from "../components/show.tsx";
import { Empty, Table, Told } from "../components/table.tsx";
import { byChannel, byKind, total } from "../../lib/reconciliation/tables.ts";
import type { Sum } from "../../lib/reconciliation/tables.ts";

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
  return (
    <Layout frame={frame} title={m.reconciliation}>
      {problem === null ? null : <Told good={false}>{problem}</Told>}
      <form class="filter" method="get" action="/reconciliation">
        <label>
          {`${m.recon.days} ${m.list.from}`}
          <input type="date" name="from" value={from} required />
        </label>
        <label>
          {`${m.recon.days} ${m.list.to}`}
          <input type="date" name="to" value={to} required />
        </label>
        <button type="submit" class="main">{m.recon.show}</button>
        {sums.length === 0
          ? null
          : <a href={`/reconciliation/sums.csv?from=${from}&to=${to}`} download>{m.exportCsv}</a>}
      </form>
      <section class="card" aria-labelledby="sums">
        <h2 id="sums">{m.recon.sumsOf(from, to)}</h2>
        <p class="dim">{m.recon.help}</p>
        {sums.length === 0 ? <Empty>{m.recon.empty}</Empty> : <Sums sums={sums} frame={frame} />}
      </section>
      {sums.length === 0 ? null : (
        <section class="card" aria-labelledby="channels">
          <h2 id="channels">{m.recon.byChannel}</h2>
          <Table
            caption={m.recon.byChannel}
            columns={[{ name: m.channel }, ...sumColumns(frame)]}
            rows={[
              ...byChannel(sums).map(([channel, sum]) => ({
                cells: [channel || m.recon.none, ...sumCells(sum)],
              })),
              { cells: [m.recon.total, ...sumCells(total(sums))] },
            ]}
          />
        </section>
      )}
      <UploadForm {...props} />
    </Layout>
  );
}

function Sums({ sums, frame }: { sums: readonly DaySum[]; frame: Frame }): JSX.Element {
  const { m } = frame;
  return (
    <Table
      caption={m.reconciliation}
      columns={[
        { name: m.recon.day, sort: "descending" },
        { name: m.channel },
        { name: m.list.chargeType },
        { name: m.result },
        ...sumColumns(frame),
      ]}
      rows={byKind(sums).map((sum) => ({
        cells: [
          sum.day,
          sum.channel || m.recon.none,
          m.chargeTypes[sum.chargeType] ?? sum.chargeType,
          m.retCodes[sum.retCode],
          ...sumCells(sum),
        ],
      }))}
    />
  );
}

function sumColumns({ m }: Frame) {
  const { count, cash, done, cost } = m.recon;
  return [count, cash, done, cost].map((name) => ({ name, kind: "num" as const }));
}

function sumCells({ count, cash, done, cost }: Sum): string[] {
  return [count.toLocaleString("en"), shownMoney(cash), shownMoney(done), shownMoney(cost)];
}

function UploadForm({ frame: { m }, to, channels }: ReconciliationProps): JSX.Element {
  return (
    <section class="card" aria-labelledby="upload">
      <h2 id="upload">{m.recon.upload}</h2>
      <p class="dim">{m.recon.uploadHelp}</p>
      <form
        class="row"
        method="post"
        action="/reconciliation/statements"
        enctype="multipart/form-data"
      >
        <label>
          {m.recon.day}
          <input type="date" name="day" value={to} required />
        </label>
        <label>
          {m.channel}
          <select name="channel" required>
            <option value="" />
            {channels.map((name) => <option value={name}>{name}</option>)}
          </select>
        </label>
        <label>
          {m.recon.file}
          <input type="file" name="file" accept=".csv,.txt,text/csv,text/plain" required />
        </label>
        <label>
          {m.recon.encoding}
          <select name="encoding">
            {Object.entries(m.recon.encodings).map(([value, text]) => (
              <option value={value}>{text}</option>
            ))}
          </select>
        </label>
        <label>
          {m.recon.amountIs}
          <select name="amountIs">
            {Object.entries(m.recon.amountKinds).map(([value, text]) => (
              <option value={value}>{text}</option>
            ))}
          </select>
        </label>
        <button type="submit" class="main">{m.recon.compare}</button>
      </form>
    </section>
  );
}
