/**
 * `/channels`: how each channel is doing, and who may pause it and let it go on.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { LogFields } from "../../lib/log.ts";
import type { SwitchAnswer } from "../../lib/operator.ts";
import type { ChannelStatus } from "../../lib/status.ts";
import { REASON_CHARACTERS_MAX } from "../api/channels.ts";
import { audited } from "../audited.ts";
import { Act, Field } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import type { Outcome } from "../components/parts.tsx";
import { Count, shownMoney } from "../components/show.tsx";
import { type Column, Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { answerScreen, doneBefore, fieldsOf, form, frameOf, type Page, screen } from "./page.ts";

/** The screen at `/channels`, and what its forms do. */
export function channelPageCalls(deps: AppDeps): Call[] {
  const { operator } = deps;
  const show = (c: Page, told: Outcome | null, status: 200 | 404 | 422 | 503 = 200) => {
    const props = { frame: frameOf(deps, c), channels: deps.channels(), told };
    return answerScreen(c, <ChannelsPage {...props} />, status);
  };
  const wordsOf = (c: Page) => frameOf(deps, c).m.channelPage.told;
  /** Writes down what came of it, and shows it. */
  const came = (
    c: Page,
    what: "pause" | "resume",
    channel: string,
    outcome: SwitchAnswer,
    fields: LogFields = {},
  ) => {
    audited(deps, c, what, { channel, ...fields, outcome });
    if (outcome === "done") return c.redirect(`/channels?done=${what}`, 303);
    const { done: { storeDown }, channelPage: { told: { unknown } } } = frameOf(deps, c).m;
    const told = { good: false, text: { storeDown, unknown }[outcome] };
    return show(c, told, outcome === "unknown" ? 404 : 503);
  };
  return [
    screen("/channels", (c) => {
      const { pause, resume } = wordsOf(c);
      return show(c, doneBefore(c, { pause, resume }));
    }),
    form("/channels/:name/pause", ["settle"], async (c) => {
      const given = (await fieldsOf(c)).reason ?? "";
      const reason = given.trim().slice(0, REASON_CHARACTERS_MAX);
      if (reason === "") return show(c, { good: false, text: wordsOf(c).noReason }, 422);
      const channel = c.req.param("name");
      const outcome = await operator.pause(channel, reason, c.get("principal").by);
      return came(c, "pause", channel, outcome, { reason });
    }),
    form("/channels/:name/resume", ["settle"], async (c) => {
      const channel = c.req.param("name");
      return came(c, "resume", channel, await operator.resume(channel, c.get("principal").by));
    }),
  ];
}

function ChannelsPage(
  { frame, channels, told }: {
    frame: Frame;
    channels: readonly ChannelStatus[];
    told: Outcome | null;
  },
): JSX.Element {
  const { m } = frame;
  const words = m.channelPage;
  const { name, type, working, waiting, today, balance } = channelColumns(frame);
  const todayCash = ({ todayCash, limits: { dailyCash } }: ChannelStatus) => (
    <Count
      count={shownMoney(todayCash)}
      most={dailyCash === null ? null : shownMoney(dailyCash)}
    />
  );
  const columns: Column<ChannelStatus>[] = [
    name,
    type,
    { name: m.state, kind: "wrap", cell: (channel) => <State channel={channel} frame={frame} /> },
    working,
    waiting,
    today,
    { name: words.todayCash, kind: "num", cell: todayCash },
    {
      name: words.unknownInRow,
      kind: "num",
      cell: ({ unknownInRow, limits }) => (
        <Count count={unknownInRow} most={limits.pauseAfterUnknown} />
      ),
    },
    balance,
    { name: words.limits, kind: "wrap", cell: (channel) => limitsText(channel, frame) },
    {
      name: m.actions,
      kind: "actions",
      cell: (channel) => frame.may("settle") ? <Switch channel={channel} frame={frame} /> : null,
    },
  ];
  return (
    <Layout frame={frame} title={m.channels} told={told}>
      <section id="channels" class="card" data-live>
        <Table
          caption={m.channels}
          columns={columns}
          rows={channels}
          keyOf={({ name }) => name}
          empty={words.none}
        />
      </section>
    </Layout>
  );
}

/** The columns that the overview has, too. */
export function channelColumns(
  { m }: Frame,
): Record<"name" | "type" | "working" | "waiting" | "today" | "balance", Column<ChannelStatus>> {
  const isTaken = ({ type }: ChannelStatus) => type === "manual" || type === "worker";
  return {
    name: {
      name: m.name,
      cell: ({ name }) => <a href={`/orders?channel=${encodeURIComponent(name)}`}>{name}</a>,
    },
    type: { name: m.type, cell: ({ type }) => m.channelTypes[type] },
    working: {
      name: m.working,
      kind: "num",
      // What nobody has taken on yet waits here, and is in the listing of what is processed.
      cell: (channel) =>
        isTaken(channel)
          ? channel.processing
          : (
            <a href={`/orders?channel=${encodeURIComponent(channel.name)}&state=processing`}>
              {channel.processing}
            </a>
          ),
    },
    waiting: { name: m.channelPage.waiting, kind: "num", cell: ({ waiting }) => waiting },
    today: {
      name: m.channelPage.todayCount,
      kind: "num",
      cell: ({ todayCount, limits }) => <Count count={todayCount} most={limits.dailyCount} />,
    },
    balance: {
      name: m.balance,
      kind: "num",
      cell: ({ lastBalance }) => lastBalance === null ? "–" : shownMoney(lastBalance),
    },
  };
}

/** Whether it takes orders, and if not, who stopped it and why. */
function State({ channel, frame }: { channel: ChannelStatus; frame: Frame }): JSX.Element {
  const { paused } = channel;
  const badge = <OpenBadge channel={channel} frame={frame} />;
  if (paused === null) return badge;
  return (
    <>
      {badge}
      <div class="dim">
        {`${paused.by} · `}
        {frame.time(paused.atMs)}
        {` · ${frame.m.channelPage.reason}: ${paused.reason}`}
      </div>
    </>
  );
}

/** Whether a channel takes orders now. */
export function OpenBadge(
  { channel: { paused, isOpen }, frame: { m } }: { channel: ChannelStatus; frame: Frame },
): JSX.Element {
  const state = paused !== null ? "paused" : isOpen ? "open" : "closed";
  const look = { paused: "badge bad", open: "badge ok", closed: "badge warn" }[state];
  return <span class={look}>{m.channelPage.states[state]}</span>;
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
): JSX.Element {
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
        <Field label={words.reason} name="reason" required maxlength={REASON_CHARACTERS_MAX} />
        <button type="submit" class="danger">{`${words.pause} ${name}`}</button>
      </form>
    </details>
  );
}
