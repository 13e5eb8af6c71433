import { interfaceNameBytes, MAX_INTERFACE_NAME_BYTES } from '../../../base/ifname.ts';
import { checkOptionValue } from '../../../docker/driver-options.ts';
import { connections, whenRun } from '../../compose-support.ts';
import { placedOptions } from '../../option-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/interface-name-too-long',
  scope: 'compose',
  severity: 'error',
  fix: 'none',
  summary: 'A name of a bridge or container interface that is longer than the kernel allows',
  check(project, report, context) {
    for (const { option, fact, network, service, severity } of placedOptions(project)) {
      const value = option.value.text;
      if (!fact || value === undefined) continue;
      const problem = checkOptionValue(fact, value, context.settings.versions.docker);
      if (problem?.kind !== 'too-long') continue;
      const outcome = service ? `the containers of "${service.name}" do not start` : `network "${network?.key}" cannot be used`;
      report({
        file: option.value.at.file,
        range: option.value.at.range,
        severity,
        message: `${problem.message}, so ${outcome}. Choose a shorter name.`,
      });
    }
    for (const { service, connection } of connections(project)) {
      const name = connection.interfaceName;
      const bytes = name?.text === undefined ? 0 : interfaceNameBytes(name.text);
      if (!name || bytes <= MAX_INTERFACE_NAME_BYTES) continue;
      report({
        file: name.at.file,
        range: name.at.range,
        severity: whenRun(service),
        message: `"${name.text}" has ${bytes} bytes, and the kernel takes ${MAX_INTERFACE_NAME_BYTES}, so the containers of "${service.name}" do not start. Choose a shorter name.`,
      });
    }
  },
});
