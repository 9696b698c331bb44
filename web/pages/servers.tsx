/**
 * `/servers`: whether each server takes its results, and what it still lacks.
 *
 * @module
 */
import { Hono } from "hono";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ServerStatus } from "../../lib/status.ts";
import { addressOf } from "../auth.ts";
import type { WebEnv } from "../auth.ts";
import { Layout } from "../components/layout.tsx";
import type { Frame } from "../components/layout.tsx";
import { LinkBadge, Time } from "../components/show.tsx";
import { Empty, Table, Told } from "../components/table.tsx";
import type { AppDeps } from "../deps.ts";
import { methodNotAllowed } from "../routes.ts";
import { formLimit } from "../form.ts";
import { answerScreen, forbidden, frameOf } from "./page.ts";
import type { Page } from "./page.ts";

/** The screen at `/servers`, and what its button does. */
export function serverRoutes(deps: AppDeps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const screen = (c: Page, told: "tried" | "unknown" | null, status: 200 | 404 = 200) => {
    const props = { frame: frameOf(deps, c), servers: deps.servers(), told };
    return answerScreen(c, <ServersPage {...props} />, status);
  };
  routes.get("/servers", (c) => screen(c, c.req.query("done") === "tried" ? "tried" : null));
  routes.all("/servers", methodNotAllowed("GET, HEAD"));
  routes.post("/servers/:name/try", formLimit(), (c) => {
    if (!frameOf(deps, c).may("push", "settle")) return forbidden(c);
    const server = c.req.param("name");
    const outcome = deps.tryServer(server) ? "tried" : "unknown";
    const { by } = c.get("principal");
    deps.audit.info("try server", { by, from: addressOf(c), server, outcome });
    if (outcome === "unknown") return screen(c, outcome, 404);
    return c.redirect("/servers?done=tried", 303);
  });
  routes.all("/servers/:name/try", methodNotAllowed("POST"));
  return routes;
}

function ServersPage(
  { frame, servers, told }: {
    frame: Frame;
    servers: readonly ServerStatus[];
    told: "tried" | "unknown" | null;
  },
): JSX.Element {
  const { m } = frame;
  const words = m.serverPage;
  const time = (atMs: number | null) => <Time atMs={atMs} frame={frame} />;
  return (
    <Layout frame={frame} title={m.servers}>
      {told === null ? null : <Told good={told === "tried"}>{words.told[told]}</Told>}
      <section id="servers" class="card" data-live>
        {servers.length === 0 ? <Empty>{words.none}</Empty> : (
          <Table
            caption={m.servers}
            columns={[
              { name: m.name },
              { name: m.link },
              { name: m.backlog, kind: "num" },
              { name: m.lastOrder },
              { name: m.lastOk },
              { name: m.nextTry },
              { name: m.lastError, kind: "wrap" },
              { name: m.actions, kind: "actions" },
            ]}
            rows={servers.map((server) => ({
              key: server.name,
              cells: [
                <a href={`/orders?server=${encodeURIComponent(server.name)}`}>{server.name}</a>,
                <LinkBadge link={server.link} m={m} />,
                <a href={`/orders?delivery=pending&server=${encodeURIComponent(server.name)}`}>
                  {server.pending}
                </a>,
                time(server.lastOrderAtMs),
                time(server.lastOkAtMs),
                time(server.nextTryAtMs),
                server.lastError ?? "–",
                server.pending > 0 && frame.may("push", "settle")
                  ? (
                    <form
                      method="post"
                      action={`/servers/${encodeURIComponent(server.name)}/try`}
                    >
                      <button type="submit" class="small">{words.tryNow}</button>
                    </form>
                  )
                  : null,
              ],
            }))}
          />
        )}
      </section>
    </Layout>
  );
}
