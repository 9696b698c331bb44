/**
 * What happened when, as a chart drawn on the server, with its figures as a table.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Slot, Step } from "../../lib/series.ts";
import type { Frame } from "./layout.tsx";
import { shownDelay } from "./show.tsx";
import { type Column, Table } from "./table.tsx";

/** The spans that can be shown: how many slots of which length. */
export const SPANS = {
  hour: { step: "minute", slots: 60 },
  day: { step: "quarter", slots: 96 },
  week: { step: "hour", slots: 168 },
} as const satisfies Record<string, { step: Step; slots: number }>;

/** The name of a span. */
export type SpanName = keyof typeof SPANS;

/** The chart's size, in its own units, and what is left free for its figures. */
const SIZE = { width: 1000, height: 190, left: 44, right: 6, top: 8, bottom: 22 } as const;
/** Figures along the bottom. */
const TIMES_SHOWN = 6;

/** The parts of a bar from the bottom up, each with its look; they are told apart by more than their colour. */
const PARTS = [
  { part: "succeeded", look: "k1", mark: null },
  { part: "uncertain", look: "k2", mark: <circle class="mark" cx="2" cy="2" r="0.5" /> },
  { part: "failed", look: "k3", mark: <path class="mark" d="M0 0v4" /> },
] as const;

/** A square of 4 by 4, turned. */
const PATTERN = {
  width: 4,
  height: 4,
  patternUnits: "userSpaceOnUse",
  patternTransform: "rotate(45)",
} as const;

/** Bars of what was settled, a line of what came in, and the same as a table. */
export function Chart(
  { slots, span, frame }: { slots: readonly Slot[]; span: SpanName; frame: Frame },
): JSX.Element {
  const { m } = frame;
  const settled = (slot: Slot) => slot.succeeded + slot.uncertain + slot.failed;
  const most = ceiling(Math.max(1, ...slots.map((slot) => Math.max(slot.received, settled(slot)))));
  const { width, height, left, right, top, bottom } = SIZE;
  const step = (width - left - right) / slots.length;
  const y = (count: number) => round(height - bottom - count / most * (height - bottom - top));
  const x = (at: number) => round(left + at * step);
  const line = slots.map(({ received }, at) => `M${x(at)} ${y(received)}h${round(step)}`).join("");
  const time = (atMs: number) => frame.zone.textOf(atMs).slice(span === "week" ? 5 : 11, 16);
  const told = (slot: Slot) =>
    `${frame.zone.textOf(slot.atMs).slice(5, 16)} ${m.received} ${slot.received}` +
    PARTS.map(({ part }) => ` · ${m[part]} ${slot[part]}`).join("");
  return (
    <figure class="chart">
      <div class="newest" tabindex={0} role="group" aria-label={m.chart.label}>
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={m.chart.label}>
          <defs>
            {PARTS.map(({ look, mark }) => (
              <pattern id={look} {...PATTERN}>
                <rect class={look} width="4" height="4" />
                {mark}
              </pattern>
            ))}
          </defs>
          {[0, 0.5, 1].map((part) => (
            <>
              <line x1={left} x2={width - right} y1={y(part * most)} y2={y(part * most)} />
              <text x={left - 6} y={y(part * most) + 4} text-anchor="end">{part * most}</text>
            </>
          ))}
          {slots.map((slot, at) =>
            settled(slot) + slot.received === 0 ? null : (
              <g>
                <title>{told(slot)}</title>
                <Bar slot={slot} x={x(at)} width={round(step * 0.78)} y={y} />
              </g>
            )
          )}
          <path class="k0" d={line} />
          {slots.map(({ atMs }, at) =>
            at % Math.round(slots.length / TIMES_SHOWN) === 0
              ? <text x={x(at)} y={height - 6}>{time(atMs)}</text>
              : null
          )}
        </svg>
      </div>
      <Legend frame={frame} />
      <details>
        <summary>{m.chart.asTable}</summary>
        <Figures slots={slots} frame={frame} />
      </details>
    </figure>
  );
}

function Bar(
  { slot, x, width, y }: { slot: Slot; x: number; width: number; y: (count: number) => number },
) {
  let below = 0;
  return (
    <>
      {PARTS.map(({ part, look }) => {
        const from = below;
        below += slot[part];
        if (slot[part] === 0) return null;
        const height = round(y(from) - y(below));
        return <rect fill={`url(#${look})`} x={x} y={y(below)} width={width} height={height} />;
      })}
    </>
  );
}

function Legend({ frame: { m } }: { frame: Frame }) {
  return (
    <ul class="legend">
      <li>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <path class="k0" d="M0 5h10" />
        </svg>
        {m.received}
      </li>
      {PARTS.map(({ part, look }) => (
        <li>
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <rect fill={`url(#${look})`} width="10" height="10" />
          </svg>
          {m[part]}
        </li>
      ))}
    </ul>
  );
}

/** The slots in which something happened, the newest first. */
function Figures({ slots, frame }: { slots: readonly Slot[]; frame: Frame }) {
  const { m, zone } = frame;
  const busy = slots.filter(({ received, succeeded, uncertain, failed, p95Ms }) =>
    received + succeeded + uncertain + failed > 0 || p95Ms !== null
  );
  return (
    <Table
      caption={m.chart.label}
      rows={busy.toReversed()}
      keyOf={({ atMs }) => `${atMs}`}
      empty={m.chart.nothing}
      columns={[
        {
          name: m.time,
          sort: "descending",
          cell: ({ atMs }) => zone.textOf(atMs).slice(0, 16),
        },
        { name: m.received, kind: "num", cell: ({ received }) => received },
        ...PARTS.map(({ part }): Column<Slot> => ({
          name: m[part],
          kind: "num",
          cell: (slot) => slot[part],
        })),
        { name: "p95", kind: "num", cell: ({ p95Ms }) => shownDelay(p95Ms, m) },
      ]}
    />
  );
}

/** The next 1, 2 or 5 with zeros, and even, so that its half is whole. */
function ceiling(count: number): number {
  const power = 10 ** Math.floor(Math.log10(count));
  return Math.max(
    2,
    [1, 2, 5, 10].map((step) => step * power).find((end) => end >= count) ?? count,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
