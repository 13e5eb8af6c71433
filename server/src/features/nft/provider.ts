import type { Provider } from '../provider.ts';
import { callees, callers, callItems } from './call-hierarchy.ts';
import { codeLenses } from './code-lens.ts';
import { completions } from './completion/completion.ts';
import { folds } from './folding.ts';
import { format, formatTriggers, formatTyped } from './formatting.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay-hints.ts';
import { links } from './links.ts';
import { outline } from './outline.ts';
import { refactorings } from './refactorings.ts';
import { selections } from './selection.ts';
import { semanticTokens } from './semantic-tokens.ts';
import { occurrences, spelled, symbolsAt } from './symbols.ts';

/** What can be answered about nftables files. */
const nftProvider: Provider = {
  kinds: ['nftables'],
  hover,
  completions,
  completionTriggers: ['$', '@', '"'],
  symbolsAt,
  occurrences,
  spelled,
  outline,
  folds,
  selections,
  semanticTokens,
  inlayHints,
  codeLenses,
  links,
  format,
  formatTyped,
  formatTriggers,
  callItems,
  callers,
  callees,
  refactorings,
};

export default nftProvider;
