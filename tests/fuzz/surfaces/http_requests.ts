/**
 * What comes to the port of the page and the API.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { WebConfig } from "../../../lib/config.ts";
import { idText } from "../../../lib/order.ts";
import { QueryError } from "../../../lib/order_query.ts";
import { hashPassword } from "../../../lib/password.ts";
import type { Operator } from "../../../lib/operator.ts";
import { ERROR_STATUS } from "../../../lib/api/refusal.ts";
import { SECURITY_HEADERS } from "../../../web/headers.ts";
import { OPEN, type WebWorld, webWorld } from "../../support/web.ts";
import { channelStatus, EMPTY_OVERVIEW, SETTINGS } from "../../support/web.ts";
import { inReview, processing, queued, settled } from "../../support/web_orders.ts";
import { anyRequest, type Credentials, type Sent } from "../http_requests.ts";
import type { Surface } from "../surface.ts";

/** What must never be told, but for a claim's answer, which is told the last two. */
const SECRETS = [
  "t0ken-of-a-reader",
  "t0ken-of-a-settler",
  "t0ken-of-the-boss",
  "p4ssword-of-zhang",
  "the-sealed-secrets",
] as const;
const OF_A_CLAIM = ["c4rd-password", "4gent-password"] as const;
const SCRIPT = "<script>alert(1)";

/** Every status that docs/api.md has, and those of pages: a redirect, and nothing to say. */
const STATUSES: ReadonlySet<number> = new Set([200, 204, 303, ...Object.values(ERROR_STATUS)]);

/** Requests after which a world is made anew: settled orders stay settled. */
const REQUESTS_A_WORLD = 400;

/** Answers a request; a planted fault may stand in for it. */
export type Answer = (world: WebWorld, request: Request) => Response | Promise<Response>;

interface World {
  readonly world: WebWorld;
  readonly credentials: Credentials;
  /** What was changed, and by whom. */
  readonly changes: string[];
  left: number;
}

interface Came {
  readonly response: Response;
  readonly text: string;
  readonly changes: readonly string[];
  readonly errors: readonly unknown[];
}

const RIGHTS: Readonly<Record<string, RegExp>> = {
  reader: /^$/,
  settler: /^(?:settle|push|inquire|claim|release|extend|pause|resume|workerClaim|workerRelease)/,
  boss: /./,
  zhang: /^(?:settle|push|inquire|claim|release|extend|pause|resume|workerClaim|workerRelease|try)/,
};

/** The surface. */
export function httpRequests(answer: Answer = ({ app }, request) => app.fetch(request)): Surface {
  return {
    name: "http-requests",
    reaches: ["200", "303", "400", "401", "403", "404", "405", "409", "415", "422"],
    weight: 3,
    inputMsMax: 1000,
    async open() {
      const passwordHash = await hashPassword("p4ssword-of-zhang", new Uint8Array(16));
      const worlds: (World | null)[] = [null, null];
      return (chance) => {
        const which = chance.hit(0.25) ? 0 : 1;
        const sent = anyRequest(chance, which === 0 ? { right: {} } : CREDENTIALS);
        return {
          feed: async () => {
            let one = worlds[which] ?? null;
            if (one === null || one.left-- <= 0) {
              one = worlds[which] = await open(which === 0, passwordHash);
            }
            const came = await ask(one, sent, answer);
            return () => judge(sent, came, which === 0);
          },
          show: () => {
            const body = sent.body === null ? null : new TextDecoder("latin1").decode(sent.body);
            return JSON.stringify({ ...sent, body, isOpen: which === 0 });
          },
        };
      };
    },
  };
}

const TOKENS = [
  { name: "reader", token: SECRETS[0], may: ["read"] },
  { name: "erp", token: SECRETS[1], may: ["settle"] },
  { name: "boss", token: SECRETS[2], may: ["admin"] },
] as const satisfies WebConfig["tokens"];

const CREDENTIALS: { right: Record<string, readonly [string, string]> } = {
  right: {
    reader: ["Authorization", `Bearer ${SECRETS[0]}`],
    settler: ["Authorization", `Bearer ${SECRETS[1]}`],
    boss: ["Authorization", `Bearer ${SECRETS[2]}`],
    zhang: ["Cookie", "czdock_session=none"],
  },
};

async function open(isOpen: boolean, passwordHash: string): Promise<World> {
  const changes: string[] = [];
  const did = <Said>(what: string, said: Said) => {
    changes.push(what);
    return Promise.resolve(said);
  };
  const config: WebConfig = isOpen ? OPEN : {
    ...OPEN,
    host: "0.0.0.0",
    tokens: TOKENS,
    users: [{ name: "zhang", passwordHash, role: "operator" }],
  };
  const operator: Partial<Operator> = {
    inquire: (_id, by) => did(`inquire ${by}`, "asked"),
    claim: (_id, by) => did(`claim ${by}`, "done"),
    release: (_id, by) => did(`release ${by}`, "taken"),
    pause: (channel, _reason, by) => did(`pause ${by}`, channel === "desk" ? "done" : "unknown"),
    resume: (channel, by) => did(`resume ${by}`, channel === "desk" ? "done" : "unknown"),
    reload: (by) => did(`reload ${by}`, { kind: "reloaded", warnings: [] }),
  };
  const secrets = { cardPassword: OF_A_CLAIM[0], agentPass: OF_A_CLAIM[1] };
  const world: WebWorld = webWorld(
    [
      queued(),
      processing({ chargeId: "197" }),
      inReview({ chargeId: "198" }),
      settled({ chargeId: "199" }),
    ],
    {
      config,
      operator,
      orders: {
        get: (server, chargeId) =>
          Promise.resolve(world.orders.get(idText(server, chargeId)) ?? null),
        list: (_filter, limit, cursor) => {
          if (cursor !== null) return Promise.reject(new QueryError("cursor", "made up"));
          return Promise.resolve({
            orders: [...world.orders.values()].slice(0, limit),
            cursor: null,
          });
        },
        overview: () => Promise.resolve(EMPTY_OVERVIEW),
      },
      channels: () => [channelStatus({}), channelStatus({ name: "jobs", type: "worker" })],
      workers: {
        claim: (channel, _max, _lease, by) =>
          did(
            `workerClaim ${by}`,
            channel === "jobs"
              ? { kind: "claimed", orders: [{ order: processing(), secrets }] }
              : { kind: "notWorker" },
          ),
        extend: (_id, _lease, by) => did(`extend ${by}`, "taken"),
        release: (_id, by) => did(`workerRelease ${by}`, "notClaimable"),
      },
      store: {
        exportAll: async function* () {},
        survey: async function* () {},
        restored: () => null,
        goOn: () => did("goOn", undefined),
      },
      notify: (channel) =>
        Promise.resolve(
          channel === "market"
            ? { status: 200, contentType: "text/plain; charset=utf-8", body: "success" }
            : null,
        ),
      operations: {
        recentLog: () => [],
        settings: () => Promise.resolve(SETTINGS),
        logLevels: () => ({ level: "info", modules: new Map() }),
        setLogLevels: () => void changes.push("levels"),
        alarms: () => [],
        tryWebhooks: () => did("webhooks", []),
        stop: () => void changes.push("stop"),
        metrics: () => "# EOF\n",
      },
      tryServer: (server) => {
        changes.push(`try ${server}`);
        return server === "main";
      },
    },
  );
  if (!isOpen) CREDENTIALS.right.zhang = ["Cookie", await signIn(world)];
  return { world, credentials: CREDENTIALS, changes, left: REQUESTS_A_WORLD };
}

async function signIn({ app }: WebWorld): Promise<string> {
  const body = new URLSearchParams({ name: "zhang", password: "p4ssword-of-zhang" });
  const answer = await app.request("/sign-in", {
    method: "POST",
    body,
    headers: { Host: "localhost" },
  });
  assert.equal(answer.status, 303);
  return answer.headers.get("Set-Cookie")?.split(";")[0] ?? "";
}

async function ask(
  { world, changes }: World,
  sent: Sent & { as: string | null },
  answer: Answer,
): Promise<Came> {
  const headers = new Headers();
  for (const [name, value] of sent.headers) {
    // The session is that of the world as it is now.
    const isSession = sent.as === "zhang" && name === "Cookie" &&
      value.startsWith("czdock_session=");
    headers.append(name, isSession ? CREDENTIALS.right.zhang?.[1] ?? "" : value);
  }
  const body = sent.body === null
    ? null
    : sent.isBroken
    ? broken(sent.body)
    : new Uint8Array(sent.body);
  const request = new Request(`http://localhost${sent.path}`, {
    method: sent.method,
    headers,
    body,
  });
  changes.length = 0;
  const before = { errors: world.errors.length, asked: world.asked.length };
  const response = await answer(world, request);
  const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream") ?? false;
  let text = "";
  if (isStream) await response.body?.cancel();
  else text = await response.text();
  const asked = world.asked.slice(before.asked).map(({ call, by }) => `${call} ${by}`);
  return {
    response,
    text,
    changes: [...changes, ...asked],
    errors: world.errors.slice(before.errors),
  };
}

function broken(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.slice(0, bytes.length / 2));
      controller.error(new TypeError("the connection was reset"));
    },
  });
}

function judge(sent: Sent & { as: string | null }, came: Came, isOpen: boolean): string {
  const { response: { status, headers }, text, changes, errors } = came;
  assert.deepEqual(errors, [], "czdock calls it a fault of its own");
  assert.ok(STATUSES.has(status) && status !== 500, `status ${status}`);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    assert.equal(headers.get(name), value, name);
  }
  const told = text + JSON.stringify([...headers]);
  for (const secret of SECRETS) assert.ok(!told.includes(secret), `${secret} is told`);
  const isClaim = changes.some((change) => change.startsWith("workerClaim"));
  for (const secret of OF_A_CLAIM) {
    assert.ok(isClaim || !told.includes(secret), `${secret} is told`);
  }
  const type = headers.get("Content-Type") ?? "";
  if (type.startsWith("text/html")) assert.ok(!text.includes(SCRIPT), "a text became a script");
  if (status >= 400 && type.startsWith("application/json") && sent.method !== "HEAD") {
    explained(text, status);
  }
  const { pathname } = new URL(`http://localhost${sent.path}`);
  if (pathname.startsWith("/api/") && status >= 400 && sent.method !== "HEAD") {
    assert.match(type, /^application\/json/);
  }
  permitted(sent, changes, isOpen);
  return `${status}`;
}

function explained(text: string, status: number): void {
  const { error, status: health } = JSON.parse(text);
  if (health !== undefined) return;
  assert.equal(ERROR_STATUS[error.code as keyof typeof ERROR_STATUS], status, error.code);
  assert.ok(typeof error.message === "string" && error.message !== "");
}

/** Nothing may be changed but by whoever may, and never on behalf of another site. */
function permitted(
  { as, headers, method, path }: Sent & { as: string | null },
  changes: readonly string[],
  isOpen: boolean,
) {
  if (changes.length === 0) return;
  const header = (name: string) =>
    headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value).join(", ");
  const said = `${method} ${path} by ${as}: ${changes}`;
  assert.equal(method, "POST", said);
  const site = header("sec-fetch-site"), origin = header("origin");
  assert.ok(site !== "cross-site" && site !== "same-site", said);
  const host = header("host");
  assert.ok(
    headers.every(([name]) => name.toLowerCase() !== "origin") ||
      isOwnOrigin(origin, host || "localhost"),
    said,
  );
  if (isOpen) {
    assert.ok(host === "" || /^(?:localhost|127\.|\[::1\])/i.test(host), said);
    return;
  }
  const may = as === null ? null : RIGHTS[as];
  assert.ok(may !== null && may !== undefined && changes.every((change) => may.test(change)), said);
}

/** Whether a browser that sends this origin shows a page of this very host: whatever name a reader may call it by. */
function isOwnOrigin(origin: string, host: string): boolean {
  const url = /^https?:\/\//.test(origin) ? URL.parse(origin) : null;
  return url !== null && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}
