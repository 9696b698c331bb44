/**
 * What every screen stands in.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { TokenRight } from "../../lib/config.ts";
import { SCRIPT, STYLE } from "../assets/assets.ts";
import type { Messages } from "../messages/messages.ts";
import { Act } from "./form.tsx";
import { type Outcome, Told } from "./parts.tsx";
import { nameOf } from "./show.tsx";

/** What a screen tells of itself, and who looks at it. Nearly every component is handed it. */
export interface Frame {
  readonly m: Messages;
  readonly nowMs: number;
  /** Writes instants in the configured zone. */
  readonly zone: { textOf(atMs: number): string };
  /** An instant as a screen shows it. */
  readonly time: (atMs: number | null) => JSX.Element;
  readonly version: string;
  /** As results name them: `operator:NAME`. */
  readonly by: string;
  /** Whether whoever looks has one of these rights, or `admin`. */
  readonly may: (...oneOf: readonly TokenRight[]) => boolean;
  /** Whether there is somebody to sign out. */
  readonly signedIn: boolean;
  /** The path and query of this screen, also where it is the answer to a form. */
  readonly here: string;
  /** What became of what was asked for. */
  readonly told: Outcome | null;
}

/** The screens: where each is, and the name of its name. Whoever asks for one has to be known. */
export const SCREENS = [
  { path: "/", name: "overview" },
  { path: "/orders", name: "orders" },
  { path: "/desk", name: "desk" },
  { path: "/reconciliation", name: "reconciliation" },
  { path: "/channels", name: "channels" },
  { path: "/servers", name: "servers" },
  { path: "/log", name: "log" },
  { path: "/settings", name: "settings" },
] as const;

/** What a whole page is made of. */
export interface LayoutProps {
  readonly frame: Frame;
  readonly title: string;
  /** A screen that looks again by itself, events or not: how often, in milliseconds. */
  readonly everyMs?: number;
  readonly children?: Child;
}

/** A whole page. Parts of it with an id and `data-live` are kept fresh by the script. */
export function Layout({ frame, title, everyMs, children }: LayoutProps): JSX.Element {
  const { m } = frame;
  // The script knows how old the page is by then.
  const age = { age: "{age}" };
  return (
    <Document m={m} title={title}>
      <body data-copied={m.copied}>
        <a class="skip" href="#content">{m.skip}</a>
        <Bar frame={frame} />
        <main id="content" tabindex={-1} data-here={frame.here} data-every={everyMs}>
          <div class="head">
            <h1>{title}</h1>
            <p
              id="fresh"
              data-on={m.fresh.on}
              data-held={m.fresh.held}
              data-stale={m.fresh.stale(age)}
              data-failed={m.fresh.failed(age)}
              data-signed={m.fresh.signed(age)}
            >
              {`${m.fresh.loadedAt} `}
              {frame.time(frame.nowMs)}
            </p>
          </div>
          <Told told={frame.told} />
          {children}
        </main>
        <dialog id="confirm" aria-labelledby="confirm-text">
          <p id="confirm-text" />
          <form method="dialog" class="row">
            <button type="submit" class="main" value="yes">{m.yes}</button>
            <button type="submit" value="">{m.no}</button>
          </form>
        </dialog>
        <footer>{`czdock ${frame.version}`}</footer>
      </body>
    </Document>
  );
}

/** The outermost of every page. */
export function Document(
  { m, title, children }: { m: Messages; title: string; children?: Child },
): JSX.Element {
  return (
    <html lang={m.lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href={STYLE.path} />
        <link rel="icon" href="data:," />
        <script type="module" src={SCRIPT.path} />
        <title>{`${title} · czdock`}</title>
      </head>
      {children}
    </html>
  );
}

function Bar({ frame }: { frame: Frame }) {
  const { m, here } = frame;
  const path = here.split("?")[0] ?? "/";
  const other = new URL(here, "http://page");
  other.searchParams.set("lang", m.otherLangCode);
  return (
    <header class="bar">
      <a class="brand" href="/">czdock</a>
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
        {frame.signedIn && (
          <Act action="/sign-out" look="plain">
            {`${m.signOut} ${nameOf(frame.by)}`}
          </Act>
        )}
      </div>
    </header>
  );
}
