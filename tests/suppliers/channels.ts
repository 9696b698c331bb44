/**
 * The channels of the hostile world: the examples that the documents show, with shorter times and the fakes' addresses.
 *
 * @module
 */
import { parse } from "yaml";
import { formJson } from "../support/suppliers/form_json.ts";
import { gbkXml } from "../support/suppliers/gbk_xml.ts";
import { getJson } from "../support/suppliers/get_json.ts";
import type { State } from "../support/suppliers/books.ts";
import type { Style } from "../support/suppliers/style.ts";

/** A section of a configuration. */
export type Section = Readonly<Record<string, unknown>>;
/** The channels by their names, as in a configuration. */
export type Sections = Readonly<Record<string, Section>>;

interface Setting {
  /** The name of the file in docs/examples. */
  readonly example: string;
  readonly style: Style;
  /** The ends that it can tell. */
  readonly ends: readonly Exclude<State, "working">[];
  readonly notifies: boolean;
  /** Whether the example believes what a notification says; else it asks when one comes. */
  readonly isBelieved: boolean;
}

/** The suppliers by the names that the examples give their channels. */
export const SETTINGS = {
  shop: {
    example: "get-json",
    style: getJson,
    ends: ["done", "failed"],
    notifies: false,
    isBelieved: false,
  },
  market: {
    example: "form-json",
    style: formJson,
    ends: ["done", "failed", "partly", "cancelled"],
    notifies: true,
    isBelieved: true,
  },
  games: {
    example: "gbk-xml",
    style: gbkXml,
    ends: ["done", "failed"],
    notifies: true,
    isBelieved: false,
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** One of {@linkcode SETTINGS}. */
export type ChannelName = keyof typeof SETTINGS;
/** All of them. */
export const CHANNEL_NAMES: readonly ChannelName[] = ["shop", "market", "games"];

/** How long a request may take, in milliseconds. */
export const TIMEOUT_MS = 1000;
/** How long after its submission an order may reach a supplier's books, in milliseconds. */
export const LATE_MS = 3000;
/** Long after that, for a busy machine may take its time between the start of an attempt and its request. */
const BELIEVE_NOT_FOUND = "10s";

/** The text of an example. */
export function exampleText(name: ChannelName): string {
  const { example } = SETTINGS[name];
  return Deno.readTextFileSync(new URL(`../../docs/examples/${example}.yaml`, import.meta.url));
}

/** An example's channel, led to a supplier. */
export function exampleChannel(name: ChannelName, url: string, webPort: number): Section {
  const text = exampleText(name)
    .replaceAll(/http:\/\/127\.0\.0\.1:808\d/g, url)
    .replaceAll("127.0.0.1:60080", `127.0.0.1:${webPort}`);
  const { channels } = parse(text) as { channels: Sections };
  return channels[name] ?? {};
}

/** An example's channel with shorter times. */
export function hastyChannel(name: ChannelName, url: string, webPort: number): Section {
  const channel = exampleChannel(name, url, webPort);
  const query = {
    ...Object(channel.query),
    first: "1s",
    factor: 1,
    max: "1s",
    believeNotFoundAfter: BELIEVE_NOT_FOUND,
  };
  return { ...channel, timeout: `${TIMEOUT_MS}ms`, query };
}

/** The channels, and one that nobody needs a supplier for. */
export function channelSections(
  urls: ReadonlyMap<ChannelName, string>,
  webPort: number,
): Sections {
  return Object.fromEntries(
    [...urls].map(([name, url]) => [name, hastyChannel(name, url, webPort)]),
  );
}

/** Each supplier comes first for some orders, or one of them for all. */
export function routeSections(first: ChannelName | null): readonly Section[] {
  if (first !== null) {
    return [{ channels: [first, ...CHANNEL_NAMES.filter((name) => name !== first)] }];
  }
  return [
    { when: { chargeType: 3 }, channels: ["games", "shop"] },
    { when: { nbrArea: "广东*" }, channels: ["market", "games", "shop"] },
    { when: { nbrArea: "四川*" }, channels: ["games", "market", "shop"] },
    { channels: ["shop", "market", "games"] },
  ];
}
