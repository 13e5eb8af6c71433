import { distance } from 'fastest-levenshtein';

/**
 * The candidate closest to a misspelt word, or undefined when none is close enough to be what was meant.
 * Upper and lower case count as equal first; ties go to the earlier candidate.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const d = Math.min(distance(word, candidate), distance(lower, candidate.toLowerCase()) + 0.5);
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}
