/**
 * Whose a token is, without telling by the time it takes how near a wrong one was.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { WebTokenConfig } from "../config.ts";
import type { Principal } from "./principal.ts";

/** The tokens that open the API. */
export class Tokens {
  readonly #known: readonly { readonly digest: Uint8Array; readonly principal: Principal }[];

  constructor(tokens: readonly WebTokenConfig[]) {
    this.#known = tokens.map(({ name, token, may }) => ({
      // Digests have one length, so the comparison tells nothing of the token's either.
      digest: sha256(token),
      principal: { by: `token:${name}`, rights: new Set(may) },
    }));
  }

  /** Whose it is; `null` for a wrong one. In constant time. */
  owner(token: string): Principal | null {
    const sent = sha256(token);
    let found: Principal | null = null;
    // No early end: the time taken must not say which token it was.
    for (const { digest, principal } of this.#known) {
      if (timingSafeEqual(digest, sent)) found = principal;
    }
    return found;
  }
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
