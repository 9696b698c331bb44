/**
 * Order packets as a test wants them, right or wrong in any field, signed over whatever is in them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { decodeGbk, encodeGbk } from "../../lib/protocol/gbk.ts";
import { parseLiteralObject } from "../../lib/protocol/literal_json.ts";
import { writeOrderPacket } from "../../lib/protocol/order_packet.ts";
import type { OrderFieldName } from "../../lib/protocol/order_field_table.ts";
import { SAMPLE_MD5KEY, sampleOrder } from "../../lib/protocol/sample.ts";

/** JSON literals by field; `null` leaves the field out. */
export type Members = Partial<Record<OrderFieldName | "note", string | null>>;

const HASHED = ["chargeId", "chargeAcct", "var1", "var2", "var3", "var4", "chargeCash"] as const;

/** The document's sample packet with other literals, signed anew unless `sign` is among them. */
export function packetText(members: Members = {}, md5key: string = SAMPLE_MD5KEY): string {
  const sample = parseLiteralObject(decodeGbk(writeOrderPacket(sampleOrder, md5key)) ?? "");
  const literals = new Map<string, string>();
  for (const [name, { text }] of sample ?? []) literals.set(name, text);
  for (const [name, literal] of Object.entries(members)) {
    if (literal === null) literals.delete(name);
    else literals.set(name, literal);
  }
  if (members.sign === undefined) literals.set("sign", `"${hashOf(literals, md5key)}"`);
  return `{${[...literals].map(([name, literal]) => `"${name}":${literal}`).join(",")}}`;
}

function hashOf(literals: ReadonlyMap<string, string>, md5key: string): string {
  return md5(HASHED.map((name) => plainOf(literals.get(name))).join("") + md5key);
}

/** The signature that {@linkcode packetText} gives a packet, as a JSON literal. */
export function signLiteral(members: Members, md5key: string = SAMPLE_MD5KEY): string {
  return `"${JSON.parse(packetText(members, md5key)).sign}"`;
}

/** {@linkcode packetText} in GBK. */
export function packet(members: Members = {}, md5key: string = SAMPLE_MD5KEY): Uint8Array {
  return encodeGbk(packetText(members, md5key));
}

/** The signature of an ack or a callback, computed here and not by the code under test. */
export function answerSign(
  chargeId: string,
  retCode: number,
  retRsn: string,
  md5key: string = SAMPLE_MD5KEY,
): string {
  return md5(`${chargeId}${retCode}${retRsn}${md5key}`);
}

function md5(text: string): string {
  return createHash("md5").update(encodeGbk(text)).digest("hex");
}

function plainOf(literal: string | undefined): string {
  if (literal === undefined || literal === "null") return "";
  return literal.startsWith('"') ? JSON.parse(literal) : literal;
}
