import facts from '../../../facts/compose.json' with { type: 'json' };
import { whenCreated } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/predefined-network',
  scope: 'compose',
  severity: 'error',
  fix: 'none',
  summary: "A network that bears the name of one of Docker's own networks: bridge, host, none",
  check(project, report) {
    for (const network of project.model.networks) {
      const { realName, name, keyAt, external } = network;
      if (realName === undefined || !keyAt || !facts.predefinedNetworks.includes(realName)) continue;
      if (external && external.on === undefined) continue;
      const { file, range } = name?.at ?? keyAt;
      const message = external?.on
        ? `Containers of docker compose have names on their networks, and Docker's own network "${realName}" takes none: the services do not start. Write network_mode: ${realName} in them instead.`
        : `"${realName}" is Docker's own network and was not made by docker compose, so up refuses it. Choose another name, or write network_mode: ${realName} in the services.`;
      report({ file, range, severity: whenCreated(network, project), message });
    }
  },
});
