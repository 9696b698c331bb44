/**
 * Entering a result by hand: the form, and what is checked before it counts. For an order's own screen and for the desk.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { SettlementForm } from "../../lib/api/settle_form.ts";
import { idOf, type Order } from "../../lib/order.ts";
import { field, type FormFields, Hidden } from "./form.tsx";
import type { Frame } from "./layout.tsx";
import { Card, type Fact, Facts } from "./parts.tsx";
import { orderPath, shownMoney } from "./show.tsx";

/** Whose result, and from where it is entered. */
export interface SettlementProps {
  readonly frame: Frame;
  readonly order: Order;
  /** The screen that is gone back to: the desk, or the order's own. */
  readonly from: "desk" | "order";
}

/** The fields of a result; nothing counts before it is checked. @param given what was filled in before, and is to be set right */
export function SettleForm(
  { frame: { m }, order, from, given = {} }: SettlementProps & { given?: FormFields },
): JSX.Element {
  // An order that no channel has was certainly not executed, so it can only fail.
  const choices = order.state === "queued"
    ? (["3"] as const)
    : (["1", "3", "partial", "2"] as const);
  const typed = (name: string, label: string, more: JSX.IntrinsicElements["input"]) =>
    field(name, label, { value: given[name], autocomplete: "off", ...more });
  const money = { inputmode: "decimal", size: 10 } as const;
  return (
    <form method="post" action={`${orderPath(idOf(order))}/settle`} class="row settle">
      {from === "desk" && <Hidden fields={{ from }} />}
      <fieldset class="row choices">
        <legend>{m.result}</legend>
        {choices.map((choice) => (
          <label class="check">
            <input
              type="radio"
              name="retCode"
              value={choice}
              checked={given.retCode === choice}
              required
            />
            {m.outcomes[choice]}
          </label>
        ))}
      </fieldset>
      {choices.length === 1 ? null : (
        <>
          {typed("retCash", m.deskPage.doneCash, money)}
          {typed("retCost", m.cost, money)}
        </>
      )}
      {typed("retDetail", m.retDetail, { maxlength: 100, size: 18 })}
      <button type="submit" class="main">{m.deskPage.toReview}</button>
    </form>
  );
}

/** What was filled in and what it comes to; only from here it counts. */
export function SettleReview(
  { frame: { m }, order, from, review }: SettlementProps & { review: SettlementForm },
): JSX.Element {
  const { result, given } = review;
  const path = orderPath(idOf(order));
  const facts: Fact[] = [
    [m.chargeId, order.fields.chargeId],
    [m.account, order.fields.chargeAcct],
    [m.amount, shownMoney(order.fields.chargeCash)],
    [m.retDetail, result.retDetail],
    [m.recon.done, shownMoney(result.retCash)],
    [m.cost, shownMoney(result.retCost)],
  ];
  const look = { 1: "told ok", 2: "told", 3: "told bad" }[result.retCode];
  return (
    <Card id="review" title={m.reviewSettle}>
      <p class={look}>
        <strong>{m.outcomes[given.retCode === "partial" ? "partial" : result.retCode]}</strong>
      </p>
      <Facts facts={facts} />
      <form method="post" action={`${path}/settle`} class="row more">
        <Hidden fields={{ ...given, ...(from === "desk" ? { from } : {}), confirmed: "yes" }} />
        <button type="submit" class="main">{m.confirm}</button>
        <a class="button" href={from === "desk" ? "/desk" : path}>{m.back}</a>
      </form>
    </Card>
  );
}
