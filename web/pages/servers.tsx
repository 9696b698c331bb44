/**
 * `/servers`: whether each server takes its results, and what it still lacks.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ServerStatus } from "../../lib/status.ts";
import { audited } from "../audited.ts";
import { Act } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import type { Outcome } from "../components/parts.tsx";
import { LinkBadge } from "../components/show.tsx";
import { type Column, Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { answerScreen, doneBefore, form, frameOf, type Page, screen } from "./page.ts";

/** The screen at `/servers`, and what its button does. */
export function serverCalls(deps: AppDeps): Call[] {
  const show = (c: Page, frame: Frame, told: Outcome | null, status: 200 | 404 = 200) => {
    const props = { frame, servers: deps.servers(), told };
    return answerScreen(c, <ServersPage {...props} />, status);
  };
  return [
    screen("/servers", (c) => {
      const frame = frameOf(deps, c);
      const { tried } = frame.m.serverPage.told;
      return show(c, frame, doneBefore(c, { tried }));
    }),
    form("/servers/:name/try", ["push", "settle"], (c) => {
      const server = c.req.param("name");
      const outcome = deps.tryServer(server) ? "tried" : "unknown";
      audited(deps, c, "try server", { server, outcome });
      if (outcome === "tried") return c.redirect("/servers?done=tried", 303);
      const frame = frameOf(deps, c);
      return show(c, frame, { good: false, text: frame.m.serverPage.told.unknown }, 404);
    }),
  ];
}

function ServersPage(
  { frame, servers, told }: {
    frame: Frame;
    servers: readonly ServerStatus[];
    told: Outcome | null;
  },
): JSX.Element {
  const { m } = frame;
  const { name, link, lastOrder, lastOk } = serverColumns(frame);
  const pending = ({ name, pending }: ServerStatus) => (
    <a href={`/orders?delivery=pending&server=${encodeURIComponent(name)}`}>{pending}</a>
  );
  const tryNow = ({ name, pending }: ServerStatus) =>
    pending > 0 && frame.may("push", "settle")
      ? (
        <Act action={`/servers/${encodeURIComponent(name)}/try`} look="small">
          {m.serverPage.tryNow}
        </Act>
      )
      : null;
  return (
    <Layout frame={frame} title={m.servers} told={told}>
      <section id="servers" class="card" data-live>
        <Table
          caption={m.servers}
          rows={servers}
          keyOf={({ name }) => name}
          empty={m.serverPage.none}
          columns={[
            name,
            link,
            { name: m.backlog, kind: "num", cell: pending },
            lastOrder,
            lastOk,
            { name: m.nextTry, cell: ({ nextTryAtMs }) => frame.time(nextTryAtMs) },
            { name: m.lastError, kind: "wrap", cell: ({ lastError }) => lastError ?? "–" },
            { name: m.actions, kind: "actions", cell: tryNow },
          ]}
        />
      </section>
    </Layout>
  );
}

/** The columns that the overview has, too. */
export function serverColumns(
  frame: Frame,
): Record<"name" | "link" | "lastOrder" | "lastOk", Column<ServerStatus>> {
  const { m } = frame;
  return {
    name: {
      name: m.name,
      cell: ({ name }) => <a href={`/orders?server=${encodeURIComponent(name)}`}>{name}</a>,
    },
    link: { name: m.link, cell: ({ link }) => <LinkBadge link={link} m={m} /> },
    lastOrder: { name: m.lastOrder, cell: ({ lastOrderAtMs }) => frame.time(lastOrderAtMs) },
    lastOk: { name: m.lastOk, cell: ({ lastOkAtMs }) => frame.time(lastOkAtMs) },
  };
}
