/**
 * Sentences for people.
 *
 * @module
 */

/** A sentence for people, in Chinese and in English. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}
