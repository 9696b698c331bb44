/**
 * Row 8: the overview and the first page of every filter, over a store full of closed orders beside an empty one, while the
 * same orders come in.
 *
 * @module
 */
import type { Bench } from "../bench.ts";
import { freePort } from "../children.ts";
import { sendAll, trickle } from "../client.ts";
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

/** Both, looked at in turn while both run: a noisy second falls on both. */
async function pageTimes(bench: Bench, paths: readonly string[]): Promise<[Looks, Looks]> {
  const listener = new OkListener();
  try {
    return await withPage(
      bench,
      listener,
      { closed: bench.stored, undelivered: 0 },
      (full) =>
        withPage(bench, listener, EMPTY, async (empty) => {
          const looks = [full, empty].map(({ web }) => ({
            web,
            times: new Map<string, number[]>(paths.map((path) => [path, []])),
          }));
          // The first looks are without a stop watch: what is compiled there is no page's own cost.
          for (let at = -1; at < bench.sizes.looks; at++) {
            for (const path of paths) {
              for (const { web, times } of looks) {
                const tookMs = await look(web, path);
                if (at >= 0) times.get(path)?.push(tookMs);
              }
            }
          }
          const medians = looks.map(({ times }) =>
            new Map([...times].map(([path, all]) => [path, median(all)]))
          );
          return [medians[0] ?? new Map(), medians[1] ?? new Map()];
        }),
    );
  } finally {
    listener.close();
  }
}

/** A czdock over a store with that content, while orders come in. */
async function withPage<T>(
  bench: Bench,
  listener: OkListener,
  content: StoreContent,
  work: (page: { web: number }) => Promise<T>,
): Promise<T> {
  const { sizes } = bench;
  const web = freePort();
  const setup = { channel: "simulate", callbackPort: listener.port, web } as const;
  return await bench.withCzdock(setup, content, async ({ port }) => {
    // So that an empty store, too, has a page full of orders.
    await sendAll(port, orderPackets(FIRST_SENT_ID, sizes.warmUp), CONNECTIONS);
    const packets = orderPackets(FIRST_SENT_ID + sizes.warmUp, sizes.arrivals);
    const arriving = trickle(port, packets, ARRIVALS_PER_SECOND);
    const result = await work({ web });
    const { sent, tookMs, ranOut } = await arriving.stop();
    const rate = (sent / tookMs * 1000).toFixed(0);
    const end = ranOut ? ", and none for the last looks" : "";
    bench.notes.add(`page over ${content.closed} stored: ${rate} orders/s came in${end}`);
    return result;
  });
}

async function look(web: number, path: string): Promise<number> {
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
