/**
 * Card and agent passwords at rest, and the digest that knows a repeated order again. The key lies in its own file
 * beside the store: a file whose pages are reused can't be wiped, so plain text must never reach it.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from "node:crypto";
import type { OrderFields, OrderSecrets } from "../order_fields.ts";
import { formatMoney } from "../money.ts";

/** Bytes of the key file. */
export const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NO_SECRETS: OrderSecrets = { cardPassword: "", agentPass: "" };

/** Encrypts secrets (AES-256-GCM) and makes digests (keyed SHA-256), with keys derived from one. */
export class SecretBox {
  /** What tells one key from another and says nothing else of it. */
  readonly keyId: string;
  readonly #sealKey: Uint8Array;
  readonly #digestKey: string;

  /** @param key {@linkcode KEY_BYTES} random bytes, the same for the whole life of a store */
  constructor(key: Uint8Array) {
    this.#sealKey = new Uint8Array(hkdfSync("sha256", key, "", "czdock seal", KEY_BYTES));
    const digestKey = hkdfSync("sha256", key, "", "czdock digest", KEY_BYTES);
    this.#digestKey = new Uint8Array(digestKey).toHex();
    this.keyId = new Uint8Array(hkdfSync("sha256", key, "", "czdock key id", KEY_ID_BYTES)).toHex();
  }

  /** Encrypts the secrets of an order; `null` where it has none. */
  seal(secrets: OrderSecrets): string | null {
    const { cardPassword, agentPass } = secrets;
    if (cardPassword === "" && agentPass === "") return null;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#sealKey, nonce);
    const text = cipher.update(JSON.stringify({ cardPassword, agentPass }), "utf8");
    const end = cipher.final();
    const sealed = new Uint8Array([...nonce, ...text, ...end, ...cipher.getAuthTag()]);
    return sealed.toBase64();
  }

  /**
   * The secrets again.
   *
   * @throws {Error} they were encrypted under another key, or changed
   */
  open(sealed: string | null): OrderSecrets {
    if (sealed === null) return NO_SECRETS;
    const bytes = Uint8Array.fromBase64(sealed);
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.#sealKey, nonce);
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8");
    const { cardPassword, agentPass } = JSON.parse(text + decipher.final("utf8"));
    return { cardPassword, agentPass };
  }

  /**
   * A digest of all that the protocol's fields say: equal for two packets exactly when they order the same. Amounts
   * count by value, so `100` and `100.000` are the same; fields that the protocol does not have do not count.
   */
  digest(fields: OrderFields, secrets: OrderSecrets): string {
    const f = fields;
    const said = JSON.stringify([
      [f.action, f.chargeId, f.chargeAcct, formatMoney(f.chargeCash), f.chargeType, f.amount],
      [formatMoney(f.faceValue), f.var1, f.var2, f.var3, f.var4, f.productSn, f.nbrArea],
      [f.cardSn, f.agentAcct, f.cardId, f.retRsn, secrets.cardPassword, secrets.agentPass],
    ]);
    // Nobody but us ever hands in a text and sees its digest, so a key in front does what an HMAC would, in a fifth of
    // the time.
    return hash("sha256", this.#digestKey + said, "base64url");
  }
}
