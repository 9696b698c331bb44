/**
 * `/channels`: how each channel is doing, and who may pause it and let it go on.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { SwitchAnswer } from "../../lib/operator.ts";
import type { ChannelStatus } from "../../lib/status.ts";
import { REASON_CHARACTERS_MAX } from "../api/channels.ts";
import { audited } from "../auth.ts";
import { Act, field } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { ofMost, shownMoney } from "../components/show.tsx";
import { type Column, Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { fieldsOf, form, messagesFor, type Page, screen, showing } from "./page.ts";

/** The screen at `/channels`, and what its forms do. */
export function channelPageCalls(deps: AppDeps): Call[] {
  const { operator } = deps;
  const show = showing(deps, (frame) => (
    <Layout frame={frame} title={frame.m.channels}>
      <section id="channels" class="card" data-live>
        <ChannelTable frame={frame} channels={deps.channels()} full />
      </section>
    </Layout>
  ));
  /** Writes down what came of it, and shows it. */
  const came = (
    c: Page,
    what: "pause" | "resume",
    outcome: SwitchAnswer,
    fields: { channel: string; reason?: string },
  ) => {
    audited(deps, c, what, { ...fields, outcome });
    if (outcome === "done") return c.redirect(`/channels?done=${what}`, 303);
    const text = messagesFor(c).refused[outcome];
    return show(c, { text }, outcome === "unknown" ? 404 : 503);
  };
  return [
    screen("/channels", show),
    form("/channels/:name/pause", ["settle"], async (c) => {
      const given = (await fieldsOf(c)).reason ?? "";
      const reason = given.trim().slice(0, REASON_CHARACTERS_MAX);
      if (reason === "") return show(c, { text: messagesFor(c).refused.noReason }, 422);
      const channel = c.req.param("name");
      const outcome = await operator.pause(channel, reason, c.get("principal").by);
      return came(c, "pause", outcome, { channel, reason });
    }),
    form("/channels/:name/resume", ["settle"], async (c) => {
      const channel = c.req.param("name");
      const outcome = await operator.resume(channel, c.get("principal").by);
      return came(c, "resume", outcome, { channel });
    }),
  ];
}

/** What a table of channels shows. */
export interface ChannelTableProps {
  readonly frame: Frame;
  readonly channels: readonly ChannelStatus[];
  /** With limits and actions, not only how they are doing. */
  readonly full?: boolean;
}

/** A table of channels. */
export function ChannelTable({ frame, channels, full = false }: ChannelTableProps): JSX.Element {
  const { m } = frame;
  const words = m.channelPage;
  const hidden = !full;
  const columns: Column<ChannelStatus>[] = [
    {
      name: m.name,
      cell: ({ name }) => <a href={`/orders?channel=${encodeURIComponent(name)}`}>{name}</a>,
    },
    { name: m.type, cell: ({ type }) => m.channelTypes[type] },
    {
      name: m.state,
      kind: full ? "wrap" : undefined,
      cell: (channel) => <State channel={channel} frame={frame} full={full} />,
    },
    { name: m.working, kind: "num", cell: (channel) => <Working channel={channel} /> },
    { name: words.waiting, kind: "num", cell: ({ waiting }) => waiting },
    {
      name: words.todayCount,
      kind: "num",
      cell: ({ todayCount, limits }) => ofMost(todayCount, limits.dailyCount),
    },
    {
      name: words.todayCash,
      kind: "num",
      hidden,
      cell: ({ todayCash, limits: { dailyCash } }) =>
        ofMost(shownMoney(todayCash), dailyCash === null ? null : shownMoney(dailyCash)),
    },
    {
      name: words.unknownInRow,
      kind: "num",
      hidden,
      cell: ({ unknownInRow, limits }) => ofMost(unknownInRow, limits.pauseAfterUnknown),
    },
    {
      name: m.balance,
      kind: "num",
      cell: ({ lastBalance }) => lastBalance === null ? "–" : shownMoney(lastBalance),
    },
    { name: words.limits, kind: "wrap", hidden, cell: (channel) => limitsText(channel, frame) },
    {
      name: m.actions,
      kind: "actions",
      hidden: hidden || !frame.may("settle"),
      cell: (channel) => <Switch channel={channel} frame={frame} />,
    },
  ];
  return (
    <Table
      caption={m.channels}
      columns={columns}
      rows={channels}
      keyOf={({ name }) => name}
      empty={words.none}
    />
  );
}

/** What it has; where programs or people take orders on, what nobody has yet waits in the listing, too. */
function Working({ channel: { name, type, processing } }: { channel: ChannelStatus }) {
  if (type === "manual" || type === "worker") return <>{processing}</>;
  return <a href={`/orders?channel=${encodeURIComponent(name)}&state=processing`}>{processing}</a>;
}

/** Whether it takes orders; where there is room for it, also who stopped it and why. */
function State(
  { channel: { paused, isOpen }, frame: { m, time }, full }: {
    channel: ChannelStatus;
    frame: Frame;
    full: boolean;
  },
) {
  const state = paused !== null ? "paused" : isOpen ? "open" : "closed";
  const look = { paused: "badge bad", open: "badge ok", closed: "badge warn" }[state];
  return (
    <>
      <span class={look}>{m.channelPage.states[state]}</span>
      {full && paused !== null && (
        <div class="dim">
          {`${paused.by} · `}
          {time(paused.atMs)}
          {` · ${m.channelPage.reason}: ${paused.reason}`}
        </div>
      )}
    </>
  );
}

function limitsText({ limits }: ChannelStatus, { m }: Frame): string {
  const { concurrency, rate, hours } = limits;
  const words = m.channelPage;
  const two = (count: number) => String(count).padStart(2, "0");
  const time = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  const parts = [
    concurrency === null ? "" : words.atOnce({ count: concurrency }),
    rate === null ? "" : words.rate({ count: rate.count, seconds: rate.perMs / 1000 }),
    hours.map(({ fromMinute, toMinute }) => `${time(fromMinute)}–${time(toMinute)}`).join(" "),
  ];
  return parts.filter((part) => part !== "").join(" · ") || "–";
}

function Switch(
  { channel: { name, paused }, frame: { m } }: { channel: ChannelStatus; frame: Frame },
) {
  const words = m.channelPage;
  const path = `/channels/${encodeURIComponent(name)}`;
  if (paused !== null) {
    return (
      <Act action={`${path}/resume`} look="small" confirm={words.askResume({ name })}>
        {words.resume}
      </Act>
    );
  }
  return (
    <details>
      <summary>{words.pause}</summary>
      <form method="post" action={`${path}/pause`} class="row">
        {field("reason", words.reason, { required: true, maxlength: REASON_CHARACTERS_MAX })}
        <button type="submit" class="danger">{`${words.pause} ${name}`}</button>
      </form>
    </details>
  );
}
