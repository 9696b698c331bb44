/**
 * Those who only disturb: strangers, and servers that send what is no order.
 *
 * @module
 */
import { sleep } from "../../../lib/clock.ts";
import type { Clock } from "../../../lib/clock.ts";
import { writeAll } from "../../../lib/net.ts";
import type { Chance } from "./chance.ts";
import type { Dial } from "./exchange.ts";

/** Longer than the engine listens to anyone. */
const DAWDLE_MS_MAX = 30_000;

/** Connects, sends garbage or nothing, and stays for a while. */
export async function heckle(clock: Clock, chance: Chance, dial: Dial): Promise<void> {
  const giveUp = new AbortController();
  clock.after(DAWDLE_MS_MAX, () => giveUp.abort());
  try {
    const conn = await dial(giveUp.signal);
    try {
      await writeAll(conn, garbage(chance));
      if (chance.hit(0.5)) await conn.closeWrite();
      await sleep(clock, chance.between(0, DAWDLE_MS_MAX));
    } finally {
      conn.close();
    }
  } catch {
    // Refused or thrown out, as it should be.
  }
}

function garbage(chance: Chance): Uint8Array {
  const text = chance.pick([
    "GET / HTTP/1.1\r\n\r\n",
    '{"action":"CZ","chargeId":1,',
    '{"action":"CZ","chargeId":1}',
    "[".repeat(100),
    `{"x":"${"y".repeat(40_000)}"}`,
    " ",
  ]);
  if (chance.hit(0.7)) return new TextEncoder().encode(text);
  return Uint8Array.from({ length: chance.between(1, 200) }, () => chance.between(0, 255));
}
