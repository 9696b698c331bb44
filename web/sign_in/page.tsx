/**
 * The form to sign in.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";

/** What the form shows. */
export interface SignInProps {
  /** Where to go on; a path of this page. */
  readonly next: string;
  /** What was typed as the name. */
  readonly name?: string;
  /** What went wrong, Chinese and English. */
  readonly problem?: readonly [string, string];
}

/** The page at `/sign-in`. */
export function SignInPage({ next, name = "", problem }: SignInProps): JSX.Element {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href="/assets/style.css" />
        <link rel="icon" href="data:," />
        <title>登录 · czdock</title>
      </head>
      <body>
        <main>
          <h1>czdock</h1>
          {problem === undefined ? null : (
            <p role="alert">
              {problem[0]} <span lang="en">{problem[1]}</span>
            </p>
          )}
          <form method="post" action="/sign-in">
            <input type="hidden" name="next" value={next} />
            <p>
              <label for="name">
                用户名 <span lang="en">Name</span>
              </label>
              <br />
              <input
                id="name"
                name="name"
                value={name}
                autocomplete="username"
                required
                maxlength={64}
              />
            </p>
            <p>
              <label for="password">
                密码 <span lang="en">Password</span>
              </label>
              <br />
              <input
                id="password"
                name="password"
                type="password"
                autocomplete="current-password"
                required
                maxlength={128}
              />
            </p>
            <p>
              <button type="submit">
                登录 <span lang="en">Sign in</span>
              </button>
            </p>
          </form>
        </main>
      </body>
    </html>
  );
}
