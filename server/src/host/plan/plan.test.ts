import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { workspaceOf } from '../../library/files.ts';
import { type PlanData, planData } from './data.ts';
import { planJson } from './json.ts';
import { prettyPlan } from './pretty.ts';
import { svgPlan } from './svg.ts';

const FILES = {
  'etc/docker/daemon.json': '{ "bip": "10.9.0.1/24", "default-address-pools": [{ "base": "10.200.0.0/22", "size": 24 }] }',
  'shop/compose.yaml': `services:
  web:
    image: nginx
    ports: ["8080:80", "127.0.0.1:9000-9001:9000-9001/udp"]
    networks: { front: { ipv4_address: 10.20.0.10 }, auto: {} }
networks:
  front:
    driver_opts: { com.docker.network.bridge.name: br-front }
    ipam: { config: [{ subnet: 10.20.0.0/24, ip_range: 10.20.0.128/25, aux_addresses: { router: 10.20.0.5 } }] }
  auto: {}
`,
  'blog/compose.yaml': `services:
  ghost: { image: ghost, ports: ["8080:2368"], networks: [back] }
networks:
  back: { ipam: { config: [{ subnet: 10.20.0.128/25 }] } }
`,
};

let data: PlanData;
const workspace = workspaceOf({ files: FILES, config: { reservedSubnets: ['10.8.0.0/24 # VPN'] } });
beforeAll(() => {
  data = planData(workspace.hosts()[0]!);
});

describe('the plan as data', () => {
  test('networks with everything that is written about them', () => {
    const front = data.networks.find(({ label }) => label === 'front')!;
    expect(front).toMatchObject({ name: 'shop_front', driver: 'bridge', space: 'local', bridge: { name: 'br-front' } });
    expect(front.subnets[0]).toMatchObject({
      prefix: '10.20.0.0/24',
      size: '256',
      conflict: true,
      gateway: { address: '10.20.0.128', chosen: true },
      range: { prefix: '10.20.0.128/25' },
      reserved: [{ name: 'router', address: '10.20.0.5' }],
    });
    expect(front.addresses).toMatchObject([{ address: '10.20.0.10', owner: 'web', conflict: false }]);
    expect(data.networks[0]).toMatchObject({
      name: 'bridge',
      label: 'docker0',
      subnets: [{ prefix: '10.9.0.0/24', gateway: { address: '10.9.0.1', chosen: false } }],
    });
    expect(data.networks.find(({ label }) => label === 'auto')!.probable).toEqual(['10.200.0.0/24']);
  });

  test('places are those of the texts', () => {
    const { place } = data.networks.find(({ label }) => label === 'front')!.subnets[0]!;
    expect(FILES['shop/compose.yaml'].slice(place!.range.start, place!.range.end)).toBe('10.20.0.0/24');
  });

  test('ports, pools, reserved space and conflicts', () => {
    expect(
      data.ports.map(({ address, hostPorts, protocol, owner, conflict }) => [
        address,
        hostPorts?.first,
        protocol,
        owner,
        conflict,
      ]),
    ).toEqual([
      [null, 8080, 'tcp', 'ghost', true],
      [null, 8080, 'tcp', 'web', true],
      ['127.0.0.1', 9000, 'udp', 'web', false],
    ]);
    expect(data.pools).toMatchObject([{ prefix: '10.200.0.0/22', size: 24, total: '4', free: 4 }]);
    expect(data.reserved).toEqual([{ prefix: '10.8.0.0/24', name: 'VPN', kind: 'told' }]);
    expect(data.conflicts.map(({ kind }) => kind)).toEqual(['subnet', 'port']);
  });
});

test('as JSON, with lines and columns', () => {
  const json = JSON.parse(JSON.stringify(planJson(data, (file) => workspace.file(file)?.lines)));
  expect(json.version).toBe(1);
  const front = json.networks.find(({ label }: { label: string }) => label === 'front');
  expect(front.place).toEqual({
    file: 'shop/compose.yaml',
    range: { start: { line: 7, column: 3, offset: expect.any(Number) }, end: { line: 7, column: 8, offset: expect.any(Number) } },
  });
});

test('as text', () => {
  const text = prettyPlan(data, ({ file, range }) => `${file}:${workspace.file(file)!.lines.positionAt(range.start).line + 1}`);
  expect(text).toContain('✗ 10.20.0.0/24');
  expect(text).toMatch(/10\.20\.0\.128\/25 +blog_back +bridge +blog\/compose\.yaml:4/);
  expect(text).toMatch(/10\.200\.0\.0\/24 \? +shop_auto/);
  expect(text).toMatch(/8080\/tcp +all addresses +-> 80 +web +shop\/compose\.yaml:4/);
  expect(text).toMatch(/10\.200\.0\.0\/22 +\/24 each +4 of 4 free +etc\/docker\/daemon\.json:1/);
  expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true);
});

describe('as a picture', () => {
  test('blocks lie in each other, conflicts are red', () => {
    const svg = svgPlan(data);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg.match(/class="conflict"/g)).toHaveLength(4);
    expect(svg).toContain('free: 10.9.1.0 – 10.19.255.255');
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  test('names cannot break it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const odd = { ...data, host: name, networks: data.networks.map((network) => ({ ...network, label: name, name })) };
        const svg = svgPlan(odd);
        const inside = svg.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<[a-z/][^<>]*>/g, '');
        expect(inside).not.toMatch(/[<>\0-\x08]|&(?!amp;|lt;|gt;|quot;)/);
      }),
    );
  });

  test('an empty plan is a picture too', () => {
    expect(svgPlan({ host: 'x', networks: [], ports: [], reserved: [], pools: [], conflicts: [] })).toContain('No networks');
  });
});
