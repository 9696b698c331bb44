/**
 * `/reconciliation/statements/ID`: a supplier's statement beside our orders.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { shownMoney } from "../components/show.tsx";
import { Empty, Table, Told } from "../components/table.tsx";
import { amountOf } from "../../lib/reconciliation/compare.ts";
import type { Pair } from "../../lib/reconciliation/compare.ts";
import type { Question, Reconciled } from "../../lib/reconciliation/reconcile.ts";
import { COLUMNS } from "../../lib/reconciliation/statement.ts";
import type { Columns } from "../../lib/reconciliation/statement.ts";
import { differing } from "../../lib/reconciliation/tables.ts";

/** Differences that the screen shows. */
export const SHOWN_MAX = 200;

/** What the screen shows. */
export interface ComparisonProps {
  readonly frame: Frame;
  readonly id: string;
  readonly day: string;
  readonly question: Question;
  /** `null` where it can't be compared. */
  readonly reconciled: Reconciled | null;
  /** The names of the statement's columns, as far as it could be read. */
  readonly heading: readonly string[];
  readonly columns: Columns;
  readonly problem: string | null;
  /** Where the differences are as a table. */
  readonly exportPath: string;
}

/** The screen of a comparison. */
export function ComparisonPage(props: ComparisonProps): JSX.Element {
  const { frame, day, question, reconciled, heading, problem } = props;
  const { m } = frame;
  return (
    <Layout frame={frame} title={`${m.recon.result} · ${question.channel} · ${day}`}>
      {problem === null ? null : <Told good={false}>{problem}</Told>}
      {reconciled === null ? null : <Result {...props} reconciled={reconciled} />}
      {heading.length === 0 ? null : <ColumnsForm {...props} />}
      <p class="more">
        <a href="/reconciliation">{m.reconciliation}</a>
      </p>
    </Layout>
  );
}

function Result(
  { frame, reconciled, question, exportPath }: ComparisonProps & { reconciled: Reconciled },
): JSX.Element {
  const { m } = frame;
  const { sums, pairs, otherDay } = reconciled;
  const differences = differing(pairs);
  return (
    <>
      <section class="card" aria-labelledby="sums">
        <h2 id="sums">{m.recon.result}</h2>
        {differences.length === 0 ? <Told good>{m.recon.allMatch}</Told> : null}
        <Table
          caption={m.recon.result}
          columns={[
            { name: m.recon.verdict },
            { name: m.recon.count, kind: "num" },
            { name: m.recon.ours, kind: "num" },
            { name: m.recon.theirs, kind: "num" },
          ]}
          rows={sums.map(({ verdict, count, ours, theirs }) => ({
            cells: [
              m.recon.verdicts[verdict],
              count.toLocaleString("en"),
              shownMoney(ours),
              shownMoney(theirs),
            ],
          }))}
        />
        {otherDay === 0 ? null : <p class="dim">{m.recon.otherDay(otherDay)}</p>}
      </section>
      <section class="card" aria-labelledby="differences">
        <h2 id="differences">{`${m.recon.differences} ${differences.length}`}</h2>
        {differences.length === 0
          ? <Empty>{m.recon.allMatch}</Empty>
          : <Differences differences={differences} frame={frame} question={question} />}
        {differences.length === 0 ? null : (
          <p class="more">
            {differences.length > SHOWN_MAX
              ? <span>{m.recon.firstOnly(SHOWN_MAX, differences.length)}</span>
              : null}
            <a href={exportPath} download>{m.recon.exportDifferences}</a>
          </p>
        )}
      </section>
    </>
  );
}

function Differences(
  { differences, frame: { m }, question }: {
    differences: readonly Pair[];
    frame: Frame;
    question: Question;
  },
): JSX.Element {
  return (
    <Table
      caption={m.recon.differences}
      columns={[
        { name: m.recon.verdict },
        { name: m.recon.columns.number },
        { name: m.recon.columns.ref },
        { name: m.recon.columns.account },
        { name: m.recon.ours, kind: "num" },
        { name: m.recon.theirs, kind: "num" },
        { name: m.recon.oursSaid },
        { name: m.recon.theirsSaid },
        { name: m.recon.row, kind: "num" },
      ]}
      rows={differences.slice(0, SHOWN_MAX).map(({ verdict, ours, theirs }) => ({
        cells: [
          m.recon.verdicts[verdict],
          ours === null ? theirs?.number ?? "" : (
            <a
              href={`/orders/${encodeURIComponent(ours.server)}/${
                encodeURIComponent(ours.chargeId)
              }`}
            >
              {ours.chargeId}
            </a>
          ),
          ours?.ref ?? theirs?.ref ?? "",
          ours?.account ?? theirs?.account ?? "",
          ours === null ? "–" : shownMoney(amountOf(ours, question.amountIs)),
          theirs === null || theirs.amount === null ? "–" : shownMoney(theirs.amount),
          ours === null ? "–" : m.recon.said[ours.said],
          theirs === null ? "–" : theirs.saidText || m.recon.said[theirs.said],
          theirs === null ? "–" : String(theirs.row),
        ],
      }))}
    />
  );
}

/** Which column says what: as it was found out, to be set right. */
function ColumnsForm(
  { frame: { m }, id, day, question, heading, columns }: ComparisonProps,
): JSX.Element {
  const { channel, encoding, amountIs } = question;
  return (
    <section class="card" aria-labelledby="columns">
      <h2 id="columns">{m.recon.again}</h2>
      <p class="dim">{m.recon.columnsHelp}</p>
      <form class="row" method="get" action={`/reconciliation/statements/${id}`}>
        <input type="hidden" name="day" value={day} />
        <input type="hidden" name="channel" value={channel} />
        <input type="hidden" name="encoding" value={encoding ?? "auto"} />
        {COLUMNS.map((column) => (
          <label>
            {m.recon.columns[column]}
            <select name={column}>
              <option value="-1">{m.recon.noColumn}</option>
              {heading.map((name, at) => (
                <option value={at} selected={columns[column] === at}>{name || `#${at + 1}`}</option>
              ))}
            </select>
          </label>
        ))}
        <label>
          {m.recon.amountIs}
          <select name="amountIs">
            {(["cash", "cost"] as const).map((value) => (
              <option value={value} selected={value === amountIs}>
                {m.recon.amountKinds[value]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="main">{m.recon.compare}</button>
      </form>
    </section>
  );
}
