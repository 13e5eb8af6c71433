let clock: () => number = () => 0;

/**
 * Gives parsers a clock in milliseconds, so that they give up on texts that would take for ever. Entry points call this once; without
 * it nothing is given up.
 */
export function setParserClock(now: () => number): void {
  clock = now;
}

/** A question that answers true once `milliseconds` have gone by. */
export function parserDeadline(milliseconds: number): () => boolean {
  const end = clock() + milliseconds;
  return () => clock() > end;
}
