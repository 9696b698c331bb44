/**
 * Screens asked for as a browser does it, for tests through `app.request()`.
 *
 * @module
 */
import type { WebWorld } from "./web.ts";

const LOCAL = { Host: "localhost" };

/** An answer with its text. */
export interface Screen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** GETs a screen. */
export async function getScreen(
  world: WebWorld,
  path: string,
  headers: Record<string, string> = {},
): Promise<Screen> {
  return await screenOf(await world.app.request(path, { headers: { ...LOCAL, ...headers } }));
}

/** POSTs a form; a field may be there several times. */
export async function postForm(
  world: WebWorld,
  path: string,
  fields: Readonly<Record<string, string | readonly string[]>> = {},
  headers: Record<string, string> = {},
): Promise<Screen> {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) body.append(name, value);
  }
  const type = { "Content-Type": "application/x-www-form-urlencoded" };
  const all = { ...LOCAL, ...type, ...headers };
  const answer = world.app.request(path, { method: "POST", headers: all, body: body.toString() });
  return await screenOf(await answer);
}

async function screenOf(answer: Response): Promise<Screen> {
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
