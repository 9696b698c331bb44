/**
 * `/orders/SERVER/CHARGEID`: everything about one order, and what may be done about it.
 *
 * @module
 */
import { ANSWER_REFUSALS, isGood } from "../../lib/api/answers.ts";
import { BULK_ACTIONS } from "../../lib/api/bulk.ts";
import { findOrder } from "../../lib/api/find_order.ts";
import { type OrderJson, orderJson } from "../../lib/api/order_json.ts";
import { readSettleForm, type SettlementForm } from "../../lib/api/settle_form.ts";
import type { LogFields } from "../../lib/log.ts";
import { formatMoney } from "../../lib/money.ts";
import type { InquireAnswer, PushAnswer, SettleAnswer, ShownPacket } from "../../lib/operator.ts";
import { idOf, type Order } from "../../lib/order.ts";
import { audited } from "../auth.ts";
import type { FormFields } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Card, type Outcome } from "../components/parts.tsx";
import { SettleForm, SettleReview } from "../components/settlement.tsx";
import { nameOf, orderPath } from "../components/show.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { DiagnosisPart, FieldsPart, PacketsPart, StoryPart, TimelinePart } from "./order_parts.tsx";
import { diagnosisOf, storyOf } from "./order_story.ts";
import { answerScreen, fieldsOf, form, frameOf, messagesFor, type Page, screen } from "./page.ts";

const PATH = "/orders/:server/:chargeId";

/** What an order's screen shows. */
interface OrderProps {
  readonly frame: Frame;
  readonly order: Order;
  readonly json: OrderJson;
  readonly packets: readonly ShownPacket[];
  /** Whether a person does it. */
  readonly atDesk: boolean;
  /** A settlement that is to be checked before it counts. */
  readonly review: SettlementForm | null;
  /** What was filled in for one, and is to be set right. */
  readonly given?: FormFields;
  /** Where the settlement is entered. */
  readonly from: "desk" | "order";
}

/** The screen of an order, and what its forms do. */
export function orderPageCalls(deps: AppDeps): Call[] {
  const { orders, operator } = deps;
  const show = (
    c: Page,
    order: Order,
    more: Partial<Pick<OrderProps, "review" | "given" | "from">> & { told?: Outcome } = {},
    status: 200 | 409 | 422 = 200,
  ) => {
    const channel = order.state === "processing" ? order.channel : null;
    const props: OrderProps = {
      frame: frameOf(deps, c, more.told),
      order,
      json: orderJson(order, deps.callbackTarget(order)),
      packets: deps.packets(order),
      atDesk: deps.channels().some(({ name, type }) => type === "manual" && name === channel),
      review: null,
      from: "order",
      ...more,
    };
    return answerScreen(c, <OrderPage {...props} />, status);
  };
  /** Writes down what came of it, and shows it. */
  const came = async (
    c: Page,
    what: "push" | "settle" | "inquire",
    order: Order,
    outcome: PushAnswer | SettleAnswer | InquireAnswer,
    { fields = {}, from = "order" }: { fields?: LogFields; from?: "desk" | "order" } = {},
  ) => {
    const id = idOf(order);
    audited(deps, c, what, { ...id, ...fields, outcome });
    // Read again after it: a reload of the page must not send the form again.
    if (isGood(outcome)) {
      return c.redirect(`${from === "desk" ? "/desk" : orderPath(id)}?done=${outcome}`, 303);
    }
    const told = { text: messagesFor(c).refused[outcome] };
    return show(c, await findOrder(orders, id) ?? order, { told, from }, 409);
  };
  /** What is only to be pressed, and never executes. */
  const plain = (what: "push" | "inquire") =>
    form(`${PATH}/${what}`, ["push", "settle"], async (c) => {
      const order = await findOrder(orders, c.req.param());
      if (order === null) return ANSWER_REFUSALS.notFound;
      return came(c, what, order, await operator[what](idOf(order), c.get("principal").by));
    });
  return [
    screen(PATH, async (c) => {
      const order = await findOrder(orders, c.req.param());
      return order === null ? ANSWER_REFUSALS.notFound : show(c, order);
    }),
    plain("push"),
    plain("inquire"),
    form(`${PATH}/settle`, ["settle"], async (c) => {
      const order = await findOrder(orders, c.req.param());
      if (order === null) return ANSWER_REFUSALS.notFound;
      const given = await fieldsOf(c);
      const from = given.from === "desk" ? "desk" : "order";
      const read = readSettleForm(given, order.fields.chargeCash);
      if (!read.ok) {
        const text = messagesFor(c).refused.invalid({ why: read.refusal.message });
        return show(c, order, { told: { text }, given, from }, 422);
      }
      const { result, confirmed } = read.value;
      if (!confirmed) return show(c, order, { review: read.value, from });
      const outcome = await operator.settle(idOf(order), result, c.get("principal").by);
      const fields = { retCode: result.retCode, retCash: formatMoney(result.retCash) };
      return came(c, "settle", order, outcome, { fields, from });
    }),
  ];
}

function OrderPage(props: OrderProps) {
  const { frame, order, review, json, from } = props;
  const story = storyOf(order, props.atDesk, frame);
  return (
    <Layout frame={frame} title={`${frame.m.order} ${order.fields.chargeId}`}>
      {review !== null && <SettleReview frame={frame} order={order} from={from} review={review} />}
      <StoryPart order={order} story={story} frame={frame} />
      {review === null && <Actions {...props} />}
      <TimelinePart order={order} frame={frame} />
      <PacketsPart packets={props.packets} frame={frame} />
      <FieldsPart json={json} frame={frame} />
      <DiagnosisPart text={diagnosisOf(order, json, story, frame)} frame={frame} />
    </Layout>
  );
}

/** What may be done, and why the rest may not. */
function Actions({ frame, order, atDesk, given, from }: OrderProps) {
  const { m } = frame;
  const path = orderPath(idOf(order));
  const maySettle = frame.may("settle");
  const mayAsk = frame.may("push", "settle");
  const noPush = order.state === "settled" ? null : m.refused.notSettled;
  const whyNot = { push: noPush, inquire: whyNotInquire(order, atDesk, frame) };
  const acts = BULK_ACTIONS.map((act) => ({ act, why: mayAsk ? whyNot[act] : m.notAllowed }));
  const noSettle = maySettle ? whyNotSettle(order, atDesk, frame) : m.notAllowed;
  return (
    <Card id="actions" title={m.actions}>
      <div class="two tight">
        {acts.map(({ act, why }) => (
          <form method="post" action={`${path}/${act}`}>
            <fieldset>
              <legend>{m.acts[act]}</legend>
              <p class="dim">{why ?? m.actHelp[act]}</p>
              <button type="submit" disabled={why !== null}>{m.acts[act]}</button>
            </fieldset>
          </form>
        ))}
      </div>
      <fieldset>
        <legend>{m.settle}</legend>
        <p class="dim">
          {noSettle ?? (order.state === "queued" ? m.page.cancelHelp : m.settleHelp)}
        </p>
        {noSettle === null
          ? <SettleForm frame={frame} order={order} from={from} given={given} />
          : <button type="button" disabled>{m.settle}</button>}
      </fieldset>
    </Card>
  );
}

function whyNotInquire(order: Order, atDesk: boolean, { m }: Frame): string | null {
  if (order.state === "settled") return m.page.settledNothingToAsk;
  const isOpen = order.state === "processing" || order.state === "review";
  return isOpen && order.channel !== null && !atDesk ? null : m.refused.nothingToAsk;
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
      return m.page.takenBy({ by: nameOf(claim.by), since: zone.textOf(claim.atMs) });
    }
    case "settled":
      return m.alreadySettled;
  }
}
