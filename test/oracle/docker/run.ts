import { type Comparison, compare } from './compare.ts';
import { flavourOf } from './flavour.ts';
import { predict } from './predict.ts';
import { readRecords } from './record.ts';

/** What came of one experiment with one engine. */
export interface Outcome {
  readonly experiment: string;
  readonly engine: string;
  readonly comparisons: readonly Comparison[];
  /** Why nothing could be compared. */
  readonly error?: string;
}

/** Plays all experiments of a file of records through. Never throws for a single experiment. */
export function compareRecords(text: string): Outcome[] {
  const { experiments, reference_results: references } = readRecords(text);
  return experiments.flatMap((experiment) =>
    experiment.results.map((result): Outcome => {
      const base = { experiment: experiment.id, engine: result.engine };
      const reference = references[flavourOf(result.engine).reference] ?? {};
      try {
        return { ...base, comparisons: compare(result, predict(experiment, result.engine), reference) };
      } catch (error) {
        const comparison = { what: 'everything', recorded: '', predicted: 'unknown', equal: false };
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
        return { ...base, comparisons: [comparison], error: reason };
      }
    }),
  );
}
