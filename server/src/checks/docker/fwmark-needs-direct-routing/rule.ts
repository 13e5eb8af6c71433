import { settingName } from '../../../docker/daemon/names.ts';
import { DAEMON_CONSTANTS } from '../../../facts/daemon-options.ts';
import { defineRule } from '../../rule.ts';

const TRUSTED_INTERFACES = DAEMON_CONSTANTS.trustedInterfacesOption;

export default defineRule({
  id: 'docker/fwmark-needs-direct-routing',
  scope: 'host',
  severity: 'info',
  fix: 'none',
  summary: 'a firewall mark that opens nothing, because packets to container addresses are dropped before it counts',
  check(host, report) {
    for (const engine of host.engines) {
      const mark = engine.text('bridge-accept-fwmark');
      if (!mark || !engine.has('29.0') || engine.isOn('allow-direct-routing') || engine.isUnknown('allow-direct-routing'))
        continue;
      if (host.networks.some((network) => network.options.some(({ key }) => key === TRUSTED_INTERFACES))) continue;
      report({
        ...mark.setting.place,
        message: `${settingName(mark.setting)} lets marked packets through the forward chain, but packets that come straight to a container address are dropped before, in prerouting. From outside the mark opens nothing; set "allow-direct-routing": true, or trust an interface with ${TRUSTED_INTERFACES}.`,
      });
    }
  },
});
