import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import { DAEMON_OPTIONS, isObjectShape } from '../../facts/daemon-options.ts';
import { workspaceOf } from '../../library/files.ts';
import { completions } from '../completion.ts';
import { definition } from '../definition.ts';
import { hover } from '../hover.ts';
import { references } from '../references.ts';

function at(text: string, config = {}) {
  const { files, cursor } = fixture(text, 'etc/docker/daemon.json');
  return { workspace: workspaceOf({ files, config }), files, file: cursor!.file, offset: cursor!.offset };
}

function shown(text: string) {
  const { workspace, file, offset } = at(text);
  return hover(workspace, file, offset)?.markdown;
}

describe('hover', () => {
  test('every option, on its key', () => {
    for (const option of DAEMON_OPTIONS.values()) {
      const markdown = shown(`{ "${option.key.slice(0, 1)}$0${option.key.slice(1)}": null }`);
      expect(markdown, option.key).toContain(option.meaning);
      expect(markdown).toContain(`Type: ${option.type}`);
      if (option.since !== undefined) expect(markdown).toContain(`Since Docker ${option.since}`);
      if (option.flag) expect(markdown).toContain(`--${option.flag.name}`);
    }
  });

  test('every member of an option that is an object', () => {
    for (const option of DAEMON_OPTIONS.values()) {
      if (!isObjectShape(option.shape)) continue;
      for (const [name, field] of Object.entries(option.shape.fields))
        expect(shown(`{ "${option.key}": { "${name.slice(0, 1)}$0${name.slice(1)}": null } }`), name).toContain(field.meaning);
    }
  });

  test.each([
    ['{ "default-address-pools": [{ "ba$0se": "10.1.0.0/16", "size": 24 }] }', 'Address space that is cut into subnets'],
    ['{ "default-address-pools": [{ "base": "10.1.0$0.0/16", "size": 24 }] }', '255 of 256 are not in use'],
    ['{ "bip": "10.1.0.1$0/24" }', '256 addresses, `10.1.0.0` to `10.1.0.255`'],
    ['{ "default-network-opts": { "bridge": { "com.docker.network.driver.m$0tu": "1400" } } }', 'MTU'],
    ['{ "default-network-opts": { "mac$0vlan": {} } }', 'own MAC address'],
    ['{ "log-opts": { "max-s$0ize": "10m" } }', 'rotated'],
    ['{ "dns-o$0pt": [] }', 'does not use it'],
    ['{ "gra$0ph": "/x" }', 'Removed in Docker 23.0'],
    ['//- etc/systemd/system/docker.service\n[Service]\nExecStart=dockerd --b$0ip 10.1.0.1/24', 'Address of docker0'],
    ['//- etc/default/docker\nDOCKER_OPTS="-H f$0d://"', 'API sockets'],
  ])('%j', (text, words) => expect(shown(text)).toContain(words));

  test('nothing is said about nothing', () => {
    for (const text of ['{ $0 }', '{ "foo$0": 1 }', '$0', '[1$0]', '{ "debug": tr$0ue'])
      expect(shown(text) ?? '').not.toContain('undefined');
  });
});

describe('completion', () => {
  const proposals = (text: string, config = {}) => {
    const { workspace, file, offset } = at(text, config);
    return completions(workspace, file, offset);
  };
  /** The text after the proposal is taken, with tab stops shown as their defaults. */
  const taken = (text: string, label: string) => {
    const { workspace, files, file, offset } = at(text);
    const found = completions(workspace, file, offset).find((item) => item.label === label);
    if (!found) return undefined;
    const inserted = (found.insertText ?? found.label)
      .replace(/\$\{\d+:([^}]*)\}/g, '$1')
      .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
      .replace(/\$\d/g, '');
    const edits = [{ range: found.range, newText: inserted }, ...(found.additionalEdits ?? [])].sort(
      (a, b) => b.range.start - a.range.start,
    );
    return edits
      .reduce((out, { range, newText }) => out.slice(0, range.start) + newText + out.slice(range.end), files[file]!)
      .trim();
  };

  test.each([
    ['{ $0 }', 'debug', '{ "debug": true }'],
    ['{ "deb$0" }', 'debug', '{ "debug": true }'],
    ['{ deb$0 }', 'debug', '{ "debug": true }'],
    ['{ "de$0": false }', 'debug', '{ "debug": false }'],
    ['{ "mtu": 1400 $0 }', 'iptables', '{ "mtu": 1400, "iptables": false }'],
    ['{ $0 "mtu": 1400 }', 'debug', '{ "debug": true, "mtu": 1400 }'],
    ['{ $0 }', 'dns', '{ "dns": [""] }'],
    ['{ $0 }', 'log-opts', '{ "log-opts": {  } }'],
    ['{ $0 }', 'log-level', '{ "log-level": "panic" }'],
    ['{ $0 }', 'default-address-pools', '{ "default-address-pools": [{ "base": "10.200.0.0/16", "size": 24 }] }'],
    ['{ "proxies": { $0 } }', 'no-proxy', '{ "proxies": { "no-proxy": "" } }'],
    [
      '{ "default-address-pools": [{ "base": "10.1.0.0/16", $0 }] }',
      'size',
      '{ "default-address-pools": [{ "base": "10.1.0.0/16", "size": 0 }] }',
    ],
    ['{ "default-network-opts": { $0 } }', 'macvlan', '{ "default-network-opts": { "macvlan": {  } } }'],
    [
      '{ "default-network-opts": { "bridge": { $0 } } }',
      'com.docker.network.bridge.enable_icc',
      '{ "default-network-opts": { "bridge": { "com.docker.network.bridge.enable_icc": "true" } } }',
    ],
    ['{ "log-opts": { $0 } }', 'max-size', '{ "log-opts": { "max-size": "" } }'],
    ['{ "log-driver": "$0" }', '"journald"', '{ "log-driver": "journald" }'],
    [
      '{ "log-driver": "gelf", "log-opts": { $0 } }',
      'gelf-compression-type',
      '{ "log-driver": "gelf", "log-opts": { "gelf-compression-type": "gzip" } }',
    ],
    ['{ "log-opts": { "mode": "$0" } }', '"non-blocking"', '{ "log-opts": { "mode": "non-blocking" } }'],
    ['{ "debug": $0 }', 'true', '{ "debug": true }'],
    ['{ "debug": f$0 }', 'false', '{ "debug": false }'],
    ['{ "log-level": "$0" }', '"warn"', '{ "log-level": "warn" }'],
    [
      '{ "default-network-opts": { "ipvlan": { "ipvlan_mode": "$0" } } }',
      '"l3"',
      '{ "default-network-opts": { "ipvlan": { "ipvlan_mode": "l3" } } }',
    ],
    ['{ "bip": "$0" }', '"10.199.0.1/24"', '{ "bip": "10.199.0.1/24" }'],
    [
      '//- etc/systemd/system/docker.service\n[Service]\nExecStart=dockerd --ipt$0',
      '--iptables',
      '[Service]\nExecStart=dockerd --iptables=false',
    ],
  ])('%j and %s', (before, label, after) => expect(taken(before, label)).toBe(after));

  test('keys that are there, newer and hidden ones are left out', () => {
    const labels = (text: string, config = {}) => proposals(text, config).map(({ label }) => label);
    expect(labels('{ "debug": true, $0 }')).not.toContain('debug');
    expect(labels('{ $0 }', { versions: { docker: '28.5' } })).not.toContain('firewall-backend');
    expect(labels('{ $0 }')).toContain('firewall-backend');
    expect(labels('{ $0 }')).not.toContain('network-diagnostic-port');
  });

  test('proposed address space is free on this host', () => {
    const files =
      '//- c/compose.yaml\nservices: { a: { image: x, networks: [n] } }\nnetworks: { n: { ipam: { config: [{ subnet: 10.200.0.0/15 }] } } }\n//- etc/docker/daemon.json\n{ "default-address-pools": [{ "base": "$0" }] }';
    expect(proposals(files).map(({ label }) => label)).toEqual(['"10.202.0.0/16"']);
  });

  test('everything proposed for an empty object is accepted by the rules', () => {
    for (const { label } of proposals('{ $0 }')) expect(DAEMON_OPTIONS.has(label)).toBe(true);
  });
});

describe('symbols', () => {
  test('a pool and the network that is written in it meet at the subnet', () => {
    const files =
      '//- c/compose.yaml\nservices: { a: { image: x, networks: [n] } }\nnetworks: { n: { ipam: { config: [{ subnet: 10.9.0.0/24 }] } } }\n//- deploy.sh\ndocker network create --subnet 10.9.0.0/24 x\n//- etc/docker/daemon.json\n{ "bip": "10.9.$00.1/24" }';
    const { workspace, file, offset } = at(files);
    expect(references(workspace, file, offset).map(({ location }) => location.file)).toEqual([
      'c/compose.yaml',
      'deploy.sh',
      'etc/docker/daemon.json',
    ]);
  });

  test('the network of a script leads to its declaration', () => {
    const files =
      '//- c/compose.yaml\nservices: { a: { image: x, networks: [n] } }\nnetworks: { n: { name: shared } }\n//- deploy.sh\ndocker run -d --network sha$0red x\n';
    const { workspace, file, offset } = at(files);
    expect(definition(workspace, file, offset)?.targets.map(({ location }) => location.file)).toEqual(['c/compose.yaml']);
  });
});

test('any text and any place: no answer throws', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    ' ',
    '\n',
    'debug',
    'default-address-pools',
    'base',
    'bip',
    '"bip"',
    '1',
    'true',
    'proxies',
    "'",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 15 }), fc.nat(60), (parts, offset) => {
      const text = parts.join('');
      const workspace = workspaceOf({ files: { 'daemon.json': text } });
      hover(workspace, 'daemon.json', offset);
      for (const { range } of completions(workspace, 'daemon.json', offset))
        expect(range.end).toBeLessThanOrEqual(Math.max(text.length, offset));
    }),
  );
});
