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

/** A look at a page: how long it took, and how many orders it showed. */
interface Look {
  readonly tookMs: number;
  readonly shown: number;
}

/** The medians of the looks at each page, by its path. */
type Looks = ReadonlyMap<string, Look>;

/** Orders more on a page of the one than of the other, that make them two different pages. */
const MANY = 10;
/** Stands once for each order that a page shows. */
const SHOWN_ORDER = "data-key=";
/** How long orders have been coming in when a page is first looked at, in milliseconds. */
const UNDER_WAY_MS = 300;

/** A czdock whose pages are looked at. */
interface Site {
  /** What was kept so far of each page, by its path. */
  readonly looks: ReadonlyMap<string, Look[]>;
  /** Looks at each of the pages once, while orders come in. @param keep keeps what is seen */
  lookAtAll(keep: (path: string, look: Look) => void): Promise<void>;
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
          for (const site of [full, empty]) await site.lookAtAll(() => {});
          for (let at = 0; at < bench.sizes.looks; at++) {
            for (const { looks, lookAtAll } of [full, empty]) {
              await lookAtAll((path, look) => void looks.get(path)?.push(look));
            }
          }
          return [mediansOf(full), mediansOf(empty)];
        }),
    );
  } finally {
    listener.close();
  }
}

function mediansOf({ looks }: Site): Looks {
  return new Map([...looks].map(([path, all]) => {
    const tookMs = median(all.map(({ tookMs }) => tookMs));
    return [path, { tookMs, shown: median(all.map(({ shown }) => shown)) }];
  }));
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
    const all = { sent: 0, tookMs: 0, ranOut: false };
    const result = await work({
      looks: new Map(paths.map((path) => [path, []])),
      async lookAtAll(keep) {
        const arriving = trickle(port, packets.slice(all.sent), ARRIVALS_PER_SECOND);
        await pause(UNDER_WAY_MS);
        for (const path of paths) keep(path, await lookAt(web, path));
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

async function lookAt(web: number, path: string): Promise<Look> {
  const beganAtMs = performance.now();
  const answer = await fetch(`http://127.0.0.1:${web}${path}`);
  const page = await answer.text();
  if (answer.status !== 200) throw new Error(`cannot go on: ${path} was answered ${answer.status}`);
  return { tookMs: performance.now() - beganAtMs, shown: page.split(SHOWN_ORDER).length - 1 };
}

/** Measures row 8. */
export async function pageRows(bench: Bench): Promise<Row[]> {
  const paths = [OVERVIEW, LISTING, ...FILTERS.map((filter) => `${LISTING}?${filter}`)];
  const measured: [Looks, Looks][] = [];
  for (let run = 0; run < bench.runs; run++) measured.push(await pageTimes(bench, paths));
  const rowOf = (row: string, what: string, path: string): Row => {
    // An empty table shows what no page of orders can be as fast as: that is beside another page of as many orders.
    const isAnother = measured.some(([full, empty]) =>
      shownOn(full, path) - shownOn(empty, path) >= MANY
    );
    const besidePath = isAnother ? LISTING : path;
    return {
      row,
      what: `${what}, ${bench.stored} stored orders, orders arriving`,
      unit: "ms",
      ours: measured.map(([full]) => full.get(path)?.tookMs ?? NaN),
      beside: isAnother
        ? "empty store, all orders, the same arriving"
        : "empty store, the same arriving",
      limits: measured.map(([, empty]) => empty.get(besidePath)?.tookMs ?? NaN),
      goal: ratioAtMost(2, null),
    };
  };
  const filters = FILTERS.map((filter) =>
    rowOf("8.3", `first page of ${filter}`, `${LISTING}?${filter}`)
  );
  for (const row of filters) {
    const [ours, limit] = [median(row.ours).toFixed(1), median(row.limits).toFixed(1)];
    bench.notes.add(`${row.what}: ${ours} ms, ${row.beside} ${limit}, ${ratioOf(row).toFixed(2)}`);
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

function shownOn(looks: Looks, path: string): number {
  return looks.get(path)?.shown ?? 0;
}
