/**
 * A customer of each style, for the fakes' own tests: it asks as the suppliers' documents say.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { fromGbk, toGbk, writeGbkForm } from "./gbk_text.ts";
import { ACCOUNT } from "./supplier.ts";

type Members = Readonly<Record<string, string>>;

/** What came back. */
export interface Heard {
  readonly status: number;
  readonly text: string;
}

const md5 = (bytes: string | Uint8Array) => createHash("md5").update(bytes).digest("hex");

/** Asks a supplier of the first style. */
export async function askGetJson(url: string, path: string, members: Members): Promise<Heard> {
  const values: Members = { appkey: ACCOUNT.user, ...members };
  const joined = Object.keys(values).sort().map((name) => values[name]).join("");
  const sign = md5(joined + ACCOUNT.secret);
  return await heard(fetch(`${url}${path}?${new URLSearchParams({ sign, ...values })}`, KIND));
}

/** Asks a supplier of the second style. */
export async function askFormJson(url: string, path: string, members: Members): Promise<Heard> {
  const values: Members = { userid: ACCOUNT.user, ...members };
  const sign = signFormJson(values);
  const body = new URLSearchParams({ sign, ...values });
  return await heard(fetch(url + path, { ...KIND, method: "POST", body }));
}

/** The second style's signature. */
export function signFormJson(values: Members): string {
  const pairs = Object.keys(values).sort().map((name) => `${name}=${values[name]}`).join("&");
  return md5(`${pairs}&apikey=${ACCOUNT.secret}`).toUpperCase();
}

/** Asks a supplier of the third style; the members in the order in which they are signed. */
export async function askGbkXml(
  url: string,
  path: string,
  members: Members,
  unsigned: Members = {},
): Promise<Heard> {
  const values: Members = { userid: ACCOUNT.user, ...members };
  const form = writeGbkForm({ sign: signGbkXml(values), ...values, ...unsigned });
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const body = new Uint8Array(form);
  return await heard(fetch(url + path, { ...KIND, method: "POST", headers, body }), fromGbk);
}

/** The third style's signature. */
export function signGbkXml(values: Members): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return md5(toGbk([...pairs, `key=${ACCOUNT.secret}`].join("&"))).toUpperCase();
}

const KIND = { redirect: "manual" } as const;

async function heard(
  answer: Promise<Response>,
  decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes),
): Promise<Heard> {
  const response = await answer;
  return { status: response.status, text: decode(new Uint8Array(await response.arrayBuffer())) };
}
