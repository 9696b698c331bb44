/**
 * What comes back when a result is pushed: from the server, or from whatever listens in its place.
 *
 * @module
 */
import assert from "node:assert/strict";
import { joined } from "../../../lib/bytes.ts";
import type { Clock } from "../../../lib/clock.ts";
import type { Conn } from "../../../lib/net.ts";
import { ANSWER_BYTES_MAX, makePush, type Pushed } from "../../../lib/callback/push.ts";
import type { Chance } from "../../support/world/chance.ts";
import { cutUp, mutateBytes } from "../mutate.ts";
import { gbkBytes } from "../oracles/signature.ts";
import { type Surface, surface } from "../surface.ts";

/** How an answer ends: with the connection, with its reset, or never. */
type End = "closed" | "reset" | "never";

interface Answer {
  readonly pieces: readonly Uint8Array[];
  readonly end: End;
  /** Bytes that one write takes, at most; 0: the write fails. */
  readonly writeMax: number;
}

const CALLBACK = new TextEncoder().encode('{"action":"CZ"}');
/** White space as JavaScript has it, and NUL, in GBK: the pair is the wide space of Chinese typewriters. */
const BLANKS = ["", "\0", " ", "\r\n", "\t", "\u3000", "\v", "\f"] as const;
const WORDS = [
  "OK",
  "ok",
  "Ok",
  "oK",
  "0K",
  "OKAY",
  "NOT OK",
  "OK OK",
  "FAIL",
  "",
  "K",
  "O",
  "{}",
] as const;

/** The surface. @param push what is tested; a planted fault may stand in for it */
export function callbackAnswers(push: typeof makePush = makePush): Surface {
  return surface({
    name: "callback-answers",
    reaches: ["ok", "answered", "silent"],
    weight: 5,
    make,
    feed: (answer) => feed(answer, push),
    judge,
    show: ({ pieces, end, writeMax }) => {
      const texts = pieces.map((piece) => new TextDecoder("latin1").decode(piece));
      return JSON.stringify({ texts, end, writeMax });
    },
  });
}

function make(chance: Chance): Answer {
  const text = chance.pick(BLANKS) + chance.pick(BLANKS) + chance.pick(WORDS) +
    chance.pick(BLANKS) + chance.pick(BLANKS);
  let bytes = gbkBytes(text);
  if (chance.hit(0.2)) bytes = joined([gbkBytes("HTTP/1.1 200 OK\r\n\r\n"), bytes]);
  if (chance.hit(0.4)) bytes = mutateBytes(bytes, chance, chance.between(1, 3));
  return {
    pieces: cutUp(bytes, chance),
    end: chance.pick(["closed", "reset", "never"]),
    writeMax: chance.pick([1, 7, 1000, 1000, 0]),
  };
}

/** What became of an answer. */
interface Came {
  readonly pushed: Pushed;
  readonly given: number;
  readonly written: number;
  readonly closes: number;
  /** What had come after each read. */
  readonly prefixes: readonly Uint8Array[];
}

async function feed({ pieces, end, writeMax }: Answer, push: typeof makePush): Promise<Came> {
  let given = 0, written = 0, closes = 0, piece = 0, offset = 0;
  let giveUp: () => void = () => {};
  let broken: (error: Error) => void = () => {};
  const prefixes: Uint8Array[] = [], whole = joined(pieces);
  const clock: Clock = {
    nowMs: () => 0,
    after(_delayMs, run) {
      giveUp = run;
      return () => giveUp = () => {};
    },
  };
  const conn: Conn = {
    read(into) {
      const next = pieces[piece]?.subarray(offset, offset + into.length);
      if (next === undefined || into.length === 0) {
        if (end === "closed") return Promise.resolve(null);
        if (end === "reset") return Promise.reject(new Error("reset by the peer"));
        const over = new Promise<never>((_, reject) => broken = reject);
        // Time goes on while nothing comes.
        queueMicrotask(() => giveUp());
        return over;
      }
      into.set(next);
      given += next.length;
      offset += next.length;
      if (offset >= (pieces[piece]?.length ?? 0)) [piece, offset] = [piece + 1, 0];
      prefixes.push(whole.subarray(0, given));
      return Promise.resolve(next.length);
    },
    write(bytes) {
      if (writeMax === 0) return Promise.reject(new Error("broken pipe"));
      const taken = Math.min(writeMax, bytes.length);
      written += taken;
      return Promise.resolve(taken);
    },
    closeWrite: () => assert.fail("our side was ended"),
    close() {
      closes++;
      broken(new Error("closed"));
    },
  };
  const pushed: Pushed = await push(() => Promise.resolve(conn), clock, 1000)(
    { hostname: "192.0.2.1", port: 50_899 },
    CALLBACK,
  );
  return { pushed, given, written, closes, prefixes };
}

function judge({ writeMax }: Answer, { pushed, given, written, closes, prefixes }: Came): string {
  assert.ok(closes >= 1, "the connection stays open");
  assert.ok(given <= ANSWER_BYTES_MAX, `${given} bytes were read`);
  assert.equal(written, writeMax === 0 ? 0 : CALLBACK.length);
  assert.equal(pushed.kind === "ok", prefixes.some(saysOk), "OK and what is no OK were mixed up");
  assert.equal(pushed.kind === "silent", given === 0);
  return pushed.kind;
}

/** Whether there is `OK` in these bytes and, around it, nothing but white space and NUL. */
function saysOk(bytes: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(bytes);
  const blank = "(?:[\\0\\t\\n\\v\\f\\r ]|\\u00a1\\u00a1)*";
  return new RegExp(`^${blank}OK${blank}$`, "i").test(text);
}
