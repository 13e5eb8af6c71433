import type { Provider } from '../provider.ts';
import { completions } from './completion.ts';
import { hover } from './hover.ts';
import { occurrences, symbolsAt } from './symbols.ts';

/** What can be answered about docker commands in shell scripts and recipes of makefiles. */
const shellProvider: Provider = {
  kinds: ['shell', 'makefile'],
  hover,
  completions,
  completionTriggers: [' ', '=', '-'],
  symbolsAt,
  occurrences,
};

export default shellProvider;
