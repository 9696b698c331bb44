/**
 * `/reconciliation`: the sums of days, and statements compared with our orders.
 *
 * @module
 */
import { readQuestion } from "../../lib/reconciliation/question.ts";
import { OURS_MAX, reconcile, type Reconciliation } from "../../lib/reconciliation/reconcile.ts";
import { STATEMENT_BYTES_MAX, STATEMENT_ROWS_MAX } from "../../lib/reconciliation/statement.ts";
import { differencesCsv, sumsCsv } from "../../lib/reconciliation/tables.ts";
import { Uploads } from "../../lib/reconciliation/uploads.ts";
import { isDay } from "../../lib/zone.ts";
import type { AppDeps } from "../deps.ts";
import { readForm } from "../form.ts";
import type { Messages } from "../messages/messages.ts";
import type { Call } from "../routes.ts";
import { ComparisonPage } from "./comparison.tsx";
import { answerScreen, form, frameOf, type Page, screen } from "./page.ts";
import { ReconciliationPage } from "./reconciliation.tsx";

/** Days whose sums are shown at a time. */
export const DAYS_MAX = 31;
/** Bytes of a form beside its file. */
const FORM_BYTES_MAX = 64 * 1024;
const MIB = 1024 * 1024;

/** The screens of reconciliation. */
export function reconciliationCalls(deps: AppDeps): Call[] {
  const uploads = new Uploads(deps.clock, () => crypto.randomUUID());
  const channels = () => deps.channels().map(({ name }) => name);

  const start = async (c: Page, problem: string | null, status: 200 | 404 | 422 = 422) => {
    const frame = frameOf(deps, c);
    const { from, to, isRead } = daysOf(deps, c);
    const sums = isRead ? await deps.daySums(from, to) : [];
    const told = problem ?? (isRead ? null : frame.m.recon.tooLong({ days: DAYS_MAX }));
    const props = { frame, from, to, sums, channels: channels(), problem: told };
    return answerScreen(c, <ReconciliationPage {...props} />, told === null ? 200 : status);
  };

  /** What the address asks for, compared; a text where it can't be asked. */
  const compared = async (c: Page, id: string) => {
    const { m } = frameOf(deps, c);
    const upload = uploads.get(id);
    if (upload === null) return m.recon.gone;
    const read = readQuestion(new URL(c.req.url).searchParams, channels(), deps.zone);
    if (!read.ok) return m.recon.problems[read.problem];
    const { question } = read;
    return { question, found: await reconcile(deps.orders, upload.bytes, question) };
  };
  const upload = async (c: Page) => {
    const { m } = frameOf(deps, c);
    const given = await readForm(c);
    const file = given.get("file");
    if (!(file instanceof File) || file.size === 0) {
      return await start(c, m.recon.problems.noFile);
    }
    if (file.size > STATEMENT_BYTES_MAX) {
      return await start(c, m.recon.problems.tooLarge({ mib: STATEMENT_BYTES_MAX / MIB }));
    }
    const params = new URLSearchParams();
    for (const name of ["day", "channel", "encoding", "amountIs"]) {
      const value = given.get(name);
      if (typeof value === "string") params.set(name, value);
    }
    const read = readQuestion(params, channels(), deps.zone);
    if (!read.ok) return await start(c, m.recon.problems[read.problem]);
    const id = uploads.keep(new Uint8Array(await file.arrayBuffer()));
    return c.redirect(`/reconciliation/statements/${id}?${params}`, 303);
  };
  return [
    screen("/reconciliation", (c) => start(c, null)),
    screen("/reconciliation/sums.csv", async (c) => {
      const { from, to, isRead } = daysOf(deps, c);
      if (!isRead) return await start(c, null);
      return csv(c, `czdock-sums-${from}-${to}`, sumsCsv(await deps.daySums(from, to)));
    }),
    form("/reconciliation/statements", [], upload, STATEMENT_BYTES_MAX + FORM_BYTES_MAX),
    screen("/reconciliation/statements/:id/differences.csv", async (c) => {
      const answer = await compared(c, c.req.param("id"));
      if (typeof answer === "string") return await start(c, answer, 404);
      const { question, found } = answer;
      if (found.kind !== "reconciled") {
        return await start(c, problemOf(found, frameOf(deps, c).m));
      }
      const { pairs } = found.reconciled;
      const name = `czdock-${question.channel}-differences`;
      return csv(c, name, differencesCsv(pairs, question.amountIs));
    }),
    screen("/reconciliation/statements/:id", async (c) => {
      const id = c.req.param("id");
      const answer = await compared(c, id);
      if (typeof answer === "string") return await start(c, answer, 404);
      const { question, found } = answer;
      const frame = frameOf(deps, c);
      const { search } = new URL(c.req.url);
      const reconciled = found.kind === "reconciled" ? found.reconciled : null;
      const problem = problemOf(found, frame.m);
      const unread = found.kind === "unread" ? found.why.heading ?? [] : [];
      const props = {
        frame,
        id,
        day: deps.zone.dayOf(question.fromMs),
        question,
        reconciled,
        heading: reconciled?.statement.heading ?? unread,
        columns: reconciled?.statement.columns ?? {},
        problem,
        exportPath: `/reconciliation/statements/${id}/differences.csv${search}`,
      };
      return answerScreen(c, <ComparisonPage {...props} />, problem === null ? 200 : 422);
    }),
  ];
}

/** The days that the address asks for, else today. */
function daysOf({ zone, clock }: AppDeps, c: Page) {
  const today = zone.dayOf(clock.nowMs());
  const from = c.req.query("from") || today;
  const to = c.req.query("to") || today;
  const isRead = isDay(from) && isDay(to) && from <= to && zone.dayAfter(from, DAYS_MAX) > to;
  return { from, to, isRead };
}

function problemOf(found: Reconciliation, { recon: { problems } }: Messages): string | null {
  if (found.kind === "reconciled") return null;
  if (found.kind === "tooManyOrders") return problems.tooManyOrders({ max: OURS_MAX });
  const { problem, line = 0 } = found.why;
  switch (problem) {
    case "tooManyRows":
      return problems.tooManyRows({ max: STATEMENT_ROWS_MAX });
    case "openQuote":
      return problems.openQuote({ line });
    default:
      return problems[problem];
  }
}

function csv(c: Page, name: string, text: string): Response {
  c.header("Content-Type", "text/csv; charset=utf-8");
  // A channel's name may have characters that a header can't.
  c.header("Content-Disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}.csv`);
  return c.body(text);
}
