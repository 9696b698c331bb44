/**
 * The parts of an order's screen that only show: its story, its timeline, its packets, its fields, its diagnosis.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Exchange, Order } from "../../lib/order.ts";
import type { Frame } from "../components/layout.tsx";
import { DeliveryBadge, StateBadge, Time } from "../components/show.tsx";
import { Table } from "../components/table.tsx";
import type { ShownPacket } from "../../lib/operator.ts";
import type { OrderJson } from "../../lib/api/order_json.ts";
import { sinceText } from "./order_diagnosis.ts";
import type { Story } from "./order_story.ts";

/** What happened, what it means for the money, what comes next. */
export function StoryPart(
  { order, story, frame: { m } }: { order: Order; story: Story; frame: Frame },
): JSX.Element {
  const words = m.page.story;
  return (
    <section class="card" id="story" data-live aria-label={words.happened}>
      {story.contradicted === "" ? null : <p class="told bad" role="alert">{story.contradicted}</p>}
      <dl class="fields story">
        <dt>{words.happened}</dt>
        <dd>
          <StateBadge order={order} m={m} />{" "}
          {order.state === "settled" ? <DeliveryBadge order={order} m={m} /> : null}{" "}
          {story.happened}
        </dd>
        <dt>{words.money}</dt>
        <dd>
          <strong>{story.money}</strong>
        </dd>
        <dt>{words.next}</dt>
        <dd>{story.next}</dd>
      </dl>
    </section>
  );
}

/** Everything that happened, with what was said between us and the channel. */
export function TimelinePart({ order, frame }: { order: Order; frame: Frame }): JSX.Element {
  const { m } = frame;
  return (
    <section class="card" id="timeline" data-live aria-labelledby="timeline-name">
      <h2 id="timeline-name">{m.timeline}</h2>
      <Table
        caption={m.timeline}
        columns={[
          { name: m.time, sort: "ascending" },
          { name: m.page.sinceReceipt, kind: "num" },
          { name: m.what },
          { name: m.note, kind: "wrap" },
        ]}
        rows={order.timeline.map(({ atMs, kind, note, exchange }) => ({
          cells: [
            <Time atMs={atMs} frame={frame} />,
            m.page.seconds(sinceText(order, atMs)),
            m.kinds[kind],
            <>
              {note ?? ""}
              {exchange === undefined ? null : <Said exchange={exchange} frame={frame} />}
            </>,
          ],
        }))}
      />
    </section>
  );
}

function Said({ exchange, frame: { m } }: { exchange: Exchange; frame: Frame }): JSX.Element {
  const { request, answer, tookMs } = exchange;
  return (
    <dl class="fields">
      {request === "" ? null : (
        <>
          <dt>{m.page.request}</dt>
          <dd>
            <code>{request}</code>
          </dd>
        </>
      )}
      <dt>{m.page.answer}</dt>
      <dd>
        <code>{answer}</code>
      </dd>
      <dt>{m.page.took}</dt>
      <dd>{`${tookMs} ms`}</dd>
    </dl>
  );
}

/** The packets as they go over the wire, as text and in hex. */
export function PacketsPart(
  { packets, frame: { m } }: { packets: readonly ShownPacket[]; frame: Frame },
): JSX.Element | null {
  if (packets.length === 0) return null;
  return (
    <section class="card pile" aria-labelledby="packets">
      <h2 id="packets">{m.page.packets}</h2>
      {packets.map(({ kind, exact, bytes, text }) => (
        <details>
          <summary>{`${m.page.packet[kind]} · ${m.page.bytes(bytes.length)}`}</summary>
          <p class="dim">{exact ? m.page.exact : m.page.rebuilt}</p>
          <h3>{m.page.asText}</h3>
          <pre tabindex={0} id={`packet-${kind}`} class="wrap">{text}</pre>
          <button type="button" class="small" data-copy={`#packet-${kind}`} hidden data-script>
            {m.page.copy}
          </button>
          <h3>{m.page.asHex}</h3>
          <pre tabindex={0}>{hexOf(bytes)}</pre>
        </details>
      ))}
    </section>
  );
}

/** Everything but the timeline, by the protocol's own names; what is empty is left out. */
export function FieldsPart({ json, frame: { m } }: { json: OrderJson; frame: Frame }): JSX.Element {
  const { timeline: _, result, delivery, ...rest } = json;
  const shown = [
    ...Object.entries(rest),
    ...Object.entries(result ?? {}).map(([name, value]) => [`result.${name}`, value] as const),
    ...Object.entries(delivery).map(([name, value]) => [`delivery.${name}`, value] as const),
  ].filter(([, value]) => value !== "" && value !== null);
  return (
    <section class="card" aria-labelledby="fields">
      <h2 id="fields">{m.fields}</h2>
      <dl class="fields columns">
        {shown.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A text for whoever helps, to be copied. */
export function DiagnosisPart({ text, frame: { m } }: { text: string; frame: Frame }): JSX.Element {
  return (
    <section class="card" aria-labelledby="diagnosis">
      <h2 id="diagnosis">{m.page.diagnosis}</h2>
      <details>
        <summary>{m.page.diagnosisHelp}</summary>
        <pre tabindex={0} id="diagnosis-text" class="wrap">{text}</pre>
      </details>
      <p>
        <button type="button" data-copy="#diagnosis-text" hidden data-script>{m.page.copy}</button>
      </p>
    </section>
  );
}

/** Sixteen bytes a line, each line with its place. */
export function hexOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const pairs = [...bytes.subarray(at, at + 16)].map((byte) =>
      byte.toString(16).padStart(2, "0")
    );
    lines.push(`${at.toString(16).padStart(4, "0")}  ${pairs.join(" ")}`);
  }
  return lines.join("\n");
}
