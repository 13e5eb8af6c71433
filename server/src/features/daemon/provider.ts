import type { Provider } from '../provider.ts';
import { completions } from './completion.ts';
import { hover } from './hover.ts';
import { occurrences, symbolsAt } from './symbols.ts';

/** What can be answered about daemon.json, and about the flags of dockerd in units and defaults files. */
const daemonProvider: Provider = {
  kinds: ['daemon-json', 'systemd-unit', 'docker-defaults'],
  hover,
  completions,
  completionTriggers: ['"', ':', '-', ' '],
  symbolsAt,
  occurrences,
};

export default daemonProvider;
