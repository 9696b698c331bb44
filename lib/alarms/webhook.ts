/**
 * One post to a webhook: over verified TLS where it is https, never to where a redirect leads, and never with the address
 * in a message, for it holds the robot's token.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { WebhookConfig } from "../config.ts";
import { errorText } from "../log.ts";
import { bodyOf, refusalIn, signedUrl } from "./body.ts";
import type { AlarmNews } from "./message.ts";

/** What became of a post. */
export type Posted = { readonly kind: "taken" } | {
  readonly kind: "failed";
  readonly reason: string;
};

/** Sends requests. {@linkcode fetch} fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Bytes of an answer that are read. */
const ANSWER_BYTES_MAX = 4096;

/** Posts news of alarms. Never rejects. */
export async function post(
  webhook: WebhookConfig,
  title: string,
  news: AlarmNews,
  { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock },
): Promise<Posted> {
  const { url, template, secret, timeoutMs } = webhook;
  const atMs = clock.nowMs();
  const giveUp = new AbortController();
  const cancel = clock.after(timeoutMs, () => giveUp.abort());
  try {
    const body = bodyOf(webhook, title, news, atMs);
    // An own body may be plain text, as some services want it.
    const type = /^\s*[{[]/.test(body) ? "application/json" : "text/plain";
    const response = await fetch(signedUrl(url, secret, atMs), {
      method: "POST",
      headers: { "Content-Type": `${type}; charset=utf-8` },
      body,
      redirect: "manual",
      signal: giveUp.signal,
    });
    const reason = refusalIn(template, response.status, await beginningOf(response));
    return reason === null ? { kind: "taken" } : { kind: "failed", reason };
  } catch (error) {
    if (giveUp.signal.aborted) {
      return { kind: "failed", reason: `${timeoutMs} ms 内无应答 no answer in time` };
    }
    return { kind: "failed", reason: withoutAddress(whole(error)) };
  } finally {
    cancel();
  }
}

async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "", bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop lets go of the rest.
    if (bytes >= ANSWER_BYTES_MAX) break;
  }
  return text;
}

/** What a failed fetch says is in its cause, or, in other versions of Deno, in itself. */
function whole(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? errorText(error) : errorText(cause);
}

/** Errors of fetch quote the whole address. */
function withoutAddress(reason: string): string {
  return reason.replaceAll(/https?:\/\/[^\s)"']+/gi, "(url)");
}
