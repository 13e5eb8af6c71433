import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'host/forwarding-disabled';
const NFTABLES = '{ "firewall-backend": "nftables" }';

function found(daemon: string, sysctl: string | undefined, config = {}) {
  const files: Record<string, string> = { 'etc/docker/daemon.json': daemon };
  if (sysctl !== undefined) files['etc/sysctl.d/60-own.conf'] = sysctl;
  return findingsIn({ files, config }, RULE).map(
    ({ file, severity, range }) => `${severity} ${files[file]!.slice(range.start, range.end)}`,
  );
}

describe('iptables backend', () => {
  test('off is a warning, because a later load cuts containers off', () =>
    expect(found('{}', 'net.ipv4.ip_forward = 0')).toEqual(['warning net.ipv4.ip_forward = 0']));
  test('the other name of the switch counts too', () =>
    expect(found('{}', 'net.ipv4.conf.all.forwarding=0')).toEqual(['warning net.ipv4.conf.all.forwarding=0']));
  test('on and unset are fine', () => {
    expect(found('{}', 'net.ipv4.ip_forward = 1')).toEqual([]);
    expect(found('{}', 'vm.swappiness = 1')).toEqual([]);
  });
  test('without a bridge nothing is forwarded', () =>
    expect(found('{ "bridge": "none" }', 'net.ipv4.ip_forward = 0')).toEqual([]));
});

describe('nftables backend', () => {
  test('off keeps dockerd from starting', () =>
    expect(found(NFTABLES, 'net.ipv4.ip_forward = 0')).toEqual(['error net.ipv4.ip_forward = 0']));
  test('unless the check is off', () =>
    expect(found('{ "firewall-backend": "nftables", "ip-forward": false }', 'net.ipv4.ip_forward = 0')).toEqual([
      'warning net.ipv4.ip_forward = 0',
    ]));
  test('unset is reported only when sysctl files are here', () => {
    expect(found(NFTABLES, 'vm.swappiness = 1')).toEqual(['warning "firewall-backend"']);
    expect(found(NFTABLES, undefined)).toEqual([]);
  });
  test('IPv6 matters when docker0 has it', () => {
    const sysctl = 'net.ipv4.ip_forward = 1\nnet.ipv6.conf.all.forwarding = 0';
    expect(found('{ "firewall-backend": "nftables", "ipv6": true }', sysctl)).toEqual(['error net.ipv6.conf.all.forwarding = 0']);
    expect(found(NFTABLES, sysctl)).toEqual(['warning net.ipv6.conf.all.forwarding = 0']);
  });
  test('the setting counts like the option', () =>
    expect(found('{}', 'net.ipv4.ip_forward = 0', { firewallBackend: 'nftables' })).toEqual(['error net.ipv4.ip_forward = 0']));
});
