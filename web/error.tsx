/**
 * What a person sees where a program gets `{"error":…}`: the same sentence, and a way on.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { html } from "hono/html";
import type { WebEnv } from "./auth.ts";
import { Document } from "./components/layout.tsx";
import type { Messages } from "./messages/messages.ts";
import { messagesFor } from "./pages/page.ts";

/** Paths for programs, which get JSON whatever they say they accept. */
const FOR_PROGRAMS = /^\/(?:api\/|healthz$|metrics$)/;

/** Answers a browser's request for a screen with a screen, also where it failed. */
export const errorScreens: MiddlewareHandler<WebEnv> = async (c, next) => {
  await next();
  const { status, headers } = c.res;
  const isJson = headers.get("Content-Type")?.startsWith("application/json") ?? false;
  const isBrowser = c.req.header("Accept")?.includes("text/html") ?? false;
  if (status < 400 || !isJson || !isBrowser || FOR_PROGRAMS.test(c.req.path)) return;
  const { error } = await c.res.json() as { error: { message: string } };
  const kept = new Headers(headers);
  kept.set("Content-Type", "text/html; charset=utf-8");
  const screen = <ErrorPage m={messagesFor(c)} status={status} message={error.message} />;
  c.res = new Response(`${html`<!DOCTYPE html>${screen}`}`, { status, headers: kept });
};

function ErrorPage({ m, status, message }: { m: Messages; status: number; message: string }) {
  const { failed, missing, refused } = m.errorPage;
  const title = status >= 500 ? failed : status === 404 ? missing : refused;
  return (
    <Document m={m} title={title}>
      <body class="alone">
        <main class="card">
          <h1>{title}</h1>
          <p role="alert">{message}</p>
          <p class="more">
            <a class="button" href="/">{m.overview}</a>
            {(status === 401 || status === 403) && (
              <a class="button" href="/sign-in">{m.errorPage.signIn}</a>
            )}
          </p>
          <p class="dim">{status}</p>
        </main>
      </body>
    </Document>
  );
}
