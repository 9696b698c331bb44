/**
 * What comes to `/notify/CHANNEL`: from a supplier, or from anybody who knows the address.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Notification } from "../../../lib/execution/channel.ts";
import type { NotificationRequest } from "../../../lib/notification.ts";
import { taskFor } from "../../support/http_channel.ts";
import { gbkForm } from "../../support/suppliers/gbk_text.ts";
import type { Told } from "../../support/suppliers/style.ts";
import { ACCOUNT } from "../../support/suppliers/supplier.ts";
import type { Chance } from "../../support/world/chance.ts";
import { SETTINGS } from "../../suppliers/channels.ts";
import { exampleChannelOf } from "../example_channel.ts";
import { anyText, mutateBytes, mutateMembers } from "../mutate.ts";
import { gbkBytes, md5OfGbk } from "../oracles/signature.ts";
import { binary } from "../http_bytes.ts";
import { type Surface, surface } from "../surface.ts";

interface Sent {
  readonly name: "market" | "games";
  readonly request: NotificationRequest;
}

/** Changes what a channel makes of a notification: a planted fault. */
export type Believe = (notification: Notification, sent: NotificationRequest) => Notification;

const SECRET = "s3cret-of-the-shop";
const BYTES_MAX = 64 * 1024;
const clock = { nowMs: () => Date.UTC(2026, 10, 26), after: () => () => {} };

/** The surface. */
export function notifications(believe: Believe = (same) => same): Surface {
  const dial = () => Promise.reject(new Error("nobody is asked"));
  const channels = new Map<Sent["name"], ReturnType<typeof exampleChannelOf>>();
  const channelOf = (name: Sent["name"]) => {
    const channel = channels.get(name) ?? exampleChannelOf(name, dial, clock, clock.nowMs);
    channels.set(name, channel);
    return channel;
  };
  return surface({
    name: "notifications",
    reaches: ["refused", "asks", "succeeded", "failed", "pending", "unknown"],
    weight: 3,
    make,
    feed: async ({ name, request }: Sent) => {
      const notification = await channelOf(name).notified?.(request);
      assert.ok(notification !== undefined);
      return believe(notification, request);
    },
    judge,
    show: ({ name, request }) => {
      const body = new TextDecoder("latin1").decode(request.body);
      return JSON.stringify({ name, ...request, body });
    },
  });
}

function make(chance: Chance): Sent {
  const name = chance.pick(["market", "games"] as const);
  const { style } = SETTINGS[name];
  const state = chance.pick(["working", "done", "partly", "failed", "cancelled"] as const);
  const told: Told = {
    number: chance.hit(0.8) ? "main-196-1" : anyText(chance).slice(0, 50).toWellFormed(),
    account: "13800138000",
    ownNumber: chance.hit(0.9) ? "S1" : "x".repeat(500),
    state,
    arrivedMilli: chance.pick([50_000, 20_000, 0, 51_000]),
    costMilli: 49_300,
  };
  const account = { ...ACCOUNT, secret: chance.hit(0.9) ? SECRET : "somebody-else" };
  let body: Uint8Array;
  try {
    body = style.notice(told, state, account)?.body ?? new Uint8Array(0);
  } catch {
    // A name that GBK lacks can't be signed in it.
    body = new Uint8Array(0);
  }
  if (chance.hit(0.4)) body = oddForm(body, chance);
  if (chance.hit(0.15)) body = mutateBytes(body, chance, chance.between(1, 2));
  if (chance.hit(0.002)) body = huge(chance);
  const text = new TextDecoder("latin1").decode(body);
  // Suppliers that notify by GET.
  const inUrl = chance.hit(0.2), twice = chance.hit(0.03);
  const request: NotificationRequest = {
    method: inUrl ? "GET" : "POST",
    query: asInUrl(inUrl || twice ? text : chance.hit(0.05) ? anyText(chance) : ""),
    headers: new Map(chance.hit(0.1) ? [["content-type", anyText(chance)]] : []),
    body: inUrl && !twice ? new Uint8Array(0) : body.subarray(0, BYTES_MAX),
    from: chance.hit(0.95)
      ? "127.0.0.1"
      : chance.pick(["10.0.0.1", "::1", "::ffff:127.0.0.1", "", "unknown"]),
  };
  return { name, request };
}

/** As the server hands over what stands in a URL. */
function asInUrl(query: string): string {
  return new URL(`http://127.0.0.1/?${query}`).search.slice(1);
}

/** With one name or value of it changed, and signed anew by whoever has the key, or not. */
function oddForm(body: Uint8Array, chance: Chance): Uint8Array {
  const members = new TextDecoder("latin1").decode(body).split("&").map((member) => {
    const [name = "", ...value] = member.split("=");
    return [name, value.join("=")] as const;
  });
  const odd = (chance: Chance) =>
    chance.pick([
      "0",
      "1",
      "2",
      "3",
      "-1",
      "1&state=2",
      "%31",
      "%",
      "+",
      "%00",
      encodeURIComponent(anyText(chance).toWellFormed()),
    ]);
  let changed = mutateMembers(members, chance, odd);
  if (chance.hit(0.3)) changed = mutateMembers(changed, chance, odd);
  const text = changed.map(([name, value]) => `${name}=${value}`).join("&");
  const values = new Map([...new URLSearchParams(text)]);
  const isSignedAnew = chance.hit(0.4);
  const written = isSignedAnew
    ? text.replace(/sign=[^&]*/, `sign=${signOf("market", values)}`)
    : text;
  return new TextEncoder().encode(written);
}

/** What a reader may take long for. */
function huge(chance: Chance): Uint8Array {
  const unit = chance.pick(["a=1&", "&", "%", "%41", "万", "+", "=", "a"]);
  return new TextEncoder().encode(unit.repeat(Math.floor(BYTES_MAX / unit.length / 3)));
}

/** By the examples' rules, written down a second time. */
function signOf(name: Sent["name"], values: ReadonlyMap<string, string>): string {
  if (name === "market") {
    const names = [...values.keys()].filter((one) => one !== "sign").sort();
    const text = names.map((one) => `${one}=${values.get(one)}`).join("&");
    return createHash("md5").update(`${text}&apikey=${SECRET}`).digest("hex");
  }
  const signed = ["userid", "orderid", "sporderid", "merchantsubmittime", "resultno"];
  const text = signed.filter((one) => values.has(one)).map((one) => `${one}=${values.get(one)}`);
  return md5OfGbk(`${text.join("&")}&key=${SECRET}`);
}

function judge({ name, request }: Sent, notification: Notification): string {
  const { status, body } = notification.reply;
  assert.ok(!body.includes(SECRET) && [200, 403].includes(status));
  if (notification.kind === "refused") {
    assert.ok(!notification.reason.includes(SECRET), "a secret is told");
    assert.ok(body !== "success" && body !== "OK", "what was refused is told to have been heard");
    return "refused";
  }
  assert.match(request.from, /^(?:::ffff:)?127\.0\.0\.1$/);
  const values = valuesOf(name, request);
  assert.equal(values.get("sign")?.toLowerCase(), signOf(name, values), "it is not signed");
  const [said] = notification.said;
  assert.ok(said !== undefined && notification.said.length === 1);
  assert.equal(
    said.asks,
    name === "games",
    "the games' notifications are only the occasion to ask",
  );
  if (said.asks) return "asks";
  const outcome = said.outcome(taskFor().order);
  const byState: Record<string, string> = {
    "0": "pending",
    "1": "succeeded",
    "2": "failed",
    "-1": "failed",
    "3": "succeeded",
  };
  assert.ok(
    outcome.kind === "unknown" || outcome.kind === byState[values.get("state") ?? ""],
    outcome.kind,
  );
  return outcome.kind;
}

function valuesOf(name: Sent["name"], { query, body }: NotificationRequest): Map<string, string> {
  const form = name === "games"
    ? [binary(gbkBytes(query)), binary(body).trim()]
    : [query, new TextDecoder().decode(body).trim()];
  const text = form.filter((part) => part !== "").join("&");
  return name === "games" ? gbkForm(text) : new Map(new URLSearchParams(text));
}
