import { settingName } from '../../../docker/daemon/names.ts';
import { swarmUse } from '../../../host/swarm.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'docker/nftables-backend-limit',
  scope: 'host',
  severity: 'error',
  fix: 'none',
  summary: 'the nftables backend together with swarm, which Docker refuses',
  check(host, report) {
    const { engine } = host;
    const setting = engine.firewallBackendSetting;
    if (engine.firewallBackend !== 'nftables' || !setting || !engine.isOn('iptables')) return;
    if (engine.has('29.6') && engine.hasFeature('swarm-nftables')) return;
    const swarm = swarmUse(host);
    if (!swarm) return;
    report({
      ...setting.place,
      message: `${settingName(setting)} nftables does not go with swarm, which ${swarm.what} needs. The swarm node does not come up; use iptables, or from Docker 29.6 on set the feature "swarm-nftables".`,
      related: [{ message: 'This needs swarm.', location: swarm.place }],
    });
  },
});
