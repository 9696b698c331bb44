/**
 * The parts of an order's screen that only show: its story, its timeline, its packets, its fields, its diagnosis.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { OrderJson } from "../../lib/api/order_json.ts";
import type { ShownPacket } from "../../lib/operator.ts";
import type { Exchange, Order } from "../../lib/order.ts";
import type { Frame } from "../components/layout.tsx";
import { Card, type Fact, Facts } from "../components/parts.tsx";
import { DeliveryBadge, StateBadge } from "../components/show.tsx";
import { Table } from "../components/table.tsx";
import { fieldsOf, sinceText, type Story } from "./order_story.ts";

/** What happened, what it means for the money, what comes next. */
export function StoryPart(
  { order, story, frame: { m } }: { order: Order; story: Story; frame: Frame },
): JSX.Element {
  const words = m.page.story;
  const happened = (
    <>
      <StateBadge order={order} m={m} />{" "}
      {order.state === "settled" && <DeliveryBadge order={order} m={m} />} {story.happened}
    </>
  );
  return (
    <section class="card" id="story" data-live aria-label={words.happened}>
      {story.contradicted === "" ? null : <p class="told bad" role="alert">{story.contradicted}</p>}
      <Facts
        look="fields story"
        facts={[
          [words.happened, happened],
          [words.money, <strong>{story.money}</strong>],
          [words.next, story.next],
        ]}
      />
    </section>
  );
}

/** Everything that happened, with what was said between us and the channel. */
export function TimelinePart({ order, frame }: { order: Order; frame: Frame }): JSX.Element {
  const { m } = frame;
  const retCodes: Readonly<Record<string, string>> = m.retCodes;
  return (
    <Card id="timeline" title={m.timeline} live>
      <Table
        caption={m.timeline}
        rows={order.timeline}
        columns={[
          { name: m.time, sort: "ascending", cell: ({ atMs }) => frame.time(atMs) },
          {
            name: m.page.sinceReceipt,
            kind: "num",
            cell: ({ atMs }) => m.seconds({ count: sinceText(order, atMs) }),
          },
          { name: m.what, cell: ({ kind }) => m.kinds[kind] },
          {
            name: m.note,
            kind: "wrap",
            cell: ({ note = "", exchange }) => (
              <>
                {note.replace(/^[123](?= \w+:)/, (retCode) => retCodes[retCode] ?? retCode)}
                {exchange !== undefined && <Said exchange={exchange} frame={frame} />}
              </>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Said({ exchange, frame: { m } }: { exchange: Exchange; frame: Frame }) {
  const { request, answer, tookMs } = exchange;
  const facts: Fact[] = [
    [m.page.answer, <code>{answer}</code>],
    [m.page.took, `${tookMs} ms`],
  ];
  if (request !== "") facts.unshift([m.page.request, <code>{request}</code>]);
  return <Facts facts={facts} />;
}

/** The packets as they go over the wire, as text and in hex. */
export function PacketsPart(
  { packets, frame: { m } }: { packets: readonly ShownPacket[]; frame: Frame },
): JSX.Element | null {
  if (packets.length === 0) return null;
  return (
    <Card id="packets" title={m.page.packets} look="pile">
      {packets.map(({ kind, exact, bytes, text }) => (
        <details>
          <summary>{`${m.page.packet[kind]} · ${m.page.bytes({ count: bytes.length })}`}</summary>
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
    </Card>
  );
}

/** Everything but the timeline, by the protocol's own names; what is empty is left out. */
export function FieldsPart({ json, frame: { m } }: { json: OrderJson; frame: Frame }): JSX.Element {
  return (
    <Card id="fields" title={m.fields}>
      <Facts look="fields columns" facts={fieldsOf(json)} />
    </Card>
  );
}

/** A text for whoever helps, to be copied. */
export function DiagnosisPart({ text, frame: { m } }: { text: string; frame: Frame }): JSX.Element {
  return (
    <Card id="diagnosis" title={m.page.diagnosis}>
      <details>
        <summary>{m.page.diagnosisHelp}</summary>
        <pre tabindex={0} id="diagnosis-text" class="wrap">{text}</pre>
      </details>
      <p>
        <button type="button" data-copy="#diagnosis-text" hidden data-script>{m.page.copy}</button>
      </p>
    </Card>
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
