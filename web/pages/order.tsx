/**
 * `/orders/SERVER/CHARGEID`: everything about one order, and what may be done about it.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Order } from "../../lib/order.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { SettleForm, SettleReview } from "../components/settlement.tsx";
import { orderPath } from "../components/show.tsx";
import { Told } from "../components/table.tsx";
import type { ShownPacket } from "../../lib/operator.ts";
import type { OrderJson } from "../../lib/api/order_json.ts";
import { diagnosisOf } from "./order_diagnosis.ts";
import { DiagnosisPart, FieldsPart, PacketsPart, StoryPart, TimelinePart } from "./order_parts.tsx";
import { nameOf, storyOf } from "./order_story.ts";
import type { SettlementForm } from "../../lib/api/settle_form.ts";

/** What an order's screen shows. */
export interface OrderProps {
  readonly frame: Frame;
  readonly order: Order;
  readonly json: OrderJson;
  readonly packets: readonly ShownPacket[];
  /** What became of what was asked for; `null` where nothing was. */
  readonly told: { readonly text: string; readonly good: boolean } | null;
  /** Whether a person does it. */
  readonly atDesk: boolean;
  /** A settlement that is to be checked before it counts. */
  readonly review: SettlementForm | null;
  /** Where the settlement is entered. */
  readonly from: "desk" | "order";
}

/** The screen of an order. */
export function OrderPage(props: OrderProps): JSX.Element {
  const { frame, order, told, review, json, from } = props;
  const { m } = frame;
  const story = storyOf(order, props.atDesk, frame);
  return (
    <Layout frame={frame} title={`${m.order} ${order.fields.chargeId}`}>
      {told === null ? null : <Told good={told.good}>{told.text}</Told>}
      {review === null
        ? null
        : <SettleReview frame={frame} order={order} from={from} review={review} />}
      <StoryPart order={order} story={story} frame={frame} />
      {review === null ? <Actions {...props} /> : null}
      <TimelinePart order={order} frame={frame} />
      <PacketsPart packets={props.packets} frame={frame} />
      <FieldsPart json={json} frame={frame} />
      <DiagnosisPart text={diagnosisOf(order, json, story, frame)} frame={frame} />
    </Layout>
  );
}

/** What may be done, and why the rest may not. */
function Actions({ frame, order, atDesk }: OrderProps): JSX.Element {
  const { m } = frame;
  const path = orderPath(order);
  const maySettle = frame.may("settle");
  const mayAsk = frame.may("push", "settle");
  const noPush = !mayAsk ? m.notAllowed : order.state !== "settled" ? m.notSettledYet : null;
  const noInquiry = mayAsk ? whyNotInquire(order, atDesk, frame) : m.notAllowed;
  const noSettle = maySettle ? whyNotSettle(order, atDesk, frame) : m.notAllowed;
  return (
    <section class="card" aria-labelledby="actions">
      <h2 id="actions">{m.actions}</h2>
      <div class="two">
        <Action name={m.push} path={`${path}/push`} why={noPush} help={m.pushHelp} />
        <Action
          name={m.page.inquire}
          path={`${path}/inquire`}
          why={noInquiry}
          help={m.page.inquireHelp}
        />
      </div>
      <fieldset>
        <legend>{m.settle}</legend>
        <p class="dim">
          {noSettle ?? (order.state === "queued" ? m.page.cancelHelp : m.settleHelp)}
        </p>
        {noSettle === null
          ? <SettleForm frame={frame} order={order} from="order" />
          : <button type="button" disabled>{m.settle}</button>}
      </fieldset>
    </section>
  );
}

function Action(
  { name, path, why, help }: { name: string; path: string; why: string | null; help: Child },
): JSX.Element {
  return (
    <form method="post" action={path}>
      <fieldset>
        <legend>{name}</legend>
        <p class="dim">{why ?? help}</p>
        <button type="submit" disabled={why !== null}>{name}</button>
      </fieldset>
    </form>
  );
}

function whyNotInquire(order: Order, atDesk: boolean, { m }: Frame): string | null {
  if (order.state === "settled") return m.page.settledNothingToAsk;
  const isOpen = order.state === "processing" || order.state === "review";
  return isOpen && order.channel !== null && !atDesk ? null : m.page.nothingToAsk;
}

function whyNotSettle(order: Order, atDesk: boolean, { m, by, zone }: Frame): string | null {
  switch (order.state) {
    case "received":
      return m.notYours;
    case "queued":
    case "review":
      return null;
    case "processing": {
      const { claim } = order;
      if (!atDesk) return m.channelHasIt;
      if (claim === null || claim.by === by) return null;
      return m.page.takenBy(nameOf(claim.by), zone.textOf(claim.atMs));
    }
    case "settled":
      return m.alreadySettled;
  }
}
