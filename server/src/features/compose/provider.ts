import type { Provider } from '../provider.ts';
import { codeLenses } from './code-lens.ts';
import { completions } from './completion.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay-hints.ts';
import { occurrences, spelled, symbolsAt } from './symbols.ts';

/** What can be answered about compose files. */
const composeProvider: Provider = {
  kinds: ['compose'],
  hover,
  completions,
  completionTriggers: ['"', "'", '.', ' ', '-'],
  symbolsAt,
  occurrences,
  spelled,
  inlayHints,
  codeLenses,
};

export default composeProvider;
