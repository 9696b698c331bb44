/**
 * Row 8: the overview and the first page of every filter, over a store full of closed orders beside an empty one, while the
 * same orders come in.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { freePort } from "../children.ts";
import { sendAll, trickle } from "../client.ts";
import { pause } from "../deadline.ts";
import { OkListener } from "../ok_listener.ts";
import { FIRST_SENT_ID, orderPackets } from "../packets.ts";
import type { StoreContent } from "../prepare.ts";
import { EMPTY } from "../prepare.ts";
import type { Row } from "../row.ts";
import { ratioAtMost, ratioOf } from "../row.ts";
import { median } from "../statistics.ts";
import { CONNECTIONS } from "./acks.ts";

/** Orders a second that come in while the page is looked at, if the machine takes so many. */
const ARRIVALS_PER_SECOND = 2000;
const OVERVIEW = "/";
const LISTING = "/orders";

/** A filter of each kind, those that few or none of the orders fit among them. */
const FILTERS: readonly string[] = [
  "state=settled",
  "state=review",
  "retCode=1",
  "retCode=3",
  "delivery=confirmed",
  "delivery=pending",
  "delivery=abandoned",
  "server=main",
  "channel=bench",
  "chargeType=5",
  "chargeType=9",
  "cashMin=500",
  "cashMin=1000000",
  "flag=needsYou",
  "flag=contradicted",
  "q=7201",
  `q=${FIRST_SENT_ID}`,
  "time=today",
  "time=yesterday",
  "time=week&chargeType=3&retCode=3",
];

/** The median milliseconds of each page, by its path. */
type Looks = ReadonlyMap<string, number>;

/** How long orders have been coming in when a page is first looked at, in milliseconds. */
const UNDER_WAY_MS = 300;

/** A czdock whose pages are looked at. */
interface Site {
  /** The milliseconds that each page has taken so far, by its path. */
  readonly times: ReadonlyMap<string, number[]>;
  /** Looks at each of the pages once, while orders come in. @param count whether the times are kept */
  look(count: boolean): Promise<void>;
}

/**
 * Both, looked at in turn, so that a noisy second falls on both. Orders come in at the one that is looked at: both at a time
 * would be twice as many as the machine is to take.
 */
async function pageTimes(bench: Bench, paths: readonly string[]): Promise<[Looks, Looks]> {
  const listener = new OkListener();
  const full = { closed: bench.stored, undelivered: 0 };
  try {
    return await withSite(
      bench,
      listener,
      full,
      paths,
      (full) =>
        withSite(bench, listener, EMPTY, paths, async (empty) => {
          // The first looks are without a stop watch: what is compiled there is no page's own cost.
          for (let at = -1; at < bench.sizes.looks; at++) {
            for (const site of [full, empty]) await site.look(at >= 0);
          }
          return [mediansOf(full), mediansOf(empty)];
        }),
    );
  } finally {
    listener.close();
  }
}

function mediansOf({ times }: Site): Looks {
  return new Map([...times].map(([path, all]) => [path, median(all)]));
}

/** A czdock over a store with that content. */
async function withSite<T>(
  bench: Bench,
  listener: OkListener,
  content: StoreContent,
  paths: readonly string[],
  work: (site: Site) => Promise<T>,
): Promise<T> {
  const { sizes } = bench;
  const web = freePort();
  const setup = { channel: "simulate", callbackPort: listener.port, web } as const;
  return await bench.withCzdock(setup, content, async ({ port }) => {
    // So that an empty store, too, has a page full of orders.
    await sendAll(port, orderPackets(FIRST_SENT_ID, sizes.warmUp), CONNECTIONS);
    const packets = orderPackets(FIRST_SENT_ID + sizes.warmUp, sizes.arrivals);
    const times = new Map<string, number[]>(paths.map((path) => [path, []]));
    const all = { sent: 0, tookMs: 0, ranOut: false };
    const result = await work({
      times,
      async look(count) {
        const arriving = trickle(port, packets.slice(all.sent), ARRIVALS_PER_SECOND);
        await pause(UNDER_WAY_MS);
        for (const path of paths) {
          const tookMs = await timeOf(web, path);
          if (count) times.get(path)?.push(tookMs);
        }
        const { sent, tookMs, ranOut } = await arriving.stop();
        all.sent += sent;
        all.tookMs += tookMs;
        all.ranOut ||= ranOut;
      },
    });
    const rate = (all.sent / all.tookMs * 1000).toFixed(0);
    const end = all.ranOut ? ", and none for the last looks" : "";
    bench.notes.add(`page over ${content.closed} stored: ${rate} orders/s came in${end}`);
    return result;
  });
}

async function timeOf(web: number, path: string): Promise<number> {
  const beganAtMs = performance.now();
  const answer = await fetch(`http://127.0.0.1:${web}${path}`);
  await answer.text();
  if (answer.status !== 200) throw new Error(`cannot go on: ${path} was answered ${answer.status}`);
  return performance.now() - beganAtMs;
}

/** Measures row 8. */
export async function pageRows(bench: Bench): Promise<Row[]> {
  const paths = [OVERVIEW, LISTING, ...FILTERS.map((filter) => `${LISTING}?${filter}`)];
  const measured: [Looks, Looks][] = [];
  for (let run = 0; run < bench.runs; run++) measured.push(await pageTimes(bench, paths));
  const rowOf = (row: string, what: string, path: string): Row => ({
    row,
    what: `${what}, ${bench.stored} stored orders, orders arriving`,
    unit: "ms",
    ours: measured.map(([full]) => full.get(path) ?? NaN),
    beside: "empty store, the same arriving",
    limits: measured.map(([, empty]) => empty.get(path) ?? NaN),
    goal: ratioAtMost(2, null),
  });
  const filters = FILTERS.map((filter) =>
    rowOf("8.3", `first page of ${filter}`, `${LISTING}?${filter}`)
  );
  for (const row of filters) {
    bench.notes.add(`${row.what}: ${median(row.ours).toFixed(1)} ms, ${ratioOf(row).toFixed(2)}`);
  }
  const worst = filters.toSorted((a, b) => ratioOf(b) - ratioOf(a))[0];
  return [
    rowOf("8.1", "overview", OVERVIEW),
    rowOf("8.2", "first page of all orders", LISTING),
    ...(worst === undefined
      ? []
      : [{ ...worst, what: `the worst of ${FILTERS.length}: ${worst.what}` }]),
  ];
}
