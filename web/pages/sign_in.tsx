/**
 * The form to sign in, for people of whom not even the language is known: both.
 *
 * @module
 */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Document } from "../components/layout.tsx";
import { messagesOf } from "../messages/messages.ts";

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
    <Document m={messagesOf("zh")} title="登录">
      <body class="alone">
        <main class="card">
          <div class="head">
            <h1>czdock</h1>
          </div>
          {problem === undefined ? null : (
            <p class="told bad" role="alert">
              {problem[0]} <span lang="en">{problem[1]}</span>
            </p>
          )}
          <form method="post" action="/sign-in">
            <input type="hidden" name="next" value={next} />
            <label for="name">
              <span>
                用户名 <span lang="en">Name</span>
              </span>
              <input
                id="name"
                name="name"
                value={name}
                autocomplete="username"
                required
                maxlength={64}
              />
            </label>
            <label for="password">
              <span>
                密码 <span lang="en">Password</span>
              </span>
              <input
                id="password"
                name="password"
                type="password"
                autocomplete="current-password"
                required
                maxlength={128}
              />
            </label>
            <button type="submit" class="main">
              登录 <span lang="en">Sign in</span>
            </button>
          </form>
        </main>
      </body>
    </Document>
  );
}
