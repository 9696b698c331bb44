/**
 * An order in plain words, and as a text that can be sent to whoever helps: everything but secrets.
 *
 * @module
 */
import type { OrderJson } from "../../lib/api/order_json.ts";
import { isContradicted, isHeldForGood, type Order, type Settled } from "../../lib/order.ts";
import type { Frame } from "../components/layout.tsx";
import { nameOf, shownMoney } from "../components/show.tsx";

/** What happened, what it means for the money, and what comes next and when. */
export interface Story {
  readonly happened: string;
  readonly money: string;
  readonly next: string;
  /** That its channel took back its word; empty where it did not. */
  readonly contradicted: string;
}

/** The story of an order. @param atDesk whether a person does it */
export function storyOf(order: Order, atDesk: boolean, frame: Pick<Frame, "m" | "zone">): Story {
  const [happened, money, next] = sentencesOf(order, atDesk, frame);
  const contradicted = isContradicted(order) ? frame.m.page.story.contradicted : "";
  return { happened, money, next, contradicted };
}

function sentencesOf(
  order: Order,
  atDesk: boolean,
  frame: Pick<Frame, "m" | "zone">,
): [happened: string, money: string, next: string] {
  const { story } = frame.m.page;
  const at = (atMs: number) => frame.zone.textOf(atMs);
  switch (order.state) {
    case "received":
      return [story.received, story.untouched, story.receivedNext];
    case "queued":
      return [story.queued, story.untouched, story.queuedNext];
    case "processing": {
      const { claim, channel, startedAtMs } = order;
      const waiting = atDesk ? story.deskNext : story.processingNext;
      const next = claim === null
        ? waiting
        : claim.untilMs === null
        ? story.claimedNext({ by: nameOf(claim.by), since: at(claim.atMs) })
        : story.leaseNext({ until: at(claim.untilMs) });
      return [story.processing({ channel, since: at(startedAtMs) }), story.maybe, next];
    }
    case "review": {
      const { reason, holdUntilMs } = order;
      const next = isHeldForGood(order)
        ? story.heldNext
        : story.reviewNext({ until: at(holdUntilMs) });
      return [story.review({ reason }), story.maybe, next];
    }
    case "settled": {
      const { result: { retCode, retCash, retCost, by, atMs }, fields: { chargeCash } } = order;
      const done = shownMoney(retCash), cost = shownMoney(retCost);
      const came = retCode === 1 && retCash < chargeCash
        ? story.partly({ done, cash: shownMoney(chargeCash) })
        : story.settled[retCode];
      const money = { 1: story.money1({ done, cost }), 2: story.money2, 3: story.money3 }[retCode];
      const said = story.by({ by: nameOf(by), at: at(atMs) });
      return [`${came} ${said}`, money, deliveryOf(order, frame)];
    }
  }
}

function deliveryOf({ delivery }: Settled, { m, zone }: Pick<Frame, "m" | "zone">): string {
  const { story } = m.page;
  switch (delivery.state) {
    case "pending": {
      const { nextAtMs, attempts, lastError } = delivery;
      const at = zone.textOf(nextAtMs);
      const next = attempts === 0 ? story.pushing({ at }) : story.pending({ at, attempts });
      return lastError === null ? next : `${next} ${story.lastError({ error: lastError })}`;
    }
    case "confirmed":
      return story.confirmed({ at: zone.textOf(delivery.confirmedAtMs) });
    case "abandoned":
      return story.abandoned;
  }
}

/** An order's fields by their names, those of its parts as `result.retCode`; without what is empty and the timeline. */
export function fieldsOf({ timeline: _, ...json }: OrderJson): [name: string, value: string][] {
  const of = (part: object, before: string): [string, string][] =>
    Object.entries(part).flatMap(([name, value]) =>
      value === "" || value === null
        ? []
        : typeof value === "object"
        ? of(value, `${before}${name}.`)
        : [[before + name, String(value)]]
    );
  return of(json, "");
}

/** The text; every line says what it is. */
export function diagnosisOf(
  order: Order,
  json: OrderJson,
  story: Story,
  { version, nowMs, zone }: Pick<Frame, "version" | "nowMs" | "zone">,
): string {
  return [
    `czdock ${version}, ${zone.textOf(nowMs)}`,
    story.happened,
    story.money,
    story.next,
    story.contradicted,
    "",
    ...fieldsOf(json).map(([name, value]) => `${name}: ${value}`),
    "",
    ...order.timeline.flatMap(({ atMs, kind, note, exchange }) => [
      `${zone.textOf(atMs)} +${sinceText(order, atMs)}s ${kind} ${note ?? ""}`.trimEnd(),
      ...(exchange === undefined ? [] : [
        `  > ${exchange.request}`,
        `  < ${exchange.answer} (${exchange.tookMs} ms)`,
      ]),
    ]),
  ].filter((line, at, all) => line !== "" || all[at - 1] !== "").join("\n");
}

/** Seconds since the receipt, with three decimals. */
export function sinceText({ receivedAtMs }: Order, atMs: number): string {
  return ((atMs - receivedAtMs) / 1000).toFixed(3);
}
