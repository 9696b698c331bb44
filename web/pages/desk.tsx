/**
 * `/desk`: the orders that a person does, the oldest first, and who takes them on.
 *
 * @module
 */
import { formatMoney } from "../../lib/money.ts";
import type { ClaimAnswer } from "../../lib/operator.ts";
import { idOf, idText, type OrderId, type Processing } from "../../lib/order.ts";
import { audited } from "../auth.ts";
import { Act } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Empty, type Fact, Facts, Tabs } from "../components/parts.tsx";
import { SettleForm } from "../components/settlement.tsx";
import { nameOf, orderPath, relativeTime, shownMoney } from "../components/show.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { fieldsOf, form, messagesFor, type Page, screen, showing } from "./page.ts";

/** Orders that the desk shows at most: each has its form. */
export const DESK_MAX = 100;

/** Whose orders are shown. */
const SHOWS = ["all", "mine", "free"] as const;

/** The screen at `/desk`, and what its forms do. */
export function deskCalls(deps: AppDeps): Call[] {
  const { operator } = deps;
  const show = showing(deps, (frame, c) => {
    const show = SHOWS.find((one) => one === c.req.query("show")) ?? "all";
    return <DeskPage frame={frame} show={show} {...deps.desk(DESK_MAX)} />;
  });
  const came = (
    c: Page,
    what: "claim" | "release",
    { server, chargeId }: OrderId,
    force: boolean,
    outcome: ClaimAnswer,
  ) => {
    audited(deps, c, what, { server, chargeId, force, outcome });
    const done = { claim: "claimed", release: "released" }[what];
    if (outcome === "done") return c.redirect(`/desk?done=${done}`, 303);
    return show(c, { text: messagesFor(c).refused[outcome] }, 409);
  };
  return [
    screen("/desk", show),
    form("/desk/:server/:chargeId/claim", ["settle"], async (c) => {
      const id = c.req.param();
      return came(c, "claim", id, false, await operator.claim(id, c.get("principal").by));
    }),
    form("/desk/:server/:chargeId/release", ["settle"], async (c) => {
      const id = c.req.param();
      const force = (await fieldsOf(c)).force === "yes";
      const { by } = c.get("principal");
      const outcome = await (force ? operator.takeBack(id, by) : operator.release(id, by));
      return came(c, "release", id, force, outcome);
    }),
  ];
}

function DeskPage(
  { frame, orders, count, show }: {
    frame: Frame;
    /** Those that are shown, of `count` in all. */
    orders: readonly Processing[];
    count: number;
    show: (typeof SHOWS)[number];
  },
) {
  const { m, by } = frame;
  const shown = orders.filter(({ claim }) =>
    show === "all" || (show === "free" ? claim === null : claim?.by === by)
  );
  return (
    <Layout frame={frame} title={m.desk}>
      <Tabs
        tabs={SHOWS.map((one) => ({
          href: one === "all" ? "/desk" : `/desk?show=${one}`,
          text: m.deskPage.filter[one],
          isShown: one === show,
        }))}
      />
      <div id="desk" data-live>
        {shown.length > 0 ? <p class="dim">{m.deskPage.help}</p> : (
          <div class="card">
            <Empty>{count === 0 ? m.deskEmpty : m.noMatch}</Empty>
          </div>
        )}
        {count > orders.length && <p class="told">{m.deskPage.tooMany({ shown: orders.length })}
        </p>}
        <ol class="plain-list" aria-label={m.desk}>
          {shown.map((order) => <DeskItem order={order} frame={frame} />)}
        </ol>
      </div>
    </Layout>
  );
}

function DeskItem({ order, frame }: { order: Processing; frame: Frame }) {
  const { m, nowMs, by } = frame;
  const { server, fields, claim } = order;
  const isMine = claim?.by === by;
  const copy = (text: string, label: string) => (
    <button type="button" class="small" data-copy={text} hidden data-script>{label}</button>
  );
  const facts: Fact[] = [
    [m.chargeId, <a href={orderPath(idOf(order))}>{fields.chargeId}</a>],
    [m.list.chargeType, m.chargeTypes[fields.chargeType] ?? fields.chargeType],
    [m.deskPage.area, fields.nbrArea],
    [m.deskPage.quantity, fields.amount === 1 ? "" : fields.amount],
    [m.deskPage.card, fields.cardSn],
    [m.server, server],
    [m.channel, order.channel],
    [m.receivedAt, frame.time(order.receivedAtMs)],
  ];
  return (
    <li
      class={`card desk ${isMine ? "mine" : ""}`}
      data-key={idText(server, fields.chargeId)}
      data-item
      tabindex={-1}
      aria-label={`${fields.chargeAcct} ${shownMoney(fields.chargeCash)}`}
    >
      <div class="figures">
        <p>
          <span class="dim">{m.account}</span>
          <strong>{fields.chargeAcct}</strong>
          {copy(fields.chargeAcct, m.deskPage.copyAccount)}
        </p>
        <p>
          <span class="dim">{m.amount}</span>
          <strong>{shownMoney(fields.chargeCash)}</strong>
          {copy(formatMoney(fields.chargeCash), m.deskPage.copyAmount)}
        </p>
        <p>
          <span class="dim">{m.received}</span>
          <span>{relativeTime(order.receivedAtMs, nowMs, m.lang)}</span>
        </p>
      </div>
      <Facts look="fields facts" facts={facts.filter(([, value]) => value !== "")} />
      <div class="row">
        <Hands order={order} frame={frame} />
      </div>
      {isMine && frame.may("settle") && <SettleForm frame={frame} order={order} from="desk" />}
    </li>
  );
}

/** Who has it, and what that lets one do. */
function Hands({ order, frame }: { order: Processing; frame: Frame }) {
  const { m, by, zone } = frame;
  const { claim } = order;
  const path = orderPath(idOf(order), "/desk");
  const may = frame.may("settle");
  const release = (text: string, fields: { force?: string }) => (
    <Act action={`${path}/release`} fields={{ ...fields }} inline disabled={!may}>{text}</Act>
  );
  if (claim === null) {
    return (
      <>
        <Act action={`${path}/claim`} look="main" inline disabled={!may}>{m.deskPage.claim}</Act>
        {may ? null : <span class="dim">{m.notAllowed}</span>}
      </>
    );
  }
  if (claim.by === by) {
    return (
      <>
        <span class="badge ok">{m.deskPage.mine}</span> {release(m.deskPage.release, {})}
      </>
    );
  }
  return (
    <>
      <span class="badge warn">
        {m.page.takenBy({ by: nameOf(claim.by), since: zone.textOf(claim.atMs) })}
      </span>
      {may && (
        <details>
          <summary>{m.deskPage.takeBack}</summary>
          <p>{m.deskPage.takeBackHelp} {release(m.deskPage.takeBack, { force: "yes" })}</p>
        </details>
      )}
    </>
  );
}
