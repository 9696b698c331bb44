/**
 * Which GBK bytes a character has, made from the platform's own decoder at first use.
 *
 * @module
 */

/** First bytes of a pair: 0x81–0xFE. */
export const LEAD_MIN = 0x81;
/** See {@linkcode LEAD_MIN}. */
export const LEAD_MAX = 0xfe;
/** Second bytes of a pair: 0x40–0xFE without 0x7F. A smaller one, 0x30–0x39, would begin a four-byte sequence. */
export const TRAIL_MIN = 0x40;
/** See {@linkcode TRAIL_MIN}. */
export const TRAIL_MAX = 0xfe;
/** The one byte in the trails' range that is no trail. */
export const NO_TRAIL = 0x7f;
/** Pairs that GBK has, each of them a character: 126 leads with 190 trails each. */
const PAIRS = 23_940;

/** Code page 936 has the euro sign in this single byte; the pair A2E3 is decoded to it too. */
export const EURO_BYTE = 0x80;

let table: Uint16Array | undefined;

/**
 * A table from UTF-16 unit to GBK: above 0xFF the pair (lead × 256 + trail), below it the single byte, 0 where GBK
 * lacks the character. ASCII is not in it: each of its characters is its own byte.
 */
export function gbkTable(): Uint16Array {
  return table ??= makeTable();
}

function makeTable(): Uint16Array {
  const pairs = new Uint8Array(PAIRS * 2);
  let end = 0;
  for (let lead = LEAD_MIN; lead <= LEAD_MAX; lead++) {
    for (let trail = TRAIL_MIN; trail <= TRAIL_MAX; trail++) {
      if (trail === NO_TRAIL) continue;
      pairs[end++] = lead;
      pairs[end++] = trail;
    }
  }
  const text = new TextDecoder("gbk", { fatal: true }).decode(pairs);
  const made = new Uint16Array(0x10000);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // U+3000 has two pairs, A1A1 and A3A0; everyone writes the first.
    if (made[unit] === 0) made[unit] = (pairs[2 * i] ?? 0) << 8 | (pairs[2 * i + 1] ?? 0);
  }
  made["€".charCodeAt(0)] = EURO_BYTE;
  return made;
}
