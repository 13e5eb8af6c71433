import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import type { FileEdit } from '../../checks/finding.ts';
import { allDrivers, ENDPOINT_OPTIONS } from '../../docker/drivers.ts';
import { workspaceOf } from '../../library/files.ts';
import { codeLenses } from '../code-lens.ts';
import { completions } from '../completion.ts';
import { definition } from '../definition.ts';
import { hover } from '../hover.ts';
import { inlayHints } from '../inlay-hints.ts';
import { references } from '../references.ts';
import { prepareRename, rename } from '../rename.ts';

function at(text: string) {
  const { files, cursor } = fixture(text, 'p/compose.yaml');
  return { workspace: workspaceOf({ files }), files, file: cursor!.file, offset: cursor!.offset };
}

describe('hover', () => {
  const shown = (text: string) => {
    const { workspace, file, offset } = at(text);
    return hover(workspace, file, offset)?.markdown;
  };

  test('every driver option of every driver, on its key and its value', () => {
    for (const driver of allDrivers()) {
      if (driver.cannotBeCreated !== undefined) continue;
      for (const option of driver.options.filter(({ endpoint }) => !endpoint)) {
        const text = (key: string, value: string) =>
          `services: {a: {image: i, networks: [n]}}\nnetworks:\n  n:\n    driver: ${driver.name}\n    driver_opts:\n      ${key}: ${value}\n`;
        const [start, rest] = [option.name.slice(0, 3), option.name.slice(3)];
        for (const markdown of [shown(text(`${start}$0${rest}`, 'x')), shown(text(option.name, '"x$0"'))]) {
          expect(markdown, option.name).toContain(option.meaning);
          expect(markdown).toContain('Values: ');
          if (option.default !== undefined) expect(markdown).toContain(`Default: ${option.default}`);
          if (option.since !== undefined) expect(markdown).toContain(`Since Docker ${option.sinceNote ?? option.since}`);
        }
      }
    }
    for (const option of ENDPOINT_OPTIONS)
      expect(
        shown(
          `services:\n  a:\n    image: i\n    networks:\n      n:\n        driver_opts:\n          ${option.name.slice(0, 4)}$0${option.name.slice(4)}: x\nnetworks: {n: }\n`,
        ),
      ).toContain(option.meaning);
  });

  test.each([
    ['networks:\n  n:\n    int$0ernal: true\n', 'no default route'],
    ['networks:\n  n:\n    ipam:\n      config:\n        - gate$0way: 10.1.0.1\n', 'default route of the containers'],
    ['services:\n  a:\n    networks:\n      n:\n        gw_pri$0ority: 5\n', 'docker compose 2.33.0, Engine 28.0'],
    ['services:\n  a:\n    network_mode: ho$0st\n', 'Instead of `networks`'],
    ['services:\n  a:\n    exp$0ose: ["80"]\n', 'opens nothing'],
    ['services:\n  a:\n    ports:\n      - target: 80\n        host$0_ip: 127.0.0.1\n', 'Address of the host'],
    ['networks:\n  n:\n    driver: mac$0vlan\n', 'own MAC address'],
    ['networks:\n  n:\n    ipam: {config: [{subnet: 10.1.0.0/$024}]}\n', '256 addresses, `10.1.0.0` to `10.1.0.255`'],
    ['services:\n  a:\n    ports: ["80$080:80"]\n', 'Port `8080` on every address of the host'],
    ['services:\n  a:\n    ports: ["127.0.0.1:8000-8005:80/u$0dp"]\n', 'The first free port of `8000-8005` on `127.0.0.1`'],
  ])('%j', (text, words) => {
    expect(shown(text)).toContain(words);
  });

  test('a network tells what it comes to, at its key and where it is used', () => {
    const text = (key: string, use: string) => `
      //- shop/compose.yaml
      services:
        web: {image: i, networks: [${use}]}
      networks:
        ${key}:
          driver_opts: {com.docker.network.bridge.name: br-front}
          ipam: {config: [{subnet: 10.1.0.0/24, ip_range: 10.1.0.128/25}]}
    `;
    for (const markdown of [shown(text('fr$0ont', 'front')), shown(text('front', 'fr$0ont'))])
      for (const words of ['`shop_front`', '`br-front`', '`10.1.0.0/24`', 'gateway `10.1.0.128`', 'Joined by `web`'])
        expect(markdown).toContain(words);
  });

  test('what counts in the end: variables, overrides, what is taken out', () => {
    const text = (replace: [string, string]) =>
      `
      //- p/.env
      PORT=9090
      //- p/compose.override.yaml
      networks:
        n: {internal: true, ipam: {config: [{subnet: 10.6.0.0/24}]}}
      //- p/compose.yaml
      services:
        a:
          image: i
          networks: {n: {ipv4_address: "\${IP:-10.6.0.9}"}}
          ports: ["\${PORT:-8080}:80"]
      networks:
        n:
          internal: false
          enable_ipv6: "\${SIX}"
          driver_opts: {com.docker.network.driver.mtu: "\${MTU:-1400}"}
          ipam:
            config:
              - subnet: 10.5.0.0/24
    `.replace(...replace);
    expect(shown(text(['"${IP', '"$0${IP']))).toContain('**`10.6.0.9`**: in `10.6.0.0/24` of network `n`');
    expect(shown(text(['"${IP', '"$0${IP']))).toContain('In effect: `10.6.0.9`');
    expect(shown(text(['"${PORT', '"$0${PORT']))).toContain('Port `9090` on every address');
    expect(shown(text(['internal: false', 'inter$0nal: false']))).toContain('In effect: `true`, from compose.override.yaml');
    expect(shown(text(['"${SIX', '"$0${SIX']))).toContain('set outside the files');
    expect(shown(text(['"${MTU', '"$0${MTU']))).toContain('In effect: `1400`');
    expect(shown(text(['10.5.0.0', '10.$05.0.0']))).toContain('Not in effect');
    expect(
      shown(text(['{IP:-10.6.0.9}"}}', '{IP:-10.6.0.9}"}}']).replace('networks: {n: {i', 'netw$0orks: {n: {i')),
    ).not.toContain('effect');
  });

  test('nothing where there is nothing to say', () => {
    expect(shown('services:\n  a:\n    ima$0ge: i\n')).toBeUndefined();
    expect(shown('# com$0ment\n')).toBeUndefined();
    expect(shown('services: {a: {image: i, ports: ["$P:8$00"]}}')).not.toContain('Port `');
  });
});

describe('completion', () => {
  const labels = (text: string) => {
    const { workspace, file, offset } = at(text);
    return completions(workspace, file, offset).map(({ label }) => label);
  };
  const completed = (text: string, label: string) => {
    const { workspace, files, file, offset } = at(text);
    const found = completions(workspace, file, offset).find((item) => item.label === label)!;
    const source = files[file]!;
    return source.slice(0, found.range.start) + (found.insertText ?? found.label) + source.slice(found.range.end);
  };

  test('drivers, without those that cannot be created', () => {
    expect(labels('networks:\n  n:\n    driver: $0\n').slice(0, 4)).toEqual(['bridge', 'macvlan', 'ipvlan', 'overlay']);
    expect(labels('networks:\n  n:\n    driver: $0\n')).not.toContain('host');
  });

  test('options of the driver, their values', () => {
    expect(labels('networks:\n  n:\n    driver: macvlan\n    driver_opts:\n      $0\n')).toContain('parent');
    expect(labels('networks:\n  n:\n    driver_opts:\n      com.docker.network.driver.mtu: 1400\n      $0\n')).not.toContain(
      'com.docker.network.driver.mtu',
    );
    expect(labels('services:\n  a:\n    networks:\n      n:\n        driver_opts:\n          $0\n')).toEqual(
      ENDPOINT_OPTIONS.map(({ name }) => name).sort(),
    );
    expect(labels('networks:\n  n:\n    driver_opts:\n      com.docker.network.bridge.gateway_mode_ipv4: $0\n')).toEqual([
      'nat',
      'nat-unprotected',
      'routed',
      'isolated',
    ]);
    expect(completed('networks:\n  n:\n    driver_opts:\n      com.docker.network.bridge.enable_icc: $0\n', 'false')).toContain(
      'enable_icc: "false"',
    );
    expect(completed('networks:\n  n:\n    driver_opts:\n      com.docker.network.bridge.enable_icc: "$0"\n', 'false')).toContain(
      'enable_icc: "false"',
    );
  });

  test('free subnets, gateways and addresses', () => {
    const base = `
      //- q/compose.yaml
      services: {a: {image: i, networks: [n]}}
      networks: {n: {ipam: {config: [{subnet: 172.28.0.0/24}]}}}
      //- p/compose.yaml
    `;
    expect(labels(`${base}networks:\n        n:\n          ipam:\n            config:\n              - subnet: $0\n`)).toContain(
      '172.28.1.0/24',
    );
    expect(labels('networks:\n  n:\n    ipam:\n      config:\n        - subnet: 10.1.0.0/24\n          gateway: $0\n')).toEqual([
      '10.1.0.1',
      '10.1.0.254',
    ]);
    expect(labels('networks:\n  n:\n    ipam:\n      config:\n        - subnet: 10.1.0.0/24\n          ip_range: $0\n')).toEqual([
      '10.1.0.128/25',
    ]);
    expect(
      labels(
        'services:\n  a:\n    image: i\n    networks:\n      n:\n        ipv4_address: $0\n  b: {image: i, networks: {n: {ipv4_address: 10.1.0.3}}}\nnetworks:\n  n:\n    ipam: {config: [{subnet: 10.1.0.0/24}]}\n',
      ),
    ).toEqual(['10.1.0.2', '10.1.0.4', '10.1.0.5']);
  });

  test('free host ports', () => {
    const text = (port: string) => `services:\n  a:\n    image: i\n    ports:\n      - "8080:80"\n      - ${port}\n`;
    expect(labels(text('$0'))).toEqual(['8081:80', '8082:80', '8083:80']);
    expect(completed(text('$0'), '8081:80')).toContain('- "8081:80"\n');
    expect(labels(text('"127.0.0.1:$0"'))).toEqual(['127.0.0.1:8081:80', '127.0.0.1:8082:80', '127.0.0.1:8083:80']);
    expect(labels(text('target: 80\n        published: $0'))).toEqual(['8081', '8082', '8083']);
  });

  test('networks, services, modes', () => {
    const text = (line: string) => `services:\n  a:\n    image: i\n    ${line}\n  b: {image: i}\nnetworks: {n: , m: }\n`;
    expect(labels(text('networks: [n, $0]'))).toEqual(['default', 'm']);
    expect(labels(text('networks:\n      $0'))).toEqual(['default', 'm', 'n']);
    expect(labels(text('network_mode: $0'))).toEqual(['bridge', 'host', 'none', 'service:b']);
    expect(completed(text('network_mode: $0'), 'service:b')).toContain('network_mode: "service:b"');
    expect(labels(text('links: [$0]'))).toEqual(['b']);
  });

  test('bridge names', () => {
    expect(labels('networks:\n  frontend-of-the-shop:\n    driver_opts:\n      com.docker.network.bridge.name: $0\n')).toEqual([
      'br-frontend-of-',
    ]);
  });

  test('interfaces that firewall rules wait for', () => {
    const text = (option: string) => `
      //- etc/nftables.conf
      table inet t { chain c { iifname { "br-shop", "eth0" } oifname "docker0" accept; iifname "veth*" drop; } }
      //- p/compose.yaml
      networks:
        n:
          driver: ${option.startsWith('parent') ? 'macvlan' : 'bridge'}
          driver_opts:
            ${option}: $0
    `;
    expect(labels(text('com.docker.network.bridge.name'))).toEqual(['br-shop', 'br-n']);
    expect(labels(text('parent'))).toEqual(['eth0']);
  });

  test('nothing elsewhere', () => {
    expect(labels('services:\n  a:\n    image: $0\n')).toEqual([]);
    expect(labels('services:\n  a:\n    ports: ["80:$0"]\n')).toEqual([]);
  });
});

describe('names', () => {
  const FILES = (key: string, use: string) => `
    //- shop/compose.yaml
    services:
      web:
        image: i
        networks: {${use}: {ipv4_address: 10.1.0.5}}
        network_mode_: x
      side: {image: i, network_mode: "service:web", depends_on: [web]}
      old: {image: i, links: ["web:www"]}
    networks:
      ${key}:
        driver_opts: {com.docker.network.bridge.name: br-front}
    //- shop/compose.override.yaml
    services: {web: {networks: [front]}}
    //- other/compose.yaml
    services: {x: {image: i, networks: [up]}}
    networks: {up: {external: true, name: shop_front}}
  `;

  test('definition and references of a network, over files', () => {
    const { workspace, file, files, offset } = at(FILES('front', 'fr$0ont'));
    const target = definition(workspace, file, offset)!.targets[0]!;
    expect(files[target.location.file]!.slice(target.location.range.start).startsWith('front:\n')).toBe(true);
    expect(references(workspace, file, offset).map(({ location }) => location.file)).toEqual([
      'shop/compose.override.yaml',
      'shop/compose.yaml',
      'shop/compose.yaml',
    ]);
  });

  test('an external network leads to the project that makes it', () => {
    const text = FILES('front', 'front').replace('name: shop_front', 'name: shop$0_front');
    const { workspace, file, files, offset } = at(text);
    const { targets } = definition(workspace, file, offset)!;
    expect(
      targets.map(({ location }) => [location.file, files[location.file]!.slice(location.range.start, location.range.end)]),
    ).toEqual([['shop/compose.yaml', 'front']]);
    expect(prepareRename(workspace, file, offset)).toMatchObject({ refused: expect.stringContaining('rename the key') });
  });

  test('rename of a network and of a service', () => {
    const renamed = (text: string, name: string) => {
      const { workspace, files, file, offset } = at(text);
      const result = rename(workspace, file, offset, name);
      if (!result || 'refused' in result) return result;
      const out = { ...files };
      for (const edit of [...result.edits].sort((a, b) => b.range.start - a.range.start))
        out[edit.file] = out[edit.file]!.slice(0, edit.range.start) + edit.newText + out[edit.file]!.slice(edit.range.end);
      return out;
    };
    const network = renamed(FILES('fr$0ont', 'front'), 'edge') as Record<string, string>;
    expect(network['shop/compose.yaml']).toContain('networks: {edge: {');
    expect(network['shop/compose.yaml']).toContain('\n  edge:\n');
    expect(network['shop/compose.override.yaml']).toContain('networks: [edge]');
    const service = renamed(FILES('front', 'front').replace('web:\n', 'w$0eb:\n'), 'site') as Record<string, string>;
    for (const words of ['\n  site:\n', '"service:site"', 'depends_on: [site]', '"site:www"'])
      expect(service['shop/compose.yaml']).toContain(words);
    expect(renamed(FILES('fr$0ont', 'front'), 'two words')).toMatchObject({ refused: expect.any(String) });
  });

  describe('over all kinds of files', () => {
    const HOST = (bridge: string, subnet: string) => `
      //- shop/compose.yaml
      services: {web: {image: i, networks: [front]}}
      networks:
        front:
          driver_opts: {com.docker.network.bridge.name: ${bridge}}
          ipam: {config: [{subnet: ${subnet}}]}
      //- etc/nftables.conf
      define FRONT = "br-front"
      table inet x {
        chain c { iifname "br-front" accept; oifname { "eth0", "br-front" } ip saddr 10.9.0.0/24 accept; }
      }
      //- deploy.sh
      #!/bin/sh
      docker network create -o com.docker.network.bridge.name=br-front --subnet 10.9.0.0/24 other
      nft -f - <<'END'
      table inet y { chain c { iifname "br-front" ip daddr 10.9.0.0/24 drop; } }
      END
      //- etc/docker/daemon.json
      { "bridge": "br-front", "default-address-pools": [{ "base": "10.9.0.0/24", "size": 26 }] }
    `;

    test('references of a bridge and of a subnet', () => {
      const places = (text: string) => {
        const { workspace, file, offset } = at(text);
        return references(workspace, file, offset).map(({ location }) => location.file);
      };
      expect(places(HOST('br-fr$0ont', '10.9.0.0/24'))).toEqual([
        'deploy.sh',
        'deploy.sh',
        'etc/docker/daemon.json',
        'etc/nftables.conf',
        'etc/nftables.conf',
        'etc/nftables.conf',
        'shop/compose.yaml',
      ]);
      expect(places(HOST('br-front', '10.9.0$0.0/24'))).toEqual([
        'deploy.sh',
        'deploy.sh',
        'etc/docker/daemon.json',
        'etc/nftables.conf',
        'shop/compose.yaml',
      ]);
    });

    test('from the firewall to the network', () => {
      const text = HOST('br-front', '10.9.0.0/24').replace('iifname "br-front" accept', 'iifname "br-$0front" accept');
      const { workspace, file, offset } = at(text);
      expect(definition(workspace, file, offset)!.targets.map(({ location }) => location.file)).toContain('shop/compose.yaml');
      const script = HOST('br-front', '10.9.0.0/24').replace('iifname "br-front" ip', 'iifname "br-$0front" ip');
      const inScript = at(script);
      expect(
        definition(inScript.workspace, inScript.file, inScript.offset)!.targets.map(({ location }) => location.file),
      ).toContain('shop/compose.yaml');
    });

    test('rename of a bridge', () => {
      const { workspace, files, file, offset } = at(HOST('br-fr$0ont', '10.9.0.0/24'));
      const result = rename(workspace, file, offset, 'br-edge');
      const out = { ...files };
      for (const edit of [...(result as { edits: FileEdit[] }).edits].sort((a, b) => b.range.start - a.range.start))
        out[edit.file] = out[edit.file]!.slice(0, edit.range.start) + edit.newText + out[edit.file]!.slice(edit.range.end);
      expect(Object.values(out).join('\n')).not.toContain('br-front');
      expect(
        Object.values(out)
          .join('\n')
          .match(/br-edge/g),
      ).toHaveLength(7);
      expect(rename(workspace, file, offset, 'a-name-that-is-too-long')).toMatchObject({ refused: expect.any(String) });
    });
  });

  test('bridge names and subnets are things of the host', () => {
    const { workspace, file, offset } = at(FILES('front', 'front').replace('br-front', 'br-$0front'));
    const found = references(workspace, file, offset);
    expect(found.map(({ role }) => role)).toEqual(['definition']);
  });
});

describe('hints and lenses', () => {
  const hints = (text: string) => {
    const { files } = fixture(text, 'p/compose.yaml');
    const file = 'p/compose.yaml';
    return inlayHints(workspaceOf({ files }), file, { start: 0, end: files[file]!.length }).map(({ label }) => label);
  };

  test('sizes of subnets, and what Docker will probably choose', () => {
    expect(
      hints(
        'services: {a: {image: i, networks: [n, m, o]}}\nnetworks:\n  n: {ipam: {config: [{subnet: 10.1.0.0/24}]}}\n  m:\n  o: {ipam: {config: [{subnet: 172.18.0.0/16}]}}\n',
      ),
    ).toEqual(['254 hosts', '172.19.0.0/16?', '65534 hosts']);
    expect(hints('services: {a: {image: i}}\nnetworks:\n  unused:\n')).toEqual([]);
  });

  test('who reaches published ports', () => {
    const lens = (service: string, networks = '{}') => {
      const files = { 'p/compose.yaml': `services:\n  a:\n    image: i\n${service}networks: ${networks}\n` };
      return codeLenses(workspaceOf({ files }), 'p/compose.yaml').map(({ title }) => title);
    };
    expect(lens('    ports: ["8080:80", "127.0.0.1:5432:5432", "53:53/udp"]\n')).toEqual([
      '8080, 53/udp on every address of the host; 5432 on 127.0.0.1',
    ]);
    expect(lens('    network_mode: host\n    ports: ["8080:80"]\n')).toEqual([
      'passed over: the container listens on the host itself',
    ]);
    expect(lens('    networks: [n]\n    ports: ["8080:80"]\n', '{n: {internal: true}}')).toEqual([
      'no effect: none of its networks publishes ports',
    ]);
    expect(lens('    ports: ["$P:80"]\n')).toEqual([]);
  });
});
