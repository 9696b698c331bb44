/**
 * What stands at `/`: that czdock runs, and where to look.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";

/** The page at `/`. */
export function Home(props: { readonly version: string }): JSX.Element {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>czdock</title>
      </head>
      <body>
        <h1>czdock {props.version}</h1>
        <p>czdock 正在运行。</p>
        <p lang="en">czdock is running.</p>
        <ul>
          <li>
            <a href="/healthz">/healthz</a>
          </li>
          <li>
            <a href="/api/overview">/api/overview</a>
          </li>
        </ul>
      </body>
    </html>
  );
}
