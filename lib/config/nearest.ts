/**
 * The nearest known word to a mistyped one.
 *
 * @module
 */

/** Mistypings up to this many added, dropped or changed characters are still recognised. */
const NEAREST_DISTANCE_MAX = 2;

/** Words longer than this are not compared: no known one is nearly as long. */
const WORD_CHARACTERS_MAX = 64;

/** The known word that was probably meant, or `null`. Case, `_` and `-` don't count as mistypings. */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > WORD_CHARACTERS_MAX) return null;
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance = editDistance(folded(word), folded(candidate));
    // In a word of three letters, two wrong ones leave nothing to recognise.
    const distanceMax = Math.min(NEAREST_DISTANCE_MAX, Math.floor(candidate.length / 2));
    if (distance <= distanceMax && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function folded(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, "");
}

/** How many characters must be added, dropped or changed to make one word the other (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const changed = from[row - 1] === to[column - 1] ? 0 : 1;
      current.push(Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + changed,
      ));
    }
    above = current;
  }
  return above[to.length] ?? 0;
}
