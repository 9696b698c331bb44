/**
 * `web:`, the page and the API.
 *
 * @module
 */
import { isLoopback } from "../addresses.ts";
import type { WebConfig, WebTokenConfig, WebUserConfig } from "../config.ts";
import { PASSWORD_HASH } from "../password.ts";
import { list, oneOrMany } from "./collection.ts";
import { integer } from "./number_kinds.ts";
import { keyPath } from "./path.ts";
import { record } from "./record.ts";
import { defaulted, type Kind, required } from "./schema.ts";
import { choice, host, name, secretPattern } from "./text_kinds.ts";
import { checkUnique } from "./unique.ts";

/** Users, and tokens, at most. */
const WEB_ACCOUNTS_MAX = 256;
/** Characters of a token, at least and at most. */
const TOKEN_CHARACTERS = { min: 16, max: 256 } as const;

const user = record(
  {
    name: required(name, "登录名。", "The name to sign in with."),
    passwordHash: required(
      secretPattern(PASSWORD_HASH, {
        zh: " czdock passwd 给出的 scrypt:…",
        en: "scrypt:… as czdock passwd prints it",
      }),
      "密码的散列,由 czdock passwd 算出。",
      "The hash of the password, as czdock passwd prints it.",
    ),
    role: required(
      choice(["viewer", "operator", "admin"]),
      "viewer 只看,operator 可处理定单,admin 可做一切。",
      "A viewer only looks, an operator settles orders, an admin may do everything.",
    ),
  },
  (values): WebUserConfig => values,
);

const { min, max } = TOKEN_CHARACTERS;
const token = record(
  {
    name: required(name, "令牌的名字,日志与定单经过里显示。", "The token's name, as logs show it."),
    token: required(
      secretPattern(new RegExp(`^[\\x21-\\x7e]{${min},${max}}$`), {
        zh: ` ${min}–${max} 个 ASCII 字符,无空格`,
        en: `${min}–${max} ASCII characters without spaces`,
      }),
      "令牌本身,程序放在 Authorization: Bearer 后面。",
      "The token itself, which the program sends after Authorization: Bearer.",
    ),
    may: required(
      oneOrMany(choice(["read", "settle", "push", "admin"]), { min: 1, max: 4 }),
      "可以做什么;admin 可做一切。",
      "What it may do; admin may do everything.",
    ),
  },
  (values): WebTokenConfig => values,
);

/** The section `web`. */
export const web: Kind<WebConfig> = record(
  {
    host: defaulted(
      host,
      "127.0.0.1",
      "页面与 API 的地址;不是本机回环地址时必须有 users。",
      "The address of the page and the API; anything but loopback needs users.",
    ),
    port: defaulted(
      integer(1, 65535),
      "60080",
      "页面与 API 的端口。",
      "The port of the page and the API.",
    ),
    users: defaulted(
      list(user, { min: 0, max: WEB_ACCOUNTS_MAX }, (users, path, reading) => {
        checkUnique(users, ({ name }) => name, { path, key: "name" }, reading);
      }),
      "[]",
      "谁可以登录页面。",
      "Who may sign in to the page.",
    ),
    tokens: defaulted(
      list(token, { min: 0, max: WEB_ACCOUNTS_MAX }, (tokens, path, reading) => {
        checkUnique(tokens, ({ name }) => name, { path, key: "name" }, reading);
        checkUnique(tokens, ({ token }) => token, { path, key: "token" }, reading);
      }),
      "[]",
      "哪些程序可以调用 API。",
      "Which programs may call the API.",
    ),
  },
  (values): WebConfig => values,
  ({ host, users }, path, reading) => {
    if (host === "" || isLoopback(host) || users.length > 0) return;
    reading.fault(keyPath(path, "host"), {
      zh: "不能在本机之外开放页面,因为没有 users,谁都能操作",
      en:
        "cannot open the page beyond this machine, because there are no users and anyone could use it",
    });
  },
);
