/**
 * `/desk`: the orders that a person does, the oldest first.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Processing } from "../../lib/order.ts";
import { idText } from "../../lib/order.ts";
import { formatMoney } from "../../lib/money.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { SettleForm } from "../components/settlement.tsx";
import { orderPath, relativeTime, shownMoney, Time } from "../components/show.tsx";
import { Empty, Told } from "../components/table.tsx";
import { nameOf } from "./order_story.ts";

/** Whose orders are shown. */
export const DESK_SHOWS = ["all", "mine", "free"] as const;
/** See {@linkcode DESK_SHOWS}. */
export type DeskShow = (typeof DESK_SHOWS)[number];

/** What the desk shows. */
export interface DeskProps {
  readonly frame: Frame;
  /** Those that are shown, of `count` in all. */
  readonly orders: readonly Processing[];
  readonly count: number;
  readonly show: DeskShow;
  /** What became of what was asked for; `null` where nothing was. */
  readonly told: { readonly text: string; readonly good: boolean } | null;
}

/** The screen at `/desk`. */
export function DeskPage({ frame, orders, count, show, told }: DeskProps): JSX.Element {
  const { m, by } = frame;
  const shown = orders.filter(({ claim }) =>
    show === "all" || (show === "free" ? claim === null : claim?.by === by)
  );
  return (
    <Layout frame={frame} title={m.desk}>
      {told === null ? null : <Told good={told.good}>{told.text}</Told>}
      <ul class="tabs">
        {DESK_SHOWS.map((one) => (
          <li>
            <a
              href={one === "all" ? "/desk" : `/desk?show=${one}`}
              aria-current={one === show ? "page" : undefined}
            >
              {m.deskPage.filter[one]}
            </a>
          </li>
        ))}
      </ul>
      <div id="desk" data-live>
        {shown.length === 0
          ? (
            <div class="card">
              <Empty>{count === 0 ? m.deskEmpty : m.noMatch}</Empty>
            </div>
          )
          : <p class="dim">{m.deskPage.help}</p>}
        {count > orders.length ? <p class="told">{m.deskPage.tooMany(orders.length)}</p> : null}
        <ol class="plain-list" aria-label={m.desk}>
          {shown.map((order) => <DeskItem order={order} frame={frame} />)}
        </ol>
      </div>
    </Layout>
  );
}

function DeskItem({ order, frame }: { order: Processing; frame: Frame }): JSX.Element {
  const { m, nowMs, by } = frame;
  const { server, fields, claim } = order;
  const isMine = claim?.by === by;
  const copy = (text: string, label: string) => (
    <button type="button" class="small" data-copy={text} hidden data-script>{label}</button>
  );
  const rows: (readonly [string, JSX.Element | string])[] = [
    [m.chargeId, <a href={orderPath(order)}>{fields.chargeId}</a>],
    [m.list.chargeType, m.chargeTypes[fields.chargeType] ?? String(fields.chargeType)],
    ["nbrArea", fields.nbrArea],
    ["amount", fields.amount === 1 ? "" : String(fields.amount)],
    ["cardSn", fields.cardSn],
    [m.server, server],
    [m.channel, order.channel],
    [m.receivedAt, <Time atMs={order.receivedAtMs} frame={frame} />],
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
          <span class="dim">{m.deskPage.waitingSince}</span>
          <span>{relativeTime(order.receivedAtMs, nowMs, m.lang)}</span>
        </p>
      </div>
      <dl class="fields facts">
        {rows.filter(([, value]) => value !== "").map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Hands order={order} frame={frame} />
      {isMine && frame.may("settle")
        ? <SettleForm frame={frame} order={order} from="desk" />
        : null}
    </li>
  );
}

/** Who has it, and what that lets one do. */
function Hands({ order, frame }: { order: Processing; frame: Frame }): JSX.Element {
  const { m, by, zone } = frame;
  const { server, fields: { chargeId }, claim } = order;
  const path = `/desk/${encodeURIComponent(server)}/${encodeURIComponent(chargeId)}`;
  const may = frame.may("settle");
  const button = (what: "claim" | "release", text: string, force = false) => (
    <form method="post" action={`${path}/${what}`} class="inline">
      {force ? <input type="hidden" name="force" value="yes" /> : null}
      <button type="submit" class={what === "claim" ? "main" : undefined} disabled={!may}>
        {text}
      </button>
    </form>
  );
  if (claim === null) {
    return (
      <div class="row">
        {button("claim", m.deskPage.claim)}
        {may ? null : <span class="dim">{m.notAllowed}</span>}
      </div>
    );
  }
  if (claim.by === by) {
    return (
      <div class="row">
        <span class="badge ok">{m.deskPage.mine}</span> {button("release", m.deskPage.release)}
      </div>
    );
  }
  return (
    <div class="row">
      <span class="badge warn">{m.page.takenBy(nameOf(claim.by), zone.textOf(claim.atMs))}</span>
      {may
        ? (
          <details>
            <summary>{m.deskPage.takeBack}</summary>
            <p>{m.deskPage.takeBackHelp} {button("release", m.deskPage.takeBack, true)}</p>
          </details>
        )
        : null}
    </div>
  );
}
