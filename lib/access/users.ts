/**
 * Whether a name and a password are somebody's, without telling by the time it takes whether there is such a name.
 *
 * @module
 */
import type { WebUserConfig } from "../config.ts";
import { isPassword, PASSWORD_CHARACTERS, passwordLength } from "../password.ts";
import { Slots } from "../slots.ts";

/** Passwords that are checked at a time: each takes tens of megabytes. */
const CHECKS_AT_ONCE = 2;
/** Passwords that may wait to be checked. */
const CHECKS_WAITING_MAX = 16;

/** Of no password that anybody knows; checked where there is no such name. */
const NOBODYS_HASH = `scrypt:32768:8:1:${"A".repeat(22)}:${"A".repeat(43)}`;

/** What became of a check; `busy`: too many are waiting. */
export type Checked =
  | { readonly kind: "right"; readonly user: WebUserConfig }
  | { readonly kind: "wrong" }
  | { readonly kind: "busy" };

/** The people who may sign in. */
export class Users {
  readonly #byName: ReadonlyMap<string, WebUserConfig>;
  readonly #checks = new Slots(CHECKS_AT_ONCE);

  constructor(users: readonly WebUserConfig[]) {
    this.#byName = new Map(users.map((user) => [user.name, user]));
  }

  /** The person with that name. */
  get(name: string): WebUserConfig | null {
    return this.#byName.get(name) ?? null;
  }

  /** Whether a password is that person's. */
  async check(name: string, password: string): Promise<Checked> {
    if (this.#checks.waiting >= CHECKS_WAITING_MAX) return { kind: "busy" };
    const user = this.get(name);
    const fits = passwordLength(password) <= PASSWORD_CHARACTERS.max;
    const hash = user?.passwordHash ?? NOBODYS_HASH;
    const right = await this.#checks.take(() => isPassword(fits ? password : "", hash));
    return right && fits && user !== null ? { kind: "right", user } : { kind: "wrong" };
  }
}
