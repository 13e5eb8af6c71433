import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareRecords } from './docker/run.ts';

// Recorded experiments: rulesets beside real dockerds, and what became of the traffic. The records are not part of the repository.

const RECORDS = '../shared/facts/docker-experiments.json';

test.skipIf(!existsSync(RECORDS))('what was recorded of traffic beside Docker is predicted', () => {
  const outcomes = compareRecords(readFileSync(RECORDS, 'utf8'));
  const wrong = outcomes.flatMap(({ experiment, engine, comparisons }) =>
    comparisons.filter(({ equal }) => !equal).map((comparison) => ({ experiment, engine, ...comparison })),
  );
  expect(outcomes.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
