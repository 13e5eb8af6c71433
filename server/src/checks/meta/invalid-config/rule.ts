import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'meta/invalid-config',
  scope: 'meta',
  severity: 'error',
  fix: 'safe',
  summary: 'The configuration file holds something that Bridgekeeper cannot use',
  check({ config }, report) {
    for (const { range, message, fix } of config?.problems ?? [])
      report({
        file: config!.file,
        range,
        message,
        alsoSaidBy: 'json',
        fixes: fix ? [{ title: fix.title, safety: 'safe', preferred: true, edits: [{ file: config!.file, ...fix.edit }] }] : [],
      });
  },
});
