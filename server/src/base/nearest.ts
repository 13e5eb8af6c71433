import { distance } from 'fastest-levenshtein';

/**
 * The candidate closest to a misspelt word, or undefined when none is close enough to be what was meant.
 * Upper and lower case count as equal first, two letters in the wrong order as one mistake; ties go to the earlier candidate.
 * @param most mistakes at most; without it one in three letters
 */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  most = word.length === 1 ? 0 : Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > most) continue;
    const d = Math.min(edits(word, candidate), edits(lower, candidate.toLowerCase()) + 0.5);
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** Mistakes between two words. */
function edits(a: string, b: string): number {
  if (a.length === b.length) {
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    if (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2)) return a === b ? 0 : 1;
  }
  return distance(a, b);
}
