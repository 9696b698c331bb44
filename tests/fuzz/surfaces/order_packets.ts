/**
 * What a server, or whoever says to be one, sends to the port of the orders.
 *
 * @module
 */
import assert from "node:assert/strict";
import { silentLog } from "../../../lib/log.ts";
import { RefusedNumbers } from "../../../lib/intake/refused_numbers.ts";
import { joined } from "../../../lib/bytes.ts";
import { Reception } from "../../../lib/intake/reception.ts";
import type { Order } from "../../../lib/order.ts";
import { makeOrder } from "../../../lib/platform/order_maker.ts";
import { readAck } from "../../../lib/protocol/ack.ts";
import { type Framed, PacketFramer } from "../../../lib/protocol/framing.ts";
import { parseLiteralObject } from "../../../lib/protocol/literal_json.ts";
import { readOrderPacket, writeOrderPacket } from "../../../lib/protocol/order_packet.ts";
import { SAMPLE_MD5KEY } from "../../../lib/protocol/sample.ts";
import { NOW_MS } from "../../support/web_orders.ts";
import type { Chance } from "../../support/world/chance.ts";
import { escaped, objectText, oddLiteral } from "../json.ts";
import { anyText, cutUp, mutateBytes, mutateMembers, mutateText } from "../mutate.ts";
import {
  gbkBytes,
  hashedText,
  parseWithSources,
  signatureOf,
  threeDecimals,
} from "../oracles/signature.ts";
import { type Surface, surface } from "../surface.ts";

const BYTES_MAX = 16 * 1024;
const SERVER = {
  name: "main",
  addresses: ["127.0.0.1"],
  md5key: SAMPLE_MD5KEY,
  callback: { host: null, port: 50_899 },
};
/** Passwords look like nothing else, so that one that is told is seen. */
const PASSWORD = "p4ssw0rd-of-nobody";

interface Sent {
  readonly bytes: Uint8Array;
  readonly pieces: readonly Uint8Array[];
  /** How the order of that number stands, where it is known. */
  readonly known: "same" | "another" | null;
}

/** What a planted fault may change. */
export interface PacketParts {
  readonly read: typeof readOrderPacket;
}

/** The surface. */
export function orderPackets({ read }: PacketParts = { read: readOrderPacket }): Surface {
  return surface({
    name: "order-packets",
    reaches: ["order", "invalid", "wrongSign", "notJson", "notGbk", "more"],
    weight: 4,
    make,
    feed: (sent) => feed(sent, read),
    judge,
    show: ({ bytes }) => `${JSON.stringify(new TextDecoder("latin1").decode(bytes))}`,
  });
}

type Members = readonly (readonly [string, string])[];

function make(chance: Chance): Sent {
  let members = signed(ordinary(chance));
  const changes = chance.pick([0, 1, 1, 1, 2, 3]);
  for (let change = 0; change < changes; change++) {
    members = mutateMembers(members, chance, oddLiteral);
    // Whoever has the key can sign nonsense, too.
    if (chance.hit(0.6)) members = signed(members);
  }
  let text = objectText(members, chance);
  if (chance.hit(0.15)) text = mutateText(text, chance, chance.between(1, 3));
  let bytes = gbkBytes(text);
  if (chance.hit(0.25)) bytes = mutateBytes(bytes, chance, chance.between(1, 3));
  if (chance.hit(0.1)) bytes = joined([gbkBytes(chance.pick(["\0", " ", "\r\n"])), bytes]);
  if (chance.hit(0.1)) bytes = joined([bytes, gbkBytes(chance.pick(["\0\0", "\n", "{", "x"]))]);
  return {
    bytes,
    pieces: cutUp(bytes, chance),
    known: chance.pick([null, null, "same", "another"]),
  };
}

/** The members of an order as a server writes it. */
function ordinary(chance: Chance): Members {
  const order = {
    ...makeOrder(BigInt(chance.between(0, 2 ** 31))),
    ...(chance.hit(0.3) ? { cardPassword: PASSWORD, agentPass: PASSWORD } : {}),
    ...(chance.hit(0.2) ? { chargeAcct: anyText(chance).slice(0, 20) } : {}),
    ...(chance.hit(0.2) ? { var1: anyText(chance).slice(0, 8) } : {}),
    ...(chance.hit(0.2) ? { retRsn: anyText(chance).slice(0, 20) } : {}),
  };
  const text = new TextDecoder("gbk").decode(writeOrderPacket(order, SAMPLE_MD5KEY));
  const object = parseLiteralObject(text);
  assert.ok(object !== null);
  return [...object].map(([name, literal]) => {
    if (name === "chargeCash" && chance.hit(0.2)) return [name, literal.text.replace(/\.?0+$/, "")];
    if (name === "chargeId" && chance.hit(0.2)) return [name, `"${literal.text}"`];
    return [
      name,
      literal.kind === "string" && chance.hit(0.1) ? escaped(literal.value) : literal.text,
    ];
  });
}

/** The members with a signature over what is in them, as far as they can be read at all. */
function signed(members: Members): Members {
  const values = new Map(members);
  const sign = signatureOf((name) => {
    const literal = values.get(name);
    if (literal === undefined) return "";
    try {
      return hashedText(parseWithSources(literal)) ?? literal;
    } catch {
      return literal;
    }
  }, SAMPLE_MD5KEY);
  return members.map(([name, literal]) => [name, name === "sign" ? `"${sign}"` : literal]);
}

/** What became of a packet. */
interface Came {
  readonly framed: Framed;
  readonly inPieces: Framed;
  readonly stored: Order | null;
  readonly reply: Uint8Array | null;
  readonly understood: ReturnType<typeof readOrderPacket> | null;
}

async function feed({ bytes, pieces, known }: Sent, read: typeof readOrderPacket): Promise<Came> {
  const framed = frame([bytes]), inPieces = frame(pieces);
  if (framed.kind === "more") {
    return { framed, inPieces, stored: null, reply: null, understood: null };
  }
  let stored: Order | null = null;
  const reply = await new Reception({
    orders: {
      unsettled: 0,
      accept(order) {
        stored = order;
        if (known === null) return Promise.resolve({ kind: "accepted" });
        const contentDigest = known === "same" ? order.contentDigest : "another";
        return Promise.resolve({ kind: "known", contentDigest });
      },
      knownDigest: () => Promise.resolve(known),
    },
    refusedNumbers: new RefusedNumbers(),
    unsettledMax: 1,
    seal: () => null,
    digest: () => "same",
    doubt: () => assert.fail("nothing is in doubt"),
    inDoubt: () => false,
    clock: { nowMs: () => NOW_MS, after: () => () => {} },
    log: silentLog,
  }).answer({ server: SERVER, from: "127.0.0.1", ticket: 0 }, framed);
  const understood = framed.kind === "packet" ? read(framed.object, SAMPLE_MD5KEY) : null;
  return { framed, inPieces, stored, reply: reply.ack, understood };
}

function judge({ bytes, known }: Sent, { framed, inPieces, stored, reply, understood }: Came) {
  assert.deepEqual(told(inPieces), told(framed), "it depends on how it was split");
  if (framed.kind === "more") return "more";
  const ack = reply === null ? null : ackOf(reply);
  if (ack !== null) {
    assert.equal(ack.retDetail.includes(PASSWORD), false, "the ack tells a password");
    if (known !== null && ack.retCode === 3) assert.equal(ack.chargeId, "0", "3 for a known order");
  }
  if (framed.kind === "broken" || understood === null) {
    assert.ok(stored === null && !ack?.signed, "what can't be read was taken");
    return framed.kind === "broken" ? framed.reason : assert.fail("a packet was not read");
  }
  const values = valuesOf(bytes);
  const isSigned = signs(values);
  if (understood.kind === "wrongSign") {
    assert.notEqual(isSigned, true, "a right signature was called wrong");
    assert.ok(stored === null && !ack?.signed, "a wrong signature was answered with a right one");
    return "wrongSign";
  }
  assert.notEqual(isSigned, false, "a wrong signature was taken for a right one");
  assert.ok(ack !== null, "a signed packet got no answer");
  if (understood.kind === "invalid") {
    assert.ok(stored === null && [2, 3].includes(ack.retCode), "an invalid order was taken");
    return "invalid";
  }
  assert.equal(isSigned, true);
  assert.ok(stored !== null && ack.signed, "an order was not taken");
  assert.equal(ack.retCode, known === "another" ? 2 : 0);
  sameMeaning(understood, values);
  goesBack(ack, understood.fields);
  again(understood);
  return "order";
}

function ackOf(bytes: Uint8Array) {
  const ack = readAck(bytes, SAMPLE_MD5KEY);
  if (ack.kind === "ack") return ack;
  assert.fail(`an ack that nobody can read: ${ack.reason}`);
}

function frame(pieces: readonly Uint8Array[]): Framed {
  const framer = new PacketFramer(BYTES_MAX);
  let framed: Framed = { kind: "more" };
  for (const piece of pieces) framed = framer.push(piece);
  return framed;
}

/** What does not depend on how it was split: of a broken packet, the number may not have come yet. */
function told(framed: Framed) {
  return framed.kind === "packet"
    ? [...framed.object]
    : [framed.kind, "reason" in framed && framed.reason];
}

type Values = Readonly<Record<string, unknown>>;
type Understood = Extract<ReturnType<typeof readOrderPacket>, { kind: "order" }>;

/** The packet's values by JSON's own reader; the end of the object is where a reader takes what lies before it. */
function valuesOf(bytes: Uint8Array): Values {
  const text = new TextDecoder("gbk").decode(bytes).replace(/^[\s\0]+/, "");
  for (let end = text.indexOf("}"); end >= 0; end = text.indexOf("}", end + 1)) {
    try {
      return Object(parseWithSources(text.slice(0, end + 1)));
    } catch {
      // Not its end yet.
    }
  }
  return assert.fail("a packet that JSON's own reader does not read");
}

/** Whether a packet is signed; `null` where it hashes what is neither text nor number. */
function signs(values: Values): boolean | null {
  if (typeof values.sign !== "string") return false;
  const meaning = (name: string) =>
    hashedText(Object.hasOwn(values, name) ? values[name] : undefined);
  const sign = signatureOf(meaning, SAMPLE_MD5KEY);
  if (sign === null) return null;
  if (sign === values.sign.toLowerCase()) return true;
  const cash = threeDecimals(meaning("chargeCash") ?? "");
  const other = cash === null
    ? null
    : signatureOf((name) => name === "chargeCash" ? cash : meaning(name), SAMPLE_MD5KEY);
  return other === values.sign.toLowerCase();
}

function sameMeaning({ fields, secrets }: Understood, values: Values): void {
  const all: Values = { ...fields, ...secrets };
  for (const name of ["chargeAcct", "var1", "nbrArea", "retRsn", "cardPassword", "agentPass"]) {
    assert.equal(all[name], values[name] ?? "", name);
  }
  assert.equal(fields.chargeId, hashedText(values.chargeId), "chargeId");
  const cash = hashedText(values.chargeCash) ?? "";
  assert.equal(
    fields.chargeCash,
    BigInt((threeDecimals(cash) ?? "").replace(".", "")),
    "chargeCash",
  );
  assert.ok(fields.chargeAcct !== "" && gbkBytes(fields.chargeAcct).length <= 50, "chargeAcct");
}

function goesBack(
  ack: { chargeId: string; retRsn: string; cardId: string | null },
  fields: Order["fields"],
) {
  assert.equal(ack.chargeId, fields.chargeId);
  assert.equal(ack.retRsn, fields.retRsn);
  assert.equal(ack.cardId ?? "0", /^0+$/.test(fields.cardId) ? "0" : fields.cardId);
}

/** Written as a server writes it, it means the same. */
function again({ fields, secrets }: Understood): void {
  const money = (thousandths: bigint) =>
    threeDecimals(`${thousandths / 1000n}.${`${thousandths % 1000n}`.padStart(3, "0")}`) ?? "";
  const { literals, unknown: _, ...rest } = fields;
  const bytes = writeOrderPacket({
    ...rest,
    ...secrets,
    ...literals,
    chargeCash: money(fields.chargeCash),
    faceValue: money(fields.faceValue),
  }, SAMPLE_MD5KEY);
  const framed = frame([bytes]);
  assert.equal(framed.kind, "packet");
  const read = framed.kind === "packet" ? readOrderPacket(framed.object, SAMPLE_MD5KEY) : null;
  assert.ok(read?.kind === "order", "what was taken is not taken a second time");
  const { unknown: __, ...fieldsAgain } = read.fields;
  assert.deepEqual({ ...fieldsAgain, ...read.secrets }, { ...rest, literals, ...secrets });
}
