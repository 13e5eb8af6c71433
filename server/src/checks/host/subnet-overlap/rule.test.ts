import { describe, expect, test } from 'vitest';
import { applyFix, findingsIn } from '../../../../../test/support/rules.ts';
import { processorTime } from '../../../../../test/support/time.ts';

const RULE = 'host/subnet-overlap';

/** A compose file with one network and perhaps a service in it. */
function project(name: string, ipam: string, extra = '', service = ''): Record<string, string> {
  return {
    [`${name}/compose.yaml`]: `services:\n  web:\n    image: nginx\n    networks:\n      net: {${service}}\nnetworks:\n  net:\n    ipam:\n      config:\n        - ${ipam.replaceAll('; ', '\n          ')}\n${extra}`,
  };
}

function shown(files: Record<string, string>, config = {}): string[] {
  return findingsIn({ files, config }, RULE).map(
    ({ file, range, severity, message }) =>
      `${severity} ${file} ${files[file]!.slice(range.start, range.end)}: ${message.split('.  ')[0]}`,
  );
}

describe('compose against compose', () => {
  test('the later file is told, with the first as related place', () => {
    const files = { ...project('a', 'subnet: 10.1.0.0/16'), ...project('b', 'subnet: 10.1.2.0/24') };
    const found = findingsIn({ files }, RULE);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      file: 'b/compose.yaml',
      severity: 'error',
      related: [{ location: { file: 'a/compose.yaml' } }],
    });
    expect(found[0]!.message).toContain('10.1.2.0/24 of network "net" overlaps 10.1.0.0/16 of network "net" in a/compose.yaml');
  });

  test('three that overlap are two findings, moved to different places', () => {
    const files = {
      ...project('a', 'subnet: 10.1.0.0/24'),
      ...project('b', 'subnet: 10.1.0.0/24'),
      ...project('c', 'subnet: 10.1.0.0/24'),
    };
    const titles = findingsIn({ files }, RULE).map(({ fixes }) => fixes[0]!.title);
    expect(titles).toEqual(['Move to 10.1.1.0/24', 'Move to 10.1.2.0/24']);
  });

  test('networks with one name are one network', () => {
    const name = '    name: shared\n';
    expect(shown({ ...project('a', 'subnet: 10.1.0.0/24', name), ...project('b', 'subnet: 10.1.0.0/24', name) })).toEqual([]);
  });

  test('other subnets, IPv6 beside IPv4, and variables are fine', () => {
    expect(shown({ ...project('a', 'subnet: 10.1.0.0/24'), ...project('b', 'subnet: 10.1.1.0/24') })).toEqual([]);
    expect(shown({ ...project('a', 'subnet: fd00:1::/64'), ...project('b', 'subnet: fd00:2::/64') })).toEqual([]);
    expect(shown({ ...project('a', 'subnet: 10.1.0.0/24'), ...project('b', 'subnet: ${SUBNET}') })).toEqual([]);
  });

  test('swarm has an address space of its own', () => {
    const overlay = '    driver: overlay\n';
    expect(shown({ ...project('a', 'subnet: 10.1.0.0/24'), ...project('b', 'subnet: 10.1.0.0/24', overlay) })).toEqual([]);
    expect(
      shown({ ...project('a', 'subnet: 10.1.0.0/24', overlay), ...project('b', 'subnet: 10.1.0.0/24', overlay) }),
    ).toHaveLength(1);
  });

  test('files that are loaded on demand need not meet others', () => {
    const files = { ...project('a', 'subnet: 10.1.0.0/24') };
    files['a/compose.test.yaml'] = project('b', 'subnet: 10.1.0.0/24')['b/compose.yaml']!;
    expect(shown(files)).toEqual([]);
  });
});

describe('against the daemon', () => {
  test('bip is certain', () => {
    const files = { ...project('a', 'subnet: 10.9.0.0/16'), 'etc/docker/daemon.json': '{ "bip": "10.9.0.1/24" }' };
    expect(shown(files)).toEqual([
      expect.stringMatching(/^error a\/compose.yaml 10.9.0.0\/16: .*docker0 in docker\/daemon.json/),
    ]);
  });

  test('docker0’s usual subnet is likely', () => {
    const usual = project('a', 'subnet: 172.17.0.0/16');
    expect(shown(usual)).toEqual([expect.stringMatching(/^error .*Unless the daemon is told otherwise/)]);
    expect(shown(project('a', 'subnet: 172.17.4.0/24'))).toEqual([expect.stringMatching(/^error /)]);
    const unit = { 'etc/systemd/system/docker.service': '[Service]\nExecStart=/usr/bin/dockerd $OPTIONS\n' };
    expect(shown({ ...usual, ...unit })).toEqual([expect.stringMatching(/^warning /)]);
    expect(shown(project('a', 'subnet: 172.17.0.0/16'), { inventory: { interfaces: {} } })).toEqual([
      expect.stringMatching(/^error/),
    ]);
    expect(shown({ ...project('a', 'subnet: 172.17.0.0/16'), 'etc/docker/daemon.json': '{ "bip": "10.9.0.1/24" }' })).toEqual([]);
  });

  test('a subnet that an automatic network may take first is a warning', () => {
    const automatic = { 'z/compose.yaml': 'services: { a: { image: x } }\n' };
    expect(shown({ ...project('a', 'subnet: 172.18.0.0/16'), ...automatic })).toEqual([
      expect.stringMatching(/^warning a\/compose.yaml 172.18.0.0\/16: .*created first/),
    ]);
    expect(shown({ ...project('a', 'subnet: 172.19.0.0/16'), ...automatic })).toEqual([]);
    expect(shown(project('a', 'subnet: 172.18.0.0/16'))).toEqual([]);
  });
});

test('against interfaces of the host, for networks that route', () => {
  const config = { inventory: { interfaces: { eth0: ['192.0.2.1/24'] } } };
  expect(shown(project('a', 'subnet: 192.0.2.0/24'), config)).toEqual([expect.stringMatching(/^error .*subnet of eth0/)]);
  expect(shown(project('a', 'subnet: 192.0.2.0/24', '    driver: macvlan\n'), config)).toEqual([]);
});

describe('the fix', () => {
  const fixed = (files: Record<string, string>) => {
    const [found] = findingsIn({ files }, RULE);
    return applyFix(files, found!.fixes[0]!);
  };

  test('moves gateway, range, reserved and static addresses along', () => {
    const mine = (net: string) =>
      project(
        'b',
        `subnet: ${net}.0/24; gateway: ${net}.254; ip_range: ${net}.128/25; aux_addresses: { router: "${net}.5" }`,
        '',
        ` ipv4_address: ${net}.10 `,
      );
    const after = fixed({ ...project('a', 'subnet: 10.1.0.0/24'), ...mine('10.1.0') });
    expect(after['b/compose.yaml']).toBe(mine('10.1.1')['b/compose.yaml']);
    expect(findingsIn({ files: after }).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('moves static addresses of projects that use the network as external', () => {
    const user = (address: string) => ({
      'c/compose.yaml': `services:\n  api: { image: x, networks: { n: { ipv4_address: ${address} } } }\nnetworks: { n: { external: true, name: b_net } }\n`,
    });
    const files = { ...project('a', 'subnet: 10.1.0.0/24'), ...project('b', 'subnet: 10.1.0.0/24'), ...user('10.1.0.77') };
    expect(fixed(files)['c/compose.yaml']).toBe(user('10.1.1.77')['c/compose.yaml']);
  });

  test('is not offered where the text is not the address', () => {
    const files = { ...project('a', 'subnet: 10.1.0.0/24'), ...project('b', 'subnet: ${NET:-10.1.0.0/24}') };
    expect(findingsIn({ files }, RULE)[0]!.fixes).toEqual([]);
  });
});

test('a thousand projects with one subnet are judged soon', () => {
  const files = Object.assign({}, ...Array.from({ length: 1000 }, (_, i) => project(`p${i}`, 'subnet: 10.1.0.0/24')));
  findingsIn({ files: project('x', 'subnet: 10.1.0.0/24') });
  const time = processorTime(() => {
    expect(findingsIn({ files }, RULE)).toHaveLength(999);
  });
  expect(time).toBeLessThan(15_000);
});

test('scripts are sources like compose files', () => {
  const files = {
    ...project('a', 'subnet: 10.1.0.0/24'),
    'deploy.sh': 'docker network create --subnet 10.1.0.0/16 side\ndocker run -d --network side --ip 10.1.0.77 x\n',
  };
  expect(shown(files)).toEqual([expect.stringMatching(/^error deploy.sh 10.1.0.0\/16: .*network "side"/)]);
  expect(applyFix(files, findingsIn({ files }, RULE)[0]!.fixes[0]!)['deploy.sh']).toBe(
    'docker network create --subnet 10.2.0.0/16 side\ndocker run -d --network side --ip 10.2.0.77 x\n',
  );
});
