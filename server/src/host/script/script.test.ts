import { describe, expect, test } from 'vitest';
import { knownSubnets } from '../../docker/network.ts';
import { readScript } from '../../syntax/shell/script.ts';
import { iptablesCommands, readIptablesSave } from '../iptables-save.ts';
import { scriptContribution } from './contribution.ts';
import { nftRegions } from './nft-regions.ts';
import { programRuns } from './program.ts';

const script = (text: string) => readScript('deploy.sh', text);

test('wrappers are taken away', () => {
  const names = (text: string) =>
    programRuns(script(text)).map(({ name, args }) => [name, ...args.map(({ text: word }) => word)].join(' '));
  expect(
    names(
      'sudo -u root -E docker ps\nenv -u X A=b nice -n 5 docker ps\ntimeout 5 docker ps\n/usr/bin/docker ps\nexec docker ps\n$X docker ps\nssh host docker ps',
    ),
  ).toEqual(['docker ps', 'docker ps', 'docker ps', 'docker ps', 'docker ps', 'ssh host docker ps']);
});

describe('networks', () => {
  const networks = (text: string) => scriptContribution(script(text)).networks;

  test('with everything that is given', () => {
    const [network] = networks(
      'docker network create -d bridge --subnet=10.20.0.0/24 --subnet fd00:1::/64 --gateway 10.20.0.254 --ip-range 10.20.0.128/25 --aux-address router=10.20.0.5 --ipv6 --internal -o com.docker.network.bridge.name=br-x front',
    );
    expect(network).toMatchObject({
      origin: 'script',
      name: 'front',
      driver: 'bridge',
      internal: true,
      ipv6: true,
      external: false,
    });
    expect(
      knownSubnets(network!).map(({ entry }) => [
        entry.subnet?.text,
        entry.gateway?.text,
        entry.range?.text,
        entry.reserved.map(({ name }) => name),
      ]),
    ).toEqual([
      ['10.20.0.0/24', '10.20.0.254', '10.20.0.128/25', ['router']],
      ['fd00:1::/64', undefined, undefined, []],
    ]);
    expect(network!.options.map(({ key, value }) => [key, value.text])).toEqual([['com.docker.network.bridge.name', 'br-x']]);
  });

  test('options may stand behind the name', () => {
    expect(networks('docker --context x network create front --subnet 10.20.0.0/24')[0]).toMatchObject({
      name: 'front',
      ipam: [{ subnet: { text: '10.20.0.0/24' } }],
    });
  });

  test('unknown options may hold anything', () => {
    expect(networks('docker network create $OPTS front')[0]!.ipam).toEqual([
      { subnet: { text: undefined, place: expect.anything() }, reserved: [] },
    ]);
  });

  test('fixed addresses use a network', () => {
    const found = networks(
      'docker run -d --name web --network front --ip 10.20.0.7 nginx\ndocker run -d --network name=back,ip=10.21.0.8 nginx\ndocker network connect --ip 10.22.0.9 side web\ndocker run --network host nginx',
    );
    expect(
      found.map(({ name, external, endpoints }) => [
        name,
        external,
        endpoints.map(({ owner, address }) => `${owner} ${address.text}`),
      ]),
    ).toEqual([
      ['front', true, ['web 10.20.0.7']],
      ['back', true, ['docker run 10.21.0.8']],
      ['side', true, ['web 10.22.0.9']],
    ]);
  });
});

describe('ports', () => {
  const ports = (text: string) =>
    scriptContribution(script(text)).ports.map(
      ({ owner, hostPorts, containerPorts, protocol, always }) =>
        `${owner} ${hostPorts?.first}->${containerPorts.first}/${protocol}${always ? '' : ' ?'}`,
    );

  test('in every spelling', () => {
    expect(
      ports('docker run -d --name web -p 8080:80 -p127.0.0.1:53:53/udp --publish=9000-9001:9000-9001 -P nginx -p 1:1'),
    ).toEqual(['web 8080->80/tcp', 'web 53->53/udp', 'web 9000->9000/tcp']);
  });
  test('of containers that are run again only the last counts', () => {
    expect(
      ports('docker run -d --name web -p 8080:80 nginx\ndocker rm -f web\ndocker run -d --name web -p 8081:80 nginx'),
    ).toEqual(['web 8081->80/tcp']);
  });
  test('of containers without a network of their own are none', () => {
    expect(ports('docker run -d --network host -p 80:80 nginx')).toEqual([]);
  });
  test('of passing containers, and in conditions, need not meet others', () => {
    expect(ports('docker run --rm -it -p 80:80 nginx\nif x; then docker run -d -p 81:81 nginx; fi')).toEqual([
      'docker run 80->80/tcp ?',
      'docker run 81->81/tcp ?',
    ]);
  });
  test('places are those of the digits', () => {
    const text = 'docker run -d -p 127.0.0.1:8080:80 nginx';
    const [port] = scriptContribution(script(text)).ports;
    expect(text.slice(port!.hostPortPlace!.range.start, port!.hostPortPlace!.range.end)).toBe('8080');
  });
});

describe('nftables regions', () => {
  const regions = (text: string) =>
    nftRegions(script(text)).map(({ kind, text: nft, unknown, checkOnly }) => ({
      kind,
      text: nft,
      unknown: [...unknown],
      checkOnly,
    }));

  test('a here-document', () => {
    expect(regions("sudo nft -f - <<'EOF'\ntable ip t {\n}\nEOF\n")).toEqual([
      { kind: 'file', text: 'table ip t {\n}\n', unknown: [], checkOnly: false },
    ]);
  });

  test('what the shell expands has its length and is unknown', () => {
    const source = 'ip saddr $LAN ${X:-y} $(date +%s) `id` \\$keep accept\n';
    const [region] = regions(`nft -c -f /dev/stdin <<EOF\n${source}EOF\n`);
    expect(region!.text).toHaveLength(source.length);
    expect(region).toMatchObject({
      text: 'ip saddr $LAN $shell_ $shell_____ $she  $keep accept\n',
      checkOnly: true,
      unknown: ['LAN', 'shell_', 'shell_____', 'she'],
    });
  });

  test('arguments are one command', () => {
    expect(
      regions("nft add rule ip t c '{' tcp dport \\{ 22, 80 \\} \"accept\"\nnft 'flush ruleset'\nnft -a list ruleset"),
    ).toEqual(
      [
        { kind: 'command', text: 'add rule ip t c  {  tcp dport  { 22, 80  }  accept '.trimEnd(), unknown: [], checkOnly: false },
        { kind: 'command', text: ' flush ruleset ', unknown: [], checkOnly: false },
        { kind: 'command', text: 'list ruleset', unknown: [], checkOnly: false },
      ].map((region, i) =>
        i === 0
          ? { ...region, text: expect.stringMatching(/^add rule ip t c {2}\{ {2}tcp dport {2}\{ 22, 80 {2}\} {2}accept $/) }
          : region,
      ),
    );
  });

  test('pipes and files', () => {
    expect(regions('echo "add table ip t" | nft -f -')).toEqual([
      { kind: 'file', text: 'add table ip t', unknown: [], checkOnly: false },
    ]);
    expect(regions('nft -f /etc/nftables.conf\nnft -i')).toEqual([]);
  });

  test('an offset in the text is one in the script', () => {
    const text = 'x\nnft -f - <<EOF\ntable ip t { $A }\nEOF\n';
    const [region] = nftRegions(script(text));
    const at = region!.text.indexOf('ip t');
    expect(text.slice(region!.range.start + at, region!.range.start + at + 4)).toBe('ip t');
  });

  test('odd texts end soon', () => {
    const before = performance.now();
    nftRegions(script(`nft -f - <<EOF\n${'$('.repeat(100_000)}\nEOF\n`));
    nftRegions(script(`nft -f - <<EOF\n${'`'.repeat(100_001)}\nEOF\n`));
    expect(performance.now() - before).toBeLessThan(15_000);
  });
});

describe('iptables', () => {
  test('what iptables-save writes', () => {
    const text =
      '# c\n*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:MINE - [0:0]\n[1:2] -A FORWARD -i eth0 -m comment --comment "a b" -j MINE\nCOMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\n';
    const save = readIptablesSave('etc/iptables/rules.v6', text);
    expect(save.family).toBe(6);
    expect(save.tables.map(({ name, chains }) => [name, chains.map((chain) => `${chain.name} ${chain.policy}`)])).toEqual([
      ['filter', ['INPUT ACCEPT', 'FORWARD DROP', 'MINE undefined']],
      ['nat', ['PREROUTING ACCEPT']],
    ]);
    expect(save.tables[0]!.rules).toMatchObject([{ action: 'append', chain: 'FORWARD', target: 'MINE' }]);
    expect(readIptablesSave('rules.v4', 'nonsense\n*\n:\n-A\n').family).toBe(4);
  });

  test('commands in scripts', () => {
    const found = iptablesCommands(
      script(
        'iptables -P FORWARD DROP\nip6tables -t nat -A POSTROUTING -o eth0 -j MASQUERADE\niptables -L\niptables -F\niptables --table=mangle -I PREROUTING 1 -j ACCEPT',
      ),
    );
    expect(found.map(({ family, table, action, chain, target }) => [family, table, action, chain, target])).toEqual([
      [4, 'filter', 'policy', 'FORWARD', 'DROP'],
      [6, 'nat', 'append', 'POSTROUTING', 'MASQUERADE'],
      [4, 'filter', 'flush', undefined, undefined],
      [4, 'mangle', 'insert', 'PREROUTING', 'ACCEPT'],
    ]);
  });
});
