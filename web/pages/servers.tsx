/**
 * `/servers`: whether each server takes its results, and what it still lacks.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ServerStatus } from "../../lib/status.ts";
import { audited } from "../auth.ts";
import { Act } from "../components/form.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { LinkBadge } from "../components/show.tsx";
import { type Column, Table } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import type { Call } from "../routes.ts";
import { form, messagesFor, screen, showing } from "./page.ts";

/** The screen at `/servers`, and what its button does. */
export function serverCalls(deps: AppDeps): Call[] {
  const show = showing(deps, (frame) => (
    <Layout frame={frame} title={frame.m.servers}>
      <section id="servers" class="card" data-live>
        <ServerTable frame={frame} servers={deps.servers()} full />
      </section>
    </Layout>
  ));
  return [
    screen("/servers", show),
    form("/servers/:name/try", ["push", "settle"], (c) => {
      const server = c.req.param("name");
      const outcome = deps.tryServer(server) ? "tried" : "unknown";
      audited(deps, c, "try server", { server, outcome });
      if (outcome === "tried") return c.redirect("/servers?done=tried", 303);
      return show(c, { text: messagesFor(c).refused.noServer }, 404);
    }),
  ];
}

/** What a table of servers shows. */
export interface ServerTableProps {
  readonly frame: Frame;
  readonly servers: readonly ServerStatus[];
  /** With links and actions, not only how they are doing. */
  readonly full?: boolean;
}

/** A table of servers. */
export function ServerTable({ frame, servers, full = false }: ServerTableProps): JSX.Element {
  const { m, time } = frame;
  const hidden = !full;
  const columns: Column<ServerStatus>[] = [
    {
      name: m.name,
      cell: ({ name }) => <a href={`/orders?server=${encodeURIComponent(name)}`}>{name}</a>,
    },
    { name: m.link, cell: ({ link }) => <LinkBadge link={link} m={m} /> },
    {
      name: m.backlog,
      kind: "num",
      cell: ({ name, pending }) => (
        <a href={`/orders?delivery=pending&server=${encodeURIComponent(name)}`}>{pending}</a>
      ),
    },
    { name: m.lastOrder, cell: ({ lastOrderAtMs }) => time(lastOrderAtMs) },
    { name: m.lastOk, cell: ({ lastOkAtMs }) => time(lastOkAtMs) },
    { name: m.nextTry, hidden, cell: ({ nextTryAtMs }) => time(nextTryAtMs) },
    { name: m.lastError, kind: "wrap", hidden, cell: ({ lastError }) => lastError ?? "–" },
    {
      name: m.actions,
      kind: "actions",
      hidden: hidden || !frame.may("push", "settle"),
      cell: ({ name, pending }) =>
        pending > 0 && (
          <Act action={`/servers/${encodeURIComponent(name)}/try`} look="small">
            {m.serverPage.tryNow}
          </Act>
        ),
    },
  ];
  return (
    <Table
      caption={m.servers}
      columns={columns}
      rows={servers}
      keyOf={({ name }) => name}
      empty={m.serverPage.none}
    />
  );
}
