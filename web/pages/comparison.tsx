/**
 * `/reconciliation/statements/ID`: a supplier's statement beside our orders.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { amountOf, type Pair } from "../../lib/reconciliation/compare.ts";
import type { Question, Reconciled } from "../../lib/reconciliation/reconcile.ts";
import { COLUMNS, type Columns } from "../../lib/reconciliation/statement.ts";
import { differing } from "../../lib/reconciliation/tables.ts";
import { Choice, Hidden } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Card, Told } from "../components/parts.tsx";
import { orderPath, shownMoney } from "../components/show.tsx";
import { Table } from "../components/table.tsx";

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
    <Layout
      frame={frame}
      title={`${m.recon.result} · ${question.channel} · ${day}`}
      told={problem === null ? null : { good: false, text: problem }}
    >
      {reconciled !== null && (
        <>
          <Sums frame={frame} reconciled={reconciled} />
          <Differences {...props} differences={differing(reconciled.pairs)} />
        </>
      )}
      {heading.length > 0 && <ColumnsForm {...props} />}
      <p class="more">
        <a href="/reconciliation">{m.reconciliation}</a>
      </p>
    </Layout>
  );
}

function Sums(
  { frame: { m }, reconciled }: { frame: Frame; reconciled: Reconciled },
): JSX.Element {
  const { sums, pairs, otherDay } = reconciled;
  const words = m.recon;
  return (
    <Card id="sums" title={words.result}>
      {differing(pairs).length === 0 && <Told told={{ good: true, text: words.allMatch }} />}
      <Table
        caption={words.result}
        rows={sums}
        columns={[
          { name: words.verdict, cell: ({ verdict }) => words.verdicts[verdict] },
          { name: words.count, kind: "num", cell: ({ count }) => count.toLocaleString("en") },
          { name: words.ours, kind: "num", cell: ({ ours }) => shownMoney(ours) },
          { name: words.theirs, kind: "num", cell: ({ theirs }) => shownMoney(theirs) },
        ]}
      />
      {otherDay > 0 && <p class="dim">{words.otherDay({ count: otherDay })}</p>}
    </Card>
  );
}

function Differences(
  { differences, frame: { m }, question, exportPath }: ComparisonProps & {
    differences: readonly Pair[];
  },
): JSX.Element {
  const words = m.recon;
  const { columns } = words;
  const number = ({ ours, theirs }: Pair) =>
    ours === null ? theirs?.number ?? "" : <a href={orderPath(ours)}>{ours.chargeId}</a>;
  const ourAmount = ({ ours }: Pair) =>
    ours === null ? "–" : shownMoney(amountOf(ours, question.amountIs));
  const theirAmount = ({ theirs }: Pair) =>
    theirs === null || theirs.amount === null ? "–" : shownMoney(theirs.amount);
  const theySaid = ({ theirs }: Pair) =>
    theirs === null ? "–" : theirs.saidText || words.said[theirs.said];
  return (
    <Card id="differences" title={`${words.differences} ${differences.length}`}>
      <Table
        caption={words.differences}
        rows={differences.slice(0, SHOWN_MAX)}
        empty={words.allMatch}
        columns={[
          { name: words.verdict, cell: ({ verdict }) => words.verdicts[verdict] },
          { name: columns.number, cell: number },
          { name: columns.ref, cell: ({ ours, theirs }) => ours?.ref ?? theirs?.ref ?? "" },
          {
            name: columns.account,
            cell: ({ ours, theirs }) => ours?.account ?? theirs?.account ?? "",
          },
          { name: words.ours, kind: "num", cell: ourAmount },
          { name: words.theirs, kind: "num", cell: theirAmount },
          { name: words.oursSaid, cell: ({ ours }) => ours === null ? "–" : words.said[ours.said] },
          { name: words.theirsSaid, cell: theySaid },
          { name: words.row, kind: "num", cell: ({ theirs }) => theirs?.row ?? "–" },
        ]}
      />
      {differences.length > 0 && (
        <p class="more">
          {differences.length > SHOWN_MAX && (
            <span>{words.firstOnly({ shown: SHOWN_MAX, all: differences.length })}</span>
          )}
          <a href={exportPath} download>{words.exportDifferences}</a>
        </p>
      )}
    </Card>
  );
}

/** Which column says what: as it was found out, to be set right. */
function ColumnsForm(
  { frame: { m }, id, day, question, heading, columns }: ComparisonProps,
): JSX.Element {
  const { channel, encoding, amountIs } = question;
  const words = m.recon;
  const places: [number, string][] = [
    [-1, words.noColumn],
    ...heading.map((name, at): [number, string] => [at, name || `#${at + 1}`]),
  ];
  return (
    <Card id="columns" title={words.again}>
      <p class="dim">{words.columnsHelp}</p>
      <form class="row" method="get" action={`/reconciliation/statements/${id}`}>
        <Hidden fields={{ day, channel, encoding: encoding ?? "auto" }} />
        {COLUMNS.map((column) => (
          <Choice
            label={words.columns[column]}
            name={column}
            values={places}
            chosen={columns[column]}
          />
        ))}
        <Choice
          label={words.amountIs}
          name="amountIs"
          values={Object.entries(words.amountKinds)}
          chosen={amountIs}
        />
        <button type="submit" class="main">{words.compare}</button>
      </form>
    </Card>
  );
}
