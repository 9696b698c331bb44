/**
 * `/channels`: how each channel is doing, and who may pause it and let it go on.
 *
 * @module
 */
import type { SwitchAnswer } from "../../lib/operator.ts";
import { Hono } from "hono";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ChannelStatus } from "../../lib/status.ts";
import { addressOf } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { Count, shownMoney, Time } from "../components/show.tsx";
import { Empty, Table, Told } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../routes.ts";
import { formLimit } from "../form.ts";
import { answerScreen, forbidden, frameOf } from "./page.ts";
import type { Page } from "./page.ts";

/** Characters of a reason. */
const REASON_CHARACTERS_MAX = 200;

/** The screen at `/channels`, and what its forms do. */
export function channelRoutes(deps: AppDeps): Hono<WebEnv> {
  const { operator, audit } = deps;
  const routes = new Hono<WebEnv>();
  const screen = (c: Page, told: SwitchTold | null, status: 200 | 404 | 422 | 503 = 200) => {
    const frame = frameOf(deps, c);
    const props = { frame, channels: deps.channels(), told };
    return answerScreen(c, <ChannelsPage {...props} />, status);
  };
  /** Runs what was asked for, and writes down who asked. */
  const act = async (
    c: Page,
    what: "pause" | "resume",
    run: (channel: string, by: string) => Promise<SwitchAnswer>,
    fields: Record<string, unknown> = {},
  ) => {
    const { by } = c.get("principal");
    const channel = c.req.param("name") ?? "";
    const outcome = await run(channel, by);
    audit.info(what, { by, from: addressOf(c), channel, ...fields, outcome });
    if (outcome === "done") return c.redirect(`/channels?done=${what}`, 303);
    return screen(c, outcome, outcome === "unknown" ? 404 : 503);
  };

  routes.get("/channels", (c) => {
    const done = c.req.query("done");
    return screen(c, done === "pause" || done === "resume" ? done : null);
  });
  routes.all("/channels", methodNotAllowed("GET, HEAD"));
  routes.post("/channels/:name/pause", formLimit(), async (c) => {
    if (!frameOf(deps, c).may("settle")) return forbidden(c);
    const { reason } = await c.req.parseBody();
    const text = typeof reason === "string" ? reason.trim().slice(0, REASON_CHARACTERS_MAX) : "";
    if (text === "") return screen(c, "noReason", 422);
    return await act(c, "pause", (channel, by) => operator.pause(channel, text, by), {
      reason: text,
    });
  });
  routes.post("/channels/:name/resume", formLimit(), async (c) => {
    if (!frameOf(deps, c).may("settle")) return forbidden(c);
    return await act(c, "resume", (channel, by) => operator.resume(channel, by));
  });
  for (const what of ["pause", "resume"]) {
    routes.all(`/channels/:name/${what}`, methodNotAllowed("POST"));
  }
  return routes;
}

/** What became of what was asked for. */
type SwitchTold = "pause" | "resume" | "noReason" | Exclude<SwitchAnswer, "done">;

function ChannelsPage(
  { frame, channels, told }: {
    frame: Frame;
    channels: readonly ChannelStatus[];
    told: SwitchTold | null;
  },
): JSX.Element {
  const { m } = frame;
  const words = m.channelPage;
  return (
    <Layout frame={frame} title={m.channels}>
      {told === null
        ? null
        : <Told good={told === "pause" || told === "resume"}>{words.told[told]}</Told>}
      <section id="channels" class="card" data-live>
        {channels.length === 0 ? <Empty>{words.none}</Empty> : (
          <Table
            caption={m.channels}
            columns={[
              { name: m.name },
              { name: m.type },
              { name: m.state, kind: "wrap" },
              { name: m.working, kind: "num" },
              { name: words.waiting, kind: "num" },
              { name: words.todayCount, kind: "num" },
              { name: words.todayCash, kind: "num" },
              { name: words.unknownInRow, kind: "num" },
              { name: m.balance, kind: "num" },
              { name: words.limits, kind: "wrap" },
              { name: m.actions, kind: "actions" },
            ]}
            rows={channels.map((channel) => ({
              key: channel.name,
              cells: cellsOf(channel, frame),
            }))}
          />
        )}
      </section>
    </Layout>
  );
}

function cellsOf(channel: ChannelStatus, frame: Frame): Child[] {
  const { m } = frame;
  const { name, type, limits } = channel;
  const orders = `/orders?channel=${encodeURIComponent(name)}`;
  return [
    <a href={orders}>{name}</a>,
    m.channelTypes[type],
    <State channel={channel} frame={frame} />,
    <a href={`${orders}&state=processing`}>{channel.processing}</a>,
    channel.waiting,
    <Count count={channel.todayCount} most={limits.dailyCount} />,
    <Count
      count={shownMoney(channel.todayCash)}
      most={limits.dailyCash === null ? null : shownMoney(limits.dailyCash)}
    />,
    <Count count={channel.unknownInRow} most={limits.pauseAfterUnknown} />,
    channel.lastBalance === null ? "–" : shownMoney(channel.lastBalance),
    limitsText(channel, frame),
    frame.may("settle") ? <Switch channel={channel} frame={frame} /> : null,
  ];
}

/** Whether it takes orders, and if not, who stopped it and why. */
function State({ channel, frame }: { channel: ChannelStatus; frame: Frame }): JSX.Element {
  const { m } = frame;
  const { paused, isOpen } = channel;
  if (paused === null) return <OpenBadge channel={channel} frame={frame} />;
  return (
    <>
      <OpenBadge channel={{ paused, isOpen }} frame={frame} />
      <div class="dim">
        {`${paused.by} · `}
        <Time atMs={paused.atMs} frame={frame} />
        {` · ${m.channelPage.reason}: ${paused.reason}`}
      </div>
    </>
  );
}

/** Whether a channel takes orders now. */
export function OpenBadge(
  { channel: { paused, isOpen }, frame: { m } }: {
    channel: Pick<ChannelStatus, "paused" | "isOpen">;
    frame: Pick<Frame, "m">;
  },
): JSX.Element {
  const state = paused !== null ? "paused" : isOpen ? "open" : "closed";
  const look = { paused: "badge bad", open: "badge ok", closed: "badge warn" }[state];
  return <span class={look}>{m.channelPage.states[state]}</span>;
}

function limitsText({ limits }: ChannelStatus, { m }: Frame): string {
  const { concurrency, rate, hours } = limits;
  const words = m.channelPage;
  const time = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const parts = [
    concurrency === null ? null : words.atOnce(concurrency),
    rate === null ? null : words.rate(rate.count, rate.perMs / 1000),
    hours.length === 0
      ? null
      : hours.map(({ fromMinute, toMinute }) => `${time(fromMinute)}–${time(toMinute)}`).join(" "),
  ].filter((part) => part !== null);
  return parts.length === 0 ? "–" : parts.join(" · ");
}

function Switch(
  { channel: { name, paused }, frame: { m } }: { channel: ChannelStatus; frame: Frame },
): JSX.Element {
  const words = m.channelPage;
  const path = `/channels/${encodeURIComponent(name)}`;
  if (paused !== null) {
    return (
      <form method="post" action={`${path}/resume`} data-confirm={words.askResume(name)}>
        <button type="submit" class="small">{words.resume}</button>
      </form>
    );
  }
  return (
    <details>
      <summary>{words.pause}</summary>
      <form method="post" action={`${path}/pause`} class="row">
        <label>
          {words.reason}
          <input name="reason" required maxlength={REASON_CHARACTERS_MAX} />
        </label>
        <button type="submit" class="danger">{`${words.pause} ${name}`}</button>
      </form>
    </details>
  );
}
