import { conflicts } from '../../../docker/daemon/conflicts.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'docker/conflicting-options',
  scope: 'host',
  severity: 'error',
  fix: 'none',
  summary: 'options that dockerd does not take together, in one file or between file and flags',
  check(host, report) {
    for (const engine of host.engines)
      for (const { place, severity, message, related } of conflicts(engine))
        report({
          ...place,
          severity,
          message,
          related: related.map((other) => ({ message: other.message, location: other.place })),
        });
  },
});
