import type { TokenFigures } from './expected-tokens.ts';
import { type Figures, ratio } from './figures.ts';

/** What must be reached, over all files together. */
const LEAST = { syntax: 0.997, caught: 0.97, sameLine: 0.97, recall: 0.99, precision: 0.99 };

/** In words, which of the measures are not reached. */
export function belowThresholds(total: Figures, tokens: TokenFigures | undefined): string[] {
  const out: string[] = [];
  const least = (name: string, is: number, wanted: number) => {
    if (is < wanted) out.push(`${name}: ${percent(is)}, wanted ${percent(wanted)}`);
  };
  const none = (name: string, is: number) => {
    if (is > 0) out.push(`${name}: ${is}, wanted none`);
  };
  least('syntax verdicts that agree', ratio(total.syntax), LEAST.syntax);
  none('false alarms', total.falseAlarms);
  least('refused inputs that are flagged', ratio(total.caught), LEAST.caught);
  least('first error on the line that nft names', ratio(total.sameLine), LEAST.sameLine);
  none('crashes', total.crashes);
  none('hangs', total.hangs);
  if (tokens) {
    least('recall of expected tokens', tokens.recall, LEAST.recall);
    least('precision of expected tokens', tokens.precision, LEAST.precision);
  }
  return out;
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(2)} %`;
}
