import { mainConnection } from '../../../compose/main-connection.ts';
import { replaceText, whenRun } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/conflicting-mac',
  scope: 'compose',
  severity: 'error',
  fix: 'unsafe',
  summary: "A service's mac_address that differs from the one on its main network",
  check(project, report, context) {
    for (const service of project.model.services) {
      const own = service.mac;
      const main = mainConnection(service);
      const other = main?.mac;
      if (!main || !own?.text || !other?.text || own.text === other.text) continue;
      report({
        file: own.at.file,
        range: own.at.range,
        severity: whenRun(service),
        message: `"${service.name}" has ${own.text} here and ${other.text} on its main network "${main.key}": docker compose up refuses the difference. Keep the one on the network.`,
        related: [{ message: `the address on network "${main.key}"`, location: other.at }],
        fixes: replaceText(`Use ${other.text}`, own, other.text, context, 'unsafe'),
      });
    }
  },
});
