/**
 * Takes what alarms post, over real HTTP.
 *
 * @module
 */

/** One request as it came. */
export interface Hook {
  readonly url: URL;
  readonly contentType: string | null;
  readonly body: string;
}

/** A webhook that keeps what it gets. */
export interface WebhookServer extends AsyncDisposable {
  readonly url: string;
  readonly hooks: Hook[];
  /** What it answers; `null` lets the asker wait. */
  answer: () => Response | null;
}

/** Opens one on a free port of this machine. */
export function webhookServer(): WebhookServer {
  const hooks: Hook[] = [];
  const answered = { answer: (): Response | null => Response.json({ errcode: 0, errmsg: "ok" }) };
  const end = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, signal: end.signal },
    async (request) => {
      const contentType = request.headers.get("Content-Type");
      hooks.push({ url: new URL(request.url), contentType, body: await request.text() });
      const response = answered.answer();
      return response ?? await new Promise<Response>(() => {});
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/robot/send?access_token=t0psecret`,
    hooks,
    get answer() {
      return answered.answer;
    },
    set answer(answer) {
      answered.answer = answer;
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      await server.finished;
    },
  };
}
