import { settingName } from '../../../docker/daemon/names.ts';
import { FORWARDING_SYSCTLS } from '../../../facts/sysctl.ts';
import type { Host } from '../../../host/host.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'host/forwarding-disabled',
  scope: 'host',
  severity: 'warning',
  fix: 'none',
  summary: 'sysctl files that turn off IP forwarding on a Docker host, or leave it off where Docker does not turn it on',
  check(host, report) {
    if (!usesBridges(host)) return;
    const nftables = host.engine.firewallBackend === 'nftables';
    const checked = nftables && host.engine.isOn('ip-forward') && !host.engine.isUnknown('ip-forward');
    for (const { family, keys } of FORWARDING_SYSCTLS) {
      const needed = family === 4 || host.engine.isOn('ipv6');
      // the later name for the same switch wins; reading one is as good as reading the other
      const values = keys.flatMap((key) => host.sysctls.get(key) ?? []);
      const off = values.find(({ value }) => value === '0');
      if (off) reportOff(host, family, off.place, checked && needed, report);
      else if (values.length === 0 && checked && needed && host.sysctl.length > 0) reportMissing(host, keys[0]!, report);
    }
  },
});

/** dockerd makes docker0 wherever it runs, unless told not to. */
function usesBridges(host: Host): boolean {
  const docker = host.daemon.length > 0 || host.compose.length > 0 || host.networks.length > 0;
  return docker && (host.engine.text('bridge')?.value !== 'none' || host.networks.some(({ driver }) => driver === 'bridge'));
}

function reportOff(
  host: Host,
  family: 4 | 6,
  place: { file: string; range: { start: number; end: number } },
  fatal: boolean,
  report: (found: Report) => void,
): void {
  const backend = host.engine.firewallBackendSetting;
  const forward = host.engine.boolean('ip-forward');
  const effect = fatal
    ? 'The nftables backend of Docker does not turn it on, and dockerd does not start without it'
    : host.engine.firewallBackend === 'nftables' || forward?.value === false
      ? 'Docker does not turn it on by itself here, so containers reach nothing outside and published ports answer nobody'
      : 'dockerd turns it on when it starts, but whenever these files are loaded later, containers and published ports are cut off';
  report({
    ...place,
    severity: fatal ? 'error' : 'warning',
    message: `IPv${family} forwarding is switched off here. ${effect}; set it to 1, and let the firewall decide what is forwarded.`,
    related: backend ? [{ message: `${settingName(backend)} is set here.`, location: backend.place }] : [],
  });
}

function reportMissing(host: Host, key: string, report: (found: Report) => void): void {
  const backend = host.engine.firewallBackendSetting;
  if (!backend) return;
  report({
    ...backend.place,
    message: `With the nftables backend dockerd does not turn on IP forwarding, and no sysctl file here does. It does not start while forwarding is off; set ${key} = 1 in a file of sysctl.d, or "ip-forward": false to skip the check.`,
  });
}
