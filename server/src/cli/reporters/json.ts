import type { Reporter } from './reporter.ts';

/** The object that docs/json-output.md describes. */
export const json: Reporter = ({ result }) => `${JSON.stringify(result, undefined, 2)}\n`;
