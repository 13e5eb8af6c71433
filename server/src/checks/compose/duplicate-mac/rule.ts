import { isInterfaceMac } from '../../../base/mac.ts';
import { mainConnection } from '../../../compose/main-connection.ts';
import type { ComposeService, Text } from '../../../compose/model.ts';
import { counted } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/duplicate-mac',
  scope: 'compose',
  severity: 'warning',
  fix: 'none',
  summary: 'One MAC address for several containers of a network',
  check(project, report) {
    const first = new Map<string, { service: ComposeService; text: Text }>();
    for (const service of project.model.services) {
      if (!service.enabled || service.networkMode || service.replicas === 0) continue;
      const main = mainConnection(service);
      for (const connection of service.networks) {
        const text = connection.mac ?? (connection === main ? service.mac : undefined);
        if (text?.text === undefined || !isInterfaceMac(text.text)) continue;
        const { file, range } = text.at;
        const place = `${connection.key}\n${text.text.toLowerCase().replace(/[^0-9a-f]/g, '')}`;
        const other = first.get(place);
        const same = 'the network delivers packets of one to another';
        if (other && other.service !== service)
          report({
            file,
            range,
            message: `"${service.name}" has the MAC address ${text.text} on network "${connection.key}", and "${other.service.name}" has it too: ${same}. Leave it out, or choose another one.`,
            related: [{ message: `the same address of "${other.service.name}"`, location: other.text.at }],
          });
        else if ((service.replicas ?? 1) > 1)
          report({
            file,
            range,
            message: `${counted(service.replicas!, 'replica')} of "${service.name}" have the MAC address ${text.text} on network "${connection.key}": ${same}. Leave it out.`,
          });
        if (!other) first.set(place, { service, text });
      }
    }
  },
});
