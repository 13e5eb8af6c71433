import facts from '../../../facts/compose.json' with { type: 'json' };
import { whenRun } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

const { prefixes, names } = facts.namespacedSysctls;

export default defineRule<'compose'>({
  id: 'compose/invalid-sysctl',
  scope: 'compose',
  severity: 'error',
  fix: 'none',
  summary: 'A kernel setting that a container cannot have for itself',
  check(project, report) {
    for (const service of project.model.services)
      for (const { name, keyAt, text } of service.sysctls) {
        if (text === undefined || name.includes('$')) continue;
        const dotted = name.replaceAll('/', '.');
        if (names.includes(dotted) || prefixes.some((prefix) => dotted.startsWith(prefix))) continue;
        report({
          file: keyAt.file,
          range: keyAt.range,
          severity: whenRun(service),
          message: `${name} is one setting for the whole host and not for a container, so the containers of "${service.name}" do not start. Set it on the host with sysctl.d.`,
        });
      }
  },
});
