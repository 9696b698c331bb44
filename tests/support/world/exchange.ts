/**
 * One connection of the platform to the engine: the packet out, the ack back, in good manners or bad ones.
 *
 * @module
 */
import type { Clock } from "../../../lib/clock.ts";
import { sleep } from "../../../lib/clock.ts";
import { writeAll } from "../../../lib/net.ts";
import type { ReadAck } from "../../../lib/protocol/ack.ts";
import { readAck } from "../../../lib/protocol/ack.ts";
import type { Chance } from "./chance.ts";
import type { Endpoint } from "./endpoint.ts";
import type { PlatformFaults } from "./plan.ts";
import type { Weather } from "./weather.ts";

/** Connects to the engine. */
export type Dial = (signal: AbortSignal) => Promise<Endpoint>;
/** An ack that came whole. */
export type WholeAck = Extract<ReadAck, { kind: "ack" }>;

/** The longest that the platform waits for an ack, in milliseconds. */
const PATIENCE_MS_MAX = 15_000;
/** How long bad manners go on, in milliseconds: past the engine's own limits. */
const DAWDLE_MS_MAX = 15_000;

/** What an attempt is like. */
const MANNERS = {
  plain: 3,
  slow: 2,
  leavesEarly: 2,
  breaksOff: 1,
  stopsHalfway: 1,
  keepsOpen: 2,
  saysMore: 2,
  endsItsSide: 2,
} as const;

interface ExchangeWorld {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly faults: PlatformFaults;
}

/** How the platform behaves on a connection. */
export type Manner = keyof typeof MANNERS;

/** Sends a packet; the ack, or `null` where none came whole. @param manner drawn where it is left out */
export async function exchange(
  { clock, chance, weather, faults }: ExchangeWorld,
  dial: Dial,
  packet: Uint8Array,
  md5key: string,
  manner: Manner = weather.strikes(chance, faults.oddAttempt) ? chance.weigh(MANNERS) : "plain",
): Promise<WholeAck | null> {
  const giveUp = new AbortController();
  let conn: Endpoint | null = null;
  const cancel = clock.after(chance.between(1000, PATIENCE_MS_MAX), () => {
    giveUp.abort();
    if (conn?.closed === false) conn.close();
  });
  try {
    conn = await dial(giveUp.signal);
    const half = chance.between(1, packet.length - 1);
    if (manner === "slow" || manner === "stopsHalfway") {
      await writeAll(conn, packet.subarray(0, half));
      await sleep(clock, chance.between(0, manner === "slow" ? 2000 : DAWDLE_MS_MAX));
      if (manner === "stopsHalfway") return null;
      await writeAll(conn, packet.subarray(half));
    } else {
      await writeAll(conn, packet);
    }
    if (manner === "breaksOff") conn.breakOff();
    if (manner === "breaksOff" || manner === "leavesEarly") return null;
    if (manner === "saysMore") await writeAll(conn, new TextEncoder().encode("\r\n{more}"));
    if (manner === "endsItsSide") await conn.closeWrite();
    const ack = await ackFrom(conn, md5key);
    if (manner === "keepsOpen") await sleep(clock, chance.between(0, DAWDLE_MS_MAX));
    return ack;
  } catch {
    return null;
  } finally {
    cancel();
    if (conn?.closed === false) conn.close();
  }
}

async function ackFrom(conn: Endpoint, md5key: string): Promise<WholeAck | null> {
  const bytes: number[] = [];
  const buffer = new Uint8Array(1024);
  for (;;) {
    const count = await conn.read(buffer);
    if (count === null) return null;
    bytes.push(...buffer.subarray(0, count));
    const ack = readAck(Uint8Array.from(bytes), md5key);
    if (ack.kind === "ack") return ack;
  }
}
