/**
 * What suppliers answer: the three of docs/examples, each over the channel that its example describes.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Channel, Outcome, Task } from "../../../lib/execution/channel.ts";
import { QUERY_PAUSE_MS } from "../../../lib/execution/channels/http/channel.ts";
import type { Conn } from "../../../lib/net.ts";
import { taskFor } from "../../support/http_channel.ts";
import type { Refusal } from "../../support/suppliers/books.ts";
import type { Answer, Told } from "../../support/suppliers/style.ts";
import type { Chance } from "../../support/world/chance.ts";
import { CHANNEL_NAMES, type ChannelName, SETTINGS } from "../../suppliers/channels.ts";
import { exampleChannelOf } from "../example_channel.ts";
import { answerBytes, wholeAnswer } from "../http_bytes.ts";
import { escaped, oddLiteral } from "../json.ts";
import { cutUp, mutateBytes, mutateText } from "../mutate.ts";
import { gbkBytes } from "../oracles/signature.ts";
import { allowedKinds, type Op } from "../oracles/supplier_rules.ts";
import type { Surface } from "../surface.ts";

interface Said {
  readonly name: ChannelName;
  readonly op: Op;
  readonly pieces: readonly Uint8Array[];
  readonly bytes: Uint8Array;
  readonly end: "closed" | "reset" | "never";
  /** How long ago the order was submitted, in milliseconds. */
  readonly agoMs: number;
}

/** When the channels of the examples believe that an order is not there, in milliseconds. */
const BELIEVED_AFTER_MS = 600_000;
const NOW_MS = Date.UTC(2026, 10, 26);
const SECRET = "s3cret-of-the-shop";
const BODY_BYTES_MAX = 256 * 1024;

/** The surface. @param judged changes what a channel makes of an answer: a planted fault */
export function supplierAnswers(judged: (outcome: Outcome) => Outcome = (same) => same): Surface {
  return {
    name: "supplier-answers",
    reaches: ["succeeded", "failed", "pending", "untouched", "unknown"],
    weight: 3,
    inputMsMax: 1000,
    open() {
      const line = new Line();
      const channels = new Map(
        CHANNEL_NAMES.map((
          name,
        ) => [name, exampleChannelOf(name, () => line.dial(), line.clock, () => line.steadyMs)]),
      );
      return (chance) => {
        const said = make(chance);
        return {
          feed: async () => {
            const channel = channels.get(said.name) ?? assert.fail(said.name);
            const outcome = judged(await ask(said, line, channel));
            return () => judge(said, outcome, line.dialed);
          },
          show: () =>
            `${said.name} ${said.op} ${said.end} ${said.agoMs} ` +
            JSON.stringify(new TextDecoder("latin1").decode(said.bytes)),
        };
      };
    },
  };
}

function make(chance: Chance): Said {
  const name = chance.pick(CHANNEL_NAMES as [ChannelName, ...ChannelName[]]);
  const op = chance.pick(["submit", "query"] as const);
  const { style } = SETTINGS[name];
  const { body, contentType } = style.write(answerOf(chance, op));
  const decoder = new TextDecoder(style.charset);
  let text = decoder.decode(body);
  if (chance.hit(0.5)) text = name === "games" ? oddXml(text, chance) : oddJson(text, chance);
  if (chance.hit(0.08)) text = mutateText(text, chance, chance.between(1, 2));
  let bytes: Uint8Array = name === "games" ? gbkBytes(text) : new TextEncoder().encode(text);
  if (chance.hit(0.08)) bytes = mutateBytes(bytes, chance);
  if (chance.hit(0.002)) bytes = huge(text, chance, name);
  const whole = answerBytes(bytes, contentType, chance);
  return {
    name,
    op,
    bytes: whole,
    pieces: cutUp(whole, chance),
    end: chance.pick(["closed", "closed", "reset", "never"]),
    agoMs: chance.pick([0, BELIEVED_AFTER_MS - 1, BELIEVED_AFTER_MS]),
  };
}

const REFUSALS = [
  "wrongSign",
  "malformed",
  "lowBalance",
  "unknownProduct",
  "wrongPrice",
  "repeated",
  "notFound",
  "busy",
] as const satisfies readonly Refusal[];

function answerOf(chance: Chance, op: Op): Answer {
  const order: Told = {
    number: chance.hit(0.9)
      ? "main-196-1"
      : chance.pick(["main-196-2", "main-1961", "", "main-196-1 "]),
    account: "13800138000",
    ownNumber: `S${chance.between(1, 1e9)}`,
    state: chance.pick(["working", "done", "partly", "failed", "cancelled"]),
    arrivedMilli: chance.pick([50_000, 20_000, 0, 51_000, 50_001]),
    costMilli: chance.pick([49_300, 0, 99_999_999]),
  };
  if (chance.hit(0.15)) return { kind: "unheardOf" };
  if (chance.hit(0.3)) return { kind: "refused", reason: chance.pick(REFUSALS) };
  if (op === "submit") return { kind: "taken", order };
  return { kind: "found", orders: chance.pick([[order], [order], [], [order, order]]) };
}

/** With one value of it, or one name, in other letters, another one, or twice. */
function oddJson(text: string, chance: Chance): string {
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|null/g)];
  const token = tokens[chance.between(0, tokens.length - 1)];
  if (token === undefined) return text;
  const [one] = token,
    before = text.slice(0, token.index),
    after = text.slice(token.index + one.length);
  const other = () =>
    chance.pick(["0", "1", '"1"', "2", "3", "-1", "9", "1.0", "1e0", "01", "true", "1006", "409"]);
  switch (chance.between(0, 5)) {
    case 0:
      return before + oddLiteral(chance) + after;
    case 1:
      return before + (one.startsWith('"') ? escaped(JSON.parse(one)) : `"${one}"`) + after;
    case 2:
      return `{"status":${other()},"errno":${other()},${text.slice(1)}`;
    case 3:
      return text.replace(/}$/, `,"result":{"rechargestatus":${other()}}}`);
    case 4:
      return `[${text}]`;
    default:
      return before + other() + after;
  }
}

function oddXml(text: string, chance: Chance): string {
  const elements = [...text.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
  const element = elements[chance.between(0, elements.length - 1)];
  if (element === undefined) return text;
  const [one, name = "", value = ""] = element;
  const other = chance.pick([
    "0",
    "1",
    "2",
    "9",
    "5001",
    "5006",
    "5007",
    "01",
    " 1",
    "1\n",
    "&#49;",
    "&one;",
    "<![CDATA[1]]>",
    "<!-- -->1",
    "<b>1</b>",
  ]);
  const changed = chance.pick([
    `<${name}>${other}</${name}>`,
    one + one,
    `<resultno>${other}</resultno>`,
    `${one}<resultno>${other}</resultno>`,
    `<${name} a="1">${value}</${name}>`,
    `<${name}><![CDATA[${value}]]></${name}>`,
    `<${name} >${value}</${name} >`,
    `<!--${one}-->`,
    `<!-- <resultno>1</resultno> -->${one}`,
    `<x>${one}</x>`,
    `<${name}/>`,
    `<!DOCTYPE a [<!ENTITY one "1">]>${one}`,
    `<?php ?>${one}`,
    "",
  ]);
  return text.replace(one, () => changed);
}

/** As much as is read at all, of what a reader may take long for. */
function huge(text: string, chance: Chance, name: ChannelName): Uint8Array {
  const unit = chance.pick(
    name === "games"
      ? ["<a/>", "<a>", "<!---->", "&amp;", "<a b='", " ", "<![CDATA[", "&#49;"] as const
      : ['"a":1,', "[", '"', "\\u0041", "1", " ", '{"a":'] as const,
  );
  const room = BODY_BYTES_MAX - text.length - 16;
  const filler = unit.repeat(Math.max(1, Math.floor(room / unit.length)));
  const at = name === "games" ? text.indexOf("<", 60) : chance.pick([1, text.length - 1]);
  return new TextEncoder().encode(text.slice(0, at) + filler + text.slice(at));
}

/** The line to the supplier: what it says next, on the connection on which an order is spoken of. */
class Line {
  said: Said | null = null;
  dialed = 0;
  /** The time that goes by for nobody but the channel: no input is young when the next one comes. */
  steadyMs = 0;
  #giveUp: (() => void)[] = [];
  readonly clock = {
    nowMs: () => NOW_MS,
    after: (delayMs: number, run: () => void) => {
      if (delayMs <= QUERY_PAUSE_MS) {
        queueMicrotask(run);
        return () => {};
      }
      this.#giveUp.push(run);
      return () => this.#giveUp = this.#giveUp.filter((one) => one !== run);
    },
  };

  dial(): Promise<Conn> {
    let piece = 0, isBalance = false;
    let broken: (error: Error) => void = () => {};
    let rest: Uint8Array = new Uint8Array(0);
    return Promise.resolve({
      read: (into) => {
        const { pieces, end } = this.said ?? assert.fail("nothing is said");
        if (rest.length === 0) rest = isBalance ? rest : pieces[piece++] ?? rest;
        const read = rest.subarray(0, into.length);
        rest = rest.subarray(read.length);
        into.set(read);
        if (read.length > 0) return Promise.resolve(read.length);
        if (isBalance || end === "closed") return Promise.resolve(null);
        if (end === "reset") return Promise.reject(new Error("reset by the peer"));
        setTimeout(() => this.#giveUp.splice(0).forEach((run) => run()));
        return new Promise<never>((_, reject) => broken = reject);
      },
      write: (bytes) => {
        const [line = ""] = new TextDecoder("latin1").decode(bytes.subarray(0, 60)).split("\r\n");
        isBalance = line.includes("balance");
        if (!isBalance) this.dialed++;
        return Promise.resolve(bytes.length);
      },
      closeWrite: () => Promise.resolve(),
      close: () => broken(new Error("closed")),
    });
  }
}

function taskOf({ agoMs }: Said): Task {
  return taskFor({ startedAtMs: NOW_MS - agoMs });
}

async function ask(said: Said, line: Line, channel: Channel): Promise<Outcome> {
  line.said = said;
  line.dialed = 0;
  line.steadyMs += BELIEVED_AFTER_MS;
  const task = taskOf(said);
  return await (said.op === "submit" ? channel.submit(task) : channel.query(task));
}

function judge(said: Said, outcome: Outcome, dialed: number): string {
  if (said.op === "submit") assert.equal(dialed, 1, "it was submitted another number of times");
  const task = taskOf(said);
  const shown = JSON.stringify(
    outcome,
    (_, value) => typeof value === "bigint" ? `${value}` : value,
  );
  assert.equal(shown.includes(SECRET), false, "a secret is told");
  const whole = wholeAnswer(said.bytes);
  const allowed = whole === null || whole.status !== 200
    ? new Set<string>()
    : allowedKinds(said.name, said.op, whole.body, task.reference);
  if (outcome.kind === "unknown") return "unknown";
  const isNotFound = allowed.has("notFound") && said.op === "query" &&
    outcome.kind === (said.agoMs >= BELIEVED_AFTER_MS ? "untouched" : "pending");
  assert.ok(
    allowed.has(outcome.kind) || isNotFound,
    `${outcome.kind}, and the rules have ${[...allowed].join() || "nothing"}`,
  );
  if (outcome.kind === "succeeded" && outcome.details.retCash !== undefined) {
    const { retCash } = outcome.details;
    assert.ok(retCash > 0n && retCash <= task.order.fields.chargeCash, `retCash ${retCash}`);
  }
  return outcome.kind;
}
