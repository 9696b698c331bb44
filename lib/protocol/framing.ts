/**
 * Finds the one packet of a connection. There is no length and no delimiter: the packet ends where its top-level
 * object closes. A GBK trail byte can look like `\`, `{` or `}`, and a TCP segment can split a character, so bytes
 * are decoded first and the end is looked for in text.
 *
 * @module
 */
import { decodeGbkLeniently, GbkDecoder } from "./gbk.ts";
import { ID_DIGITS_MAX } from "./id_literal.ts";
import { type LiteralObject, readScanned } from "./literal_json.ts";
import { ObjectScanner } from "./object_scanner.ts";

/** Why a connection's bytes are no packet. */
export type BrokenReason = "notJson" | "notGbk" | "tooLong";

/** What a connection's bytes are so far. */
export type Framed =
  | { readonly kind: "more" }
  | { readonly kind: "packet"; readonly object: LiteralObject }
  | {
    readonly kind: "broken";
    readonly reason: BrokenReason;
    /** The literal of the `chargeId` where one could be made out, for the unsigned answer; never to act on. */
    readonly chargeIdLiteral: string | null;
  };

const MORE: Framed = { kind: "more" };

/** Reads one packet. What follows the object is ignored, and once it is found or broken, so is every further push. */
export class PacketFramer {
  readonly #bytesMax: number;
  readonly #decoder = new GbkDecoder();
  readonly #scanner = new ObjectScanner();
  #text = "";
  #bytes = 0;
  #done: Framed | null = null;

  /**
   * Waits for the first byte.
   *
   * @param bytesMax bytes that the packet may have, with the white space before it
   */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Takes the next bytes; they may be overwritten after the call. */
  push(chunk: Uint8Array): Framed {
    if (this.#done !== null) return this.#done;
    const framed = this.#push(chunk);
    if (framed.kind !== "more") this.#done = framed;
    return framed;
  }

  #push(chunk: Uint8Array): Framed {
    const room = this.#bytesMax - this.#bytes;
    const bytes = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#bytes += bytes.length;
    const piece = this.#decoder.pushPrefix(bytes);
    this.#text += piece;
    const found = this.#scanner.scan(piece);
    if (found === "end") {
      const object = readScanned(this.#text, this.#scanner);
      return object === null ? this.#broken("notJson") : { kind: "packet", object };
    }
    if (found === "broken") return this.#broken("notJson");
    if (this.#decoder.broken) {
      // The piece ends before the bad bytes; the id may stand behind them. Nothing of the two must run together.
      this.#text += "\uFFFD" + decodeGbkLeniently(bytes);
      return this.#broken("notGbk");
    }
    return this.#bytes < this.#bytesMax ? MORE : this.#broken("tooLong");
  }

  #broken(reason: BrokenReason): Framed {
    return { kind: "broken", reason, chargeIdLiteral: findChargeId(this.#text) };
  }
}

/** A number is only taken with what ends it: the text may have been cut inside it. */
const ID_AS_NUMBER = `(?:0|[1-9]\\d{0,${ID_DIGITS_MAX - 1}})(?=[\\s,}])`;
const ID_AS_STRING = `"\\d{1,${ID_DIGITS_MAX}}"`;
const CHARGE_ID = new RegExp(`"chargeId"\\s*:\\s*(${ID_AS_NUMBER}|${ID_AS_STRING})`);

function findChargeId(text: string): string | null {
  return CHARGE_ID.exec(text)?.[1] ?? null;
}
