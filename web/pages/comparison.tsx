/**
 * `/reconciliation/statements/ID`: a supplier's statement beside our orders.
 *
 * @module
 */
import { amountOf, type Pair } from "../../lib/reconciliation/compare.ts";
import { readQuestion } from "../../lib/reconciliation/question.ts";
import {
  OURS_MAX,
  type Question,
  reconcile,
  type Reconciled,
  type Reconciliation,
} from "../../lib/reconciliation/reconcile.ts";
import {
  COLUMNS,
  type Columns,
  STATEMENT_BYTES_MAX,
  STATEMENT_ROWS_MAX,
} from "../../lib/reconciliation/statement.ts";
import { differencesCsv, differing } from "../../lib/reconciliation/tables.ts";
import { Uploads } from "../../lib/reconciliation/uploads.ts";
import { choice, Hidden } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Card, Told } from "../components/parts.tsx";
import { orderPath, shownMoney } from "../components/show.tsx";
import { Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import { readForm } from "../form.ts";
import type { Messages } from "../messages/messages.ts";
import type { Call } from "../routes.ts";
import { answerCsv, answerScreen, form, frameOf, messagesFor, type Page, screen } from "./page.ts";
import { showSums } from "./reconciliation.tsx";

/** Differences that the screen shows. */
const SHOWN_MAX = 200;
/** Bytes of a form beside its file. */
const FORM_BYTES_MAX = 64 * 1024;
const MIB = 1024 * 1024;

const UPLOADED = "/reconciliation/statements";

/** The upload of a statement, and the screens of its comparison. */
export function comparisonCalls(deps: AppDeps): Call[] {
  const uploads = new Uploads(deps.clock, () => crypto.randomUUID());
  const questionOf = (params: URLSearchParams) =>
    readQuestion(params, deps.channels().map(({ name }) => name), deps.zone);
  /** Shows what the address asks for, compared; where it can't be asked, why. */
  const compared = async (
    c: Page,
    id: string,
    show: (question: Question, found: Reconciliation) => Response | Promise<Response>,
  ) => {
    const { recon } = messagesFor(c);
    const upload = uploads.get(id);
    if (upload === null) return showSums(deps, c, recon.gone, 404);
    const read = questionOf(new URL(c.req.url).searchParams);
    if (!read.ok) return showSums(deps, c, recon.problems[read.problem], 404);
    return show(read.question, await reconcile(deps.orders, upload.bytes, read.question));
  };
  return [
    form(UPLOADED, [], async (c) => {
      const { problems } = messagesFor(c).recon;
      const given = await readForm(c);
      const file = given.get("file");
      if (!(file instanceof File) || file.size === 0) return showSums(deps, c, problems.noFile);
      if (file.size > STATEMENT_BYTES_MAX) {
        return showSums(deps, c, problems.tooLarge({ mib: STATEMENT_BYTES_MAX / MIB }));
      }
      const params = new URLSearchParams();
      for (const name of ["day", "channel", "encoding", "amountIs"]) {
        const value = given.get(name);
        if (typeof value === "string") params.set(name, value);
      }
      const read = questionOf(params);
      if (!read.ok) return showSums(deps, c, problems[read.problem]);
      const id = uploads.keep(new Uint8Array(await file.arrayBuffer()));
      return c.redirect(`${UPLOADED}/${id}?${params}`, 303);
    }, STATEMENT_BYTES_MAX + FORM_BYTES_MAX),
    screen(
      `${UPLOADED}/:id/differences.csv`,
      (c) =>
        compared(c, c.req.param("id"), (question, found) => {
          if (found.kind !== "reconciled") {
            return showSums(deps, c, problemOf(found, messagesFor(c)));
          }
          const name = `czdock-${question.channel}-differences`;
          return answerCsv(c, name, differencesCsv(found.reconciled.pairs, question.amountIs));
        }),
    ),
    screen(`${UPLOADED}/:id`, (c) =>
      compared(c, c.req.param("id"), (question, found) => {
        const text = problemOf(found, messagesFor(c));
        const frame = frameOf(deps, c, text === null ? null : { text });
        const props = { frame, day: deps.zone.dayOf(question.fromMs), question, found };
        return answerScreen(c, <ComparisonPage {...props} />, text === null ? 200 : 422);
      })),
  ];
}

function problemOf(found: Reconciliation, { recon: { problems } }: Messages): string | null {
  if (found.kind === "reconciled") return null;
  if (found.kind === "tooManyOrders") return problems.tooManyOrders({ max: OURS_MAX });
  const { problem, line = 0 } = found.why;
  const said = problems[problem];
  return typeof said === "string" ? said : said({ max: STATEMENT_ROWS_MAX, line });
}

/** What the screen shows. */
interface ComparisonProps {
  readonly frame: Frame;
  readonly day: string;
  readonly question: Question;
  readonly found: Reconciliation;
}

function ComparisonPage(props: ComparisonProps) {
  const { frame, day, question, found } = props;
  const { m } = frame;
  const reconciled = found.kind === "reconciled" ? found.reconciled : null;
  return (
    <Layout frame={frame} title={`${m.recon.result} · ${question.channel} · ${day}`}>
      {reconciled !== null && (
        <>
          <Sums frame={frame} reconciled={reconciled} />
          <Differences {...props} differences={differing(reconciled.pairs)} />
        </>
      )}
      <ColumnsForm {...props} />
      <p class="more">
        <a href="/reconciliation">{m.reconciliation}</a>
      </p>
    </Layout>
  );
}

function Sums({ frame: { m }, reconciled }: { frame: Frame; reconciled: Reconciled }) {
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
  { differences, frame: { m, here }, question }: ComparisonProps & {
    differences: readonly Pair[];
  },
) {
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
          <a href={here.replace(/(?=\?)/, "/differences.csv")} download>
            {words.exportDifferences}
          </a>
        </p>
      )}
    </Card>
  );
}

/** Which column says what: as it was found out, to be set right; nothing where the heading could not be read. */
function ColumnsForm({ frame: { m, here }, day, question, found }: ComparisonProps) {
  const { channel, encoding, amountIs } = question;
  const statement: { heading?: readonly string[]; columns?: Columns } = found.kind === "reconciled"
    ? found.reconciled.statement
    : found.kind === "unread"
    ? found.why
    : {};
  const { heading = [], columns = {} } = statement;
  if (heading.length === 0) return null;
  const words = m.recon;
  const places = new Map<string, string>([
    ["-1", words.noColumn],
    ...heading.map((name, at): [string, string] => [`${at}`, name || `#${at + 1}`]),
  ]);
  return (
    <Card id="columns" title={words.again}>
      <p class="dim">{words.columnsHelp}</p>
      <form class="row" method="get" action={here.split("?")[0]}>
        <Hidden fields={{ day, channel, encoding: encoding ?? "auto" }} />
        {COLUMNS.map((column) =>
          choice(column, words.columns[column], places, { chosen: `${columns[column]}` })
        )}
        {choice("amountIs", words.amountIs, words.amountKinds, { chosen: amountIs })}
        <button type="submit" class="main">{words.compare}</button>
      </form>
    </Card>
  );
}
