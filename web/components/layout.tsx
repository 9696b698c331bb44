/**
 * What every screen stands in.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Messages } from "../messages/zh.ts";
import { localTime } from "./show.tsx";

/** What a screen tells of itself, and who looks at it. */
export interface Frame {
  readonly m: Messages;
  readonly nowMs: number;
  readonly version: string;
  /** As results name them: `operator:NAME`. */
  readonly by: string;
  /** Whether there is somebody to sign out. */
  readonly signedIn: boolean;
  /** The path and query of this screen. */
  readonly here: string;
}

const SCREENS = [
  { path: "/", name: "overview" },
  { path: "/orders", name: "orders" },
  { path: "/desk", name: "desk" },
] as const;

/** A whole page. */
export function Layout(
  { frame, title, children }: { frame: Frame; title: string; children?: Child },
): JSX.Element {
  const { m, nowMs, version, here } = frame;
  const path = here.split("?")[0] ?? "/";
  const other = new URL(here, "http://page");
  other.searchParams.set("lang", m.otherLangCode);
  return (
    <html lang={m.lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href={`/assets/style.css?v=${encodeURIComponent(version)}`} />
        <link rel="icon" href="data:," />
        <title>{`${title} · czdock`}</title>
      </head>
      <body>
        <a class="skip" href="#content">{m.skip}</a>
        <header>
          <strong>czdock</strong>
          <nav aria-label={m.nav}>
            <ul>
              {SCREENS.map((screen) => {
                const current = screen.path === "/"
                  ? path === "/"
                  : path === screen.path || path.startsWith(`${screen.path}/`);
                return (
                  <li>
                    <a href={screen.path} aria-current={current ? "page" : undefined}>
                      {m[screen.name]}
                    </a>
                  </li>
                );
              })}
            </ul>
          </nav>
          <div class="end">
            <a href={other.pathname + other.search} lang={m.otherLangCode}>{m.otherLang}</a>
            {frame.signedIn
              ? (
                <form method="post" action="/sign-out">
                  <button type="submit">
                    {`${m.signOut} ${frame.by.replace(/^operator:/, "")}`}
                  </button>
                </form>
              )
              : null}
          </div>
        </header>
        <main id="content" tabindex={-1}>
          <h1>{title}</h1>
          {children}
        </main>
        <footer>
          {`${m.loadedAt} `}
          <time datetime={new Date(nowMs).toISOString()}>{localTime(nowMs)}</time>
          {` · czdock ${version}`}
        </footer>
      </body>
    </html>
  );
}
