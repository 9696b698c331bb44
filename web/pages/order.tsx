/**
 * `/orders/SERVER/CHARGEID`: everything about one order, and what may be done about it.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import type { SettlementForm } from "./settle_form.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { DeliveryBadge, orderPath, shownMoney, StateBadge, Time } from "../components/show.tsx";
import type { Messages } from "../messages/zh.ts";
import type { OrderJson } from "../order_json.ts";

/** What an order's screen shows. */
export interface OrderProps {
  readonly frame: Frame;
  readonly order: Order;
  readonly json: OrderJson;
  /** What became of what was asked for; `null` where nothing was. */
  readonly told: { readonly text: string; readonly good: boolean } | null;
  readonly maySettle: boolean;
  readonly mayPush: boolean;
  /** Whether its channel lets people settle. */
  readonly atDesk: boolean;
  /** A settlement that is to be checked before it counts. */
  readonly review: SettlementForm | null;
}

/** The screen of an order. */
export function OrderPage(props: OrderProps): JSX.Element {
  const { frame, order, told, review } = props;
  const { m } = frame;
  const { chargeId } = order.fields;
  return (
    <Layout frame={frame} title={`${m.order} ${chargeId}`}>
      {told === null
        ? null
        : (
          <p class={`told ${told.good ? "ok" : "bad"}`} role={told.good ? "status" : "alert"}>
            {told.text}
          </p>
        )}
      <p class="story">
        <StateBadge order={order} m={m} />{" "}
        {order.state === "settled" ? <DeliveryBadge order={order} m={m} /> : null}{" "}
        {storyOf(order, frame)}
      </p>
      {review === null ? <Actions {...props} /> : <Review {...props} review={review} />}
      <h2>{m.timeline}</h2>
      <Timeline order={order} frame={frame} />
      <h2>{m.fields}</h2>
      <Fields json={props.json} />
    </Layout>
  );
}

/** What happened, what it means for the money, and what comes next. */
export function storyOf(order: Order, { m, zone }: Pick<Frame, "m" | "zone">): string {
  const { story } = m;
  switch (order.state) {
    case "received":
    case "queued":
      return story[order.state];
    case "processing":
      return story.processing(order.channel);
    case "review":
      return story.review(zone.textOf(order.holdUntilMs));
    case "settled": {
      const { result, delivery, timeline } = order;
      const money = {
        1: story.settled1(shownMoney(result.retCash)),
        2: story.settled2,
        3: story.settled3,
      }[result.retCode];
      const sent = delivery.state === "pending"
        ? story.pending(zone.textOf(delivery.nextAtMs))
        : delivery.state === "confirmed"
        ? story.confirmed(zone.textOf(delivery.confirmedAtMs))
        : story.abandoned;
      const contradicted = timeline.some(({ kind }) => kind === "contradicted");
      return [money, sent, ...contradicted ? [story.contradicted] : []].join(" ");
    }
  }
}

function Actions({ frame: { m }, order, maySettle, mayPush, atDesk }: OrderProps): JSX.Element {
  const path = orderPath(order);
  const noPush = !mayPush ? m.notAllowed : order.state !== "settled" ? m.notSettledYet : null;
  const noSettle = !maySettle ? m.notAllowed : whyNotSettle(order, atDesk, m);
  return (
    <section aria-labelledby="actions">
      <h2 id="actions">{m.actions}</h2>
      <form method="post" action={`${path}/push`}>
        <fieldset>
          <legend>{m.push}</legend>
          <p class="dim">{noPush ?? m.pushHelp}</p>
          <button type="submit" disabled={noPush !== null}>{m.push}</button>
        </fieldset>
      </form>
      <form method="post" action={`${path}/settle`}>
        <fieldset disabled={noSettle !== null}>
          <legend>{m.settle}</legend>
          <p class="dim">{noSettle ?? m.settleHelp}</p>
          {noSettle !== null ? null : (
            <div class="row">
              <label>
                {m.result}
                <select name="retCode" required>
                  <option value="" />
                  {([1, 3, 2] as const).map((code) => (
                    <option value={code}>{m.retCodes[code]}</option>
                  ))}
                </select>
              </label>
              <label>
                {m.retDetail}
                <input name="retDetail" maxlength={100} />
              </label>
              <label>
                {m.retCash}
                <input name="retCash" inputmode="decimal" size={12} />
              </label>
              <label>
                {m.retCost}
                <input name="retCost" inputmode="decimal" size={12} />
              </label>
              <button type="submit">{m.review}</button>
            </div>
          )}
        </fieldset>
      </form>
    </section>
  );
}

function whyNotSettle(order: Order, atDesk: boolean, m: Messages): string | null {
  if (order.state === "settled") return m.alreadySettled;
  if (order.state === "review" || (order.state === "processing" && atDesk)) return null;
  return order.state === "processing" ? m.channelHasIt : m.notYours;
}

function Review(
  { frame: { m }, order, review }: OrderProps & { review: SettlementForm },
): JSX.Element {
  const { result, given } = review;
  return (
    <section aria-labelledby="review">
      <h2 id="review">{m.reviewSettle}</h2>
      <form method="post" action={`${orderPath(order)}/settle`}>
        <fieldset>
          <dl class="fields">
            <dt>{m.account}</dt>
            <dd>{order.fields.chargeAcct}</dd>
            <dt>{m.amount}</dt>
            <dd>{shownMoney(order.fields.chargeCash)}</dd>
            <dt>{m.result}</dt>
            <dd>
              <strong>{m.retCodes[result.retCode]}</strong>
            </dd>
            <dt>{m.retDetail}</dt>
            <dd>{result.retDetail}</dd>
            <dt>{m.retCash}</dt>
            <dd>{shownMoney(result.retCash)}</dd>
            <dt>{m.retCost}</dt>
            <dd>{shownMoney(result.retCost)}</dd>
          </dl>
          {Object.entries(given).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <input type="hidden" name="confirmed" value="yes" />
          <p class="row">
            <button type="submit">{m.confirm}</button>
            <a href={orderPath(order)}>{m.back}</a>
          </p>
        </fieldset>
      </form>
    </section>
  );
}

function Timeline({ order, frame }: { order: Order; frame: Frame }): JSX.Element {
  const { m } = frame;
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{m.time}</th>
            <th scope="col">{m.what}</th>
            <th scope="col">{m.note}</th>
          </tr>
        </thead>
        <tbody>
          {order.timeline.map(({ atMs, kind, note }) => (
            <tr>
              <td>
                <Time atMs={atMs} frame={frame} />
              </td>
              <td>{m.kinds[kind]}</td>
              <td class="wrap">{note ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Everything but the timeline, by the protocol's own names; what is empty is left out. */
function Fields({ json }: { json: OrderJson }): JSX.Element {
  const { timeline: _, ...rest } = json;
  const shown = Object.entries(rest).filter(([, value]) => value !== "" && value !== null);
  return (
    <dl class="fields">
      {shown.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{typeof value === "object" ? JSON.stringify(value) : String(value)}</dd>
        </>
      ))}
    </dl>
  );
}
