/**
 * What of a configuration is better not shown to whoever may look at the page, though it stands under no key for secrets.
 *
 * @module
 */

/** What is shown in the place of a secret. */
export const HIDDEN = "***";

const SECRET_WORDS = "key|secret|token|pass|auth|cookie|sign";
const SECRET_NAME = new RegExp(SECRET_WORDS, "i");
/**
 * `?appkey=abc` and `&token=abc` of a URL, `key=abc` of a form, `--token=abc` of a command; not what an expression puts there,
 * as `{secrets.key}` and `'&key=' + secrets.key`.
 */
const SECRET_PAIR = new RegExp(
  String.raw`(^|[?&])([\w.-]*(?:${SECRET_WORDS})[\w.-]*=)(?![={$])[^&\s{'"]+`,
  "gi",
);
/** `://user:password@` of a URL. */
const USER = /(:\/\/)[^/?#\s@]+@/g;
/** `--token` of a command, whose next word is the token. */
const SECRET_FLAG = new RegExp(String.raw`^--?[\w-]*(?:${SECRET_WORDS})[\w-]*$`, "i");

/** Whether the value under a name that the operator chose may be a secret: a header's, a parameter's. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Whether a word of a command says that the next one is a secret. */
export function isSecretFlag(word: string): boolean {
  return SECRET_FLAG.test(word);
}

/** A text without the secrets that stand within it. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(USER, `$1${HIDDEN}@`).replaceAll(SECRET_PAIR, `$1$2${HIDDEN}`);
}
