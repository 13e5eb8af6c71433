import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../../test/support/fixture.ts';
import { workspaceOf } from '../../../library/files.ts';
import type { Config } from '../../../workspace/config.ts';
import { completions } from '../../completion.ts';

function proposed(text: string, config?: Config) {
  const { files, cursor } = fixture(text);
  return completions(workspaceOf({ files, ...(config ? { config } : {}) }), cursor!.file, cursor!.offset);
}

const labels = (text: string, config?: Config) => proposed(text, config).map(({ label }) => label);

/** The text after a proposal is taken, with `|` for the lines' ends. */
function taken(text: string, label: string): string {
  const { files, cursor } = fixture(text);
  const found = completions(workspaceOf({ files }), cursor!.file, cursor!.offset).find((item) => item.label === label);
  expect(found, label).toBeDefined();
  const of = files[cursor!.file]!;
  return of.slice(0, found!.range.start) + (found!.insertText ?? label) + of.slice(found!.range.end);
}

const TABLE = `
define LAN = 10.0.0.0/8
define PORTS = { 22, 80 }
define WAN = eth0
define DOWN = $WAN
table inet fw {
	set hosts { type ipv4_addr; flags interval; elements = { 10.0.0.1 }; }
	set seen { type ipv4_addr; flags dynamic,timeout; }
	set pairs { type ipv4_addr . inet_service; }
	map go { type inet_service : verdict; }
	map targets { type inet_service : ipv4_addr; }
	counter hits { }
	limit slow { rate 10/second; }
	ct helper ftp-std { type "ftp" protocol tcp; }
	flowtable fast { hook ingress priority 0; devices = { lo }; }
	chain web { accept; }
	chain front {
		type filter hook HOOK priority 0; policy drop;
		RULE
	}
	chain other { drop; }
}
table ip nat { }
`;
const rule = (text: string, hook = 'forward') =>
  `//- etc/nftables.conf${TABLE.replace('RULE', () => text).replace('HOOK', hook)}`;
const inTable = (text: string, family = 'inet') => `table ${family} x {\n\t${text}\n}\n`;

describe('the words that can come next', () => {
  test.each([
    [
      'tc$0',
      ['tcp', 'udp', 'ct', 'counter', 'accept', 'jump', 'log', 'add', 'meta', 'iifname'],
      ['table', 'dport', 'masquerade', 'policy', 'hook'],
    ],
    ['tcp $0', ['dport', 'sport', 'flags', 'option'], ['saddr', 'tcp', 'accept']],
    ['ip $0', ['saddr', 'daddr', 'protocol', 'dscp'], ['dport', 'hoplimit']],
    ['ct $0', ['state', 'mark', 'original', 'count'], ['dport', 'helper set']],
    ['tcp dport 22 $0', ['accept', 'counter', 'tcp', 'ip', 'jump'], ['udp', 'table']],
    ['ip saddr 10.0.0.1 $0', ['ip', 'tcp'], ['ip6']],
    ['accept $0', ['comment'], ['drop', 'counter', 'tcp']],
    ['tcp dport $0', ['vmap', 'map', 'set', '!='], ['accept', 'dport']],
    ['fib daddr $0', ['type', 'oif', 'oifname'], ['state']],
    ['fib daddr type $0', ['set'].slice(1).concat('local', 'unicast'), ['set']],
    ['log $0', ['prefix', 'level', 'flags', 'group', 'accept'], ['with']],
    ['log level $0', ['emerg', 'warn', 'debug'], ['prefix']],
    ['log flags tcp $0', ['options', 'sequence'], ['prefix']],
    ['limit $0', ['rate', 'name'], ['accept']],
    ['limit rate 10/$0', ['second', 'minute', 'hour', 'day', 'week'], ['over']],
    ['limit rate 10 mbytes/se$0', ['second'], ['over']],
    ['reject with $0', ['icmp', 'icmpv6', 'icmpx', 'tcp'], ['accept']],
    ['reject with icmpx $0', ['port-unreachable', 'admin-prohibited'], ['accept']],
    ['queue $0', ['to', 'num', 'flags'], ['accept']],
    ['update @seen { ip saddr $0', ['timeout', 'limit', 'counter'], ['comment', 'accept']],
    ['tcp dport vmap { 22 : $0', ['accept', 'drop', 'jump', 'goto'], ['$LAN', 'reject', 'ssh']],
    ['ct state vmap { established : accept, $0 }', ['new', 'invalid', 'related'], ['established']],
    ['jump { $0', ['tcp', 'counter'], ['type', 'policy']],
    ['vxlan $0', ['ip', 'tcp', 'ether'], ['accept', 'ct']],
  ])('%s', (text, wanted, unwanted) => {
    const found = labels(rule(text));
    expect(found).toEqual(expect.arrayContaining(wanted));
    for (const word of unwanted) expect(found).not.toContain(word);
  });

  test.each([
    ['$0', ['table', 'include', 'define', 'flush', 'add', 'delete'], ['accept', 'tcp', 'type']],
    ['table $0', ['inet', 'ip', 'ip6', 'arp', 'bridge', 'netdev'], ['table']],
    ['flush $0', ['ruleset', 'table', 'chain', 'set'], ['rule']],
    ['delete $0', ['table', 'chain', 'element'], ['ruleset']],
    [inTable('$0'), ['chain', 'set', 'map', 'flags', 'counter', 'ct'], ['table', 'accept', 'type']],
    [inTable('chain c { $0'), ['type', 'tcp', 'comment'], ['policy', 'table']],
    [inTable('chain c { type $0'), ['filter', 'nat', 'route'], ['ipv4_addr']],
    [inTable('chain c { type $0', 'bridge'), ['filter'], ['nat', 'route']],
    [inTable('chain c { type filter $0'), ['hook'], ['priority']],
    [inTable('chain c { type filter hook $0'), ['input', 'forward', 'ingress'], ['egress']],
    [inTable('chain c { type nat hook $0'), ['prerouting', 'postrouting', 'output'], ['forward', 'ingress']],
    [inTable('chain c { type route hook $0'), ['output'], ['input']],
    [inTable('chain c { type filter hook ingress $0'), ['device', 'priority'], []],
    [inTable('chain c { type filter hook input priority $0'), ['filter', 'raw', 'mangle', 'security'], ['dstnat', '$0']],
    [inTable('chain c { type nat hook prerouting priority $0'), ['dstnat', 'filter'], ['raw']],
    [inTable('chain c { type filter hook input priority 0; $0'), ['policy', 'tcp', 'accept'], ['type']],
    [inTable('chain c { type filter hook input priority 0; policy $0'), ['accept', 'drop'], ['reject']],
    [inTable('chain c { type filter hook forward priority 0; reject $0'), ['with'], []],
    [inTable('chain c { type nat hook postrouting priority 0; $0'), ['masquerade', 'snat'], ['dnat', 'redirect', 'tproxy']],
    [inTable('chain c { type nat hook prerouting priority 0; $0'), ['dnat', 'redirect'], ['masquerade', 'snat']],
    [inTable('chain c { type filter hook input priority 0; arp $0', 'arp'), ['operation', 'saddr'], ['dport']],
    [inTable('set s { $0'), ['type', 'typeof', 'flags', 'elements', 'timeout', 'size'], ['hook', 'accept']],
    [inTable('set s { type $0'), ['ipv4_addr', 'inet_service', 'ifname'], ['verdict', 'filter', 'integer']],
    [inTable('map m { type ipv4_addr : $0'), ['verdict', 'ipv4_addr', 'counter'], []],
    [inTable('set s { typeof ip $0'), ['saddr', 'daddr'], ['ipv4_addr']],
    [inTable('set s { type ipv4_addr; flags $0'), ['interval', 'timeout', 'dynamic', 'constant'], []],
    [inTable('set s { type ipv4_addr; flags interval, $0'), ['timeout', 'dynamic'], ['interval']],
    [inTable('set s { type ipv4_addr; type$0 '), ['typeof'].slice(1), ['size ']],
    [inTable('flags $0'), ['dormant', 'owner', 'persist'], ['interval']],
    [inTable('flowtable f { hook $0'), ['ingress'], ['input']],
    [inTable('ct helper h { type $0'), ['ftp', 'sip'], ['ipv4_addr']],
    [inTable('ct helper h { type "ftp" protocol $0'), ['tcp', 'udp'], []],
    [inTable('ct timeout h { protocol tcp; policy = { $0'), ['established', 'close_wait'], ['replied']],
    [inTable('limit l { rate 5/$0'), ['second', 'minute'], []],
  ])('%j', (text, wanted, unwanted) => {
    const found = labels(text);
    expect(found).toEqual(expect.arrayContaining(wanted));
    for (const word of unwanted) expect(found).not.toContain(word);
  });

  test('what the version of the host does not have is left out', () => {
    expect(labels('dest$0', { versions: { nft: '1.0.6' } })).not.toContain('destroy');
    expect(labels('dest$0', { versions: { nft: '1.0.7' } })).toContain('destroy');
    expect(labels('dest$0')).toContain('destroy');
  });

  test('the likely words come first', () => {
    expect(labels(rule('$0'))[0]).toBe('ct');
    expect(labels(rule('tcp dport 22 $0')).slice(0, 3)).toEqual(['accept', 'drop', 'reject']);
    expect(labels('$0')[0]).toBe('table');
    const found = labels(rule('tcp dport 22 $0'));
    expect(found.indexOf('accept')).toBeLessThan(found.indexOf('exthdr'));
  });
});

describe('values of the type that is wanted', () => {
  test.each([
    ['tcp dport $0', ['ssh', 'http', 'https', '$PORTS', '@ports'].slice(0, 4), ['$LAN', '@hosts', 'established']],
    ['tcp dport { 22, $0 }', ['http', '$PORTS'], ['accept', '{ … }']],
    ['tcp dport { ssh, $0 }', ['http'], ['ssh']],
    ['ct state $0', ['established', 'new', 'invalid'], ['ssh', '$LAN']],
    ['ct state new,$0', ['established'], ['new']],
    ['tcp flags & (fin|$0', ['syn', 'ack'], ['$LAN', 'icmp']],
    ['tcp flags & ($0', ['syn', 'fin'], ['ssh']],
    ['icmp type $0', ['echo-request'], ['nd-neighbor-solicit']],
    ['icmpv6 type { $0', ['nd-neighbor-solicit', 'echo-request'], ['source-quench']],
    ['meta l4proto { tcp, $0 }', ['udp', 'icmp', 'ipv6-icmp'], ['tcp']],
    ['ip dscp set $0', ['ef', 'cs1'], ['ssh']],
    ['meta pkttype $0', ['broadcast', 'multicast'], ['ssh']],
    ['ip saddr $0', ['$LAN', '@hosts', '@seen'], ['@pairs', '@go', '$WAN', 'ssh']],
    ['ip saddr @$0', ['@hosts', '@seen'], ['@pairs', '@targets']],
    ['ip saddr . tcp dport @$0', ['@pairs'], ['@hosts']],
    ['ip saddr . tcp dport { 10.0.0.1 . $0', ['ssh', 'https'], ['@hosts']],
    ['tcp dport vmap $0', ['@go'], ['@targets', '@hosts']],
    ['dnat ip to tcp dport map $0', ['@targets'], ['@go', '@hosts']],
    ['dnat ip to 10.0.0.1:$0', ['http'], ['$LAN']],
    ['jump $0', ['web', 'other'], ['front', '$LAN', '$WAN', 'accept']],
    ['goto w$0', ['web'], ['front']],
    ['tcp dport vmap { 22 : jump $0', ['web'], ['front']],
    ['counter name $0', ['hits'], ['slow', 'ftp-std', '$WAN']],
    ['limit name $0', ['slow'], ['hits']],
    ['ct helper set $0', ['ftp-std'], ['hits']],
    ['flow add @$0', ['@fast'], ['@hosts']],
    ['add @$0', ['@seen', '@hosts', '@go'], ['@fast']],
    ['iifname $0', ['lo', '$WAN', '$DOWN'], ['$LAN', 'ssh']],
    ['iifname $$0', ['$WAN', '$DOWN'], ['lo']],
    ['set update ip saddr timeout $0', ['1h', '5m'], ['ssh']],
  ])('%s', (text, wanted, unwanted) => {
    const found = labels(rule(text));
    expect(found).toEqual(expect.arrayContaining(wanted));
    for (const word of unwanted) expect(found).not.toContain(word);
  });

  test.each([
    ['set s { type inet_service; elements = { $0', 'ssh'],
    ['set s { type inet_service; elements = { 22, $0 }; }', 'http'],
    ['set s {\n\t\ttype ifname . inet_service\n\t\telements = { "eth0" . $0', 'ssh'],
    ['set s { typeof ct state; elements = { $0 }; }', 'established'],
    ['map m { type inet_service : verdict; elements = { 22 : $0', 'accept'],
    ['map m { type inet_service : verdict; elements = { 22 : jump $0 }; }\n\tchain web { }', 'web'],
    ['map m { type ct_state : inet_service; elements = { new : $0', 'ssh'],
    ['set s { type ipv4_addr; timeout $0', '1h'],
    ['flowtable f { hook ingress priority $0', 'filter'],
    ['flowtable f { devices = { $0', 'lo'],
  ])('in declarations: %j', (text, wanted) => {
    expect(labels(inTable(text))).toContain(wanted);
  });

  test.each([
    ['flush chain inet fw $0', ['front', 'web'], ['hosts']],
    ['flush chain inet $0', ['fw'], ['nat', 'front']],
    ['flush chain $0', ['nat', 'inet'], ['fw']],
    ['add rule inet fw $0', ['front', 'web'], ['hosts']],
    ['add rule inet fw web $0', ['tcp', 'ip6', 'accept'], ['front']],
    ['add rule inet fw web jump $0', ['other'], ['web', 'front']],
    ['add rule inet fw web tcp dport $0', ['ssh'], ['hosts']],
    ['add rule inet fw web ip saddr @$0', ['@hosts'], ['@pairs']],
    ['add element inet fw $0', ['hosts', 'go'], ['web', 'hits']],
    ['add element inet fw go { 22 : $0', ['accept', 'jump'], ['$LAN']],
    ['delete table inet $0', ['fw'], ['nat']],
    ['list counter inet fw $0', ['hits'], ['slow']],
    ['define X = $$0', ['$LAN', '$WAN'], ['$X ']],
  ])('%s', (text, wanted, unwanted) => {
    const found = labels(`${rule('accept')}${text}`);
    expect(found).toEqual(expect.arrayContaining(wanted));
    for (const word of unwanted) expect(found).not.toContain(word);
  });
});

describe('what the host has', () => {
  const host = (text: string) => `
    //- etc/nftables.conf
    include "/etc/nftables.d/a.nft"
    ${text}
    //- etc/nftables.d/a.nft
    define LAN = 10.0.0.0/8
    //- shop/compose.yaml
    services:
      web:
        image: i
        ports: ["8080:80"]
        networks: {front: {ipv4_address: 172.30.0.10}}
    networks:
      front:
        driver_opts: {com.docker.network.bridge.name: br-front}
        ipam: {config: [{subnet: 172.30.0.0/24}]}
  `;
  const chain = (text: string) => host(`table inet t { chain c { ${text} } }`);

  test.each([
    [chain('iifname $0'), 'br-front'],
    [chain('iifname "br$0"'), 'br-front'],
    [chain('oifname { "lo", $0 }'), 'br-front'],
    [chain('ip saddr $0'), '172.30.0.0/24'],
    [chain('ip daddr $0'), '172.30.0.10'],
    [chain('tcp dport $0'), '8080'],
    [chain('ip saddr $0'), '$LAN'],
    [host('define X = $0'), 'br-front'],
    [host('define X = $0'), '172.30.0.0/24'],
    [host('include "$0"'), '/etc/nftables.d/a.nft'],
  ])('%j', (text, wanted) => {
    expect(labels(text)).toContain(wanted);
  });

  test('interfaces of the inventory', () => {
    const config = { inventory: { interfaces: { eth7: ['192.0.2.1/24'] } } };
    expect(labels(inTable('chain c { iifname $0'), config)).toContain('eth7');
    expect(labels(inTable('chain c { iif $0'), config)).toContain('eth7');
    expect(labels(inTable('chain c { ip daddr $0'), config)).toContain('192.0.2.1');
  });
});

describe('what a proposal does to the text', () => {
  const within = (text: string) =>
    `table inet t {\n\tset hosts { type ipv4_addr; }\n\tchain web { }\n\tchain c {\n\t\t${text}\n\t}\n}\n`;
  test.each([
    ['iifname $0', 'lo', 'iifname "lo"'],
    ['iifname "l$0"', 'lo', 'iifname "lo"'],
    ['iifname "l$0', 'lo', 'iifname "lo'],
    ['ip saddr @h$0', '@hosts', 'ip saddr @hosts'],
    ['ip saddr @$0hosts', '@hosts', 'ip saddr @hosts'],
    ['tcp dp$0ort 22', 'dport', 'tcp dport 22'],
    ['limit rate 10/se$0', 'second', 'limit rate 10/second'],
    ['jump w$0', 'web', 'jump web'],
  ])('%s and %s', (text, label, wanted) => {
    expect(taken(within(text), label)).toContain(wanted);
  });

  test('a list of values is a snippet', () => {
    const found = proposed(within('tcp dport $0')).find(({ label }) => label === '{ … }');
    expect(found).toMatchObject({ insertText: '{ $0 }', snippet: true });
  });

  test('blocks are snippets, for the families that have such chains', () => {
    expect(labels(inTable('$0'))).toEqual(expect.arrayContaining(['chain on input', 'chain on postrouting, nat', 'set … { }']));
    expect(labels(inTable('$0', 'netdev'))).not.toContain('chain on input');
    expect(labels(inTable('chain c { $0 }'))).toContain('type filter hook …');
    expect(labels(inTable('chain c { type filter hook input priority 0; $0 }'))).not.toContain('type filter hook …');
  });
});

describe('unfinished and broken files', () => {
  test('nothing is proposed in comments, other text and names that are being given', () => {
    for (const text of ['# ta$0', inTable('chain c { accept comment "$0" }'), 'table inet $0', inTable('chain $0'), 'define $0'])
      expect(labels(text)).toEqual([]);
  });

  test.each([
    ['table inet fw {\n\tchain c {\n\t\tip saddr @$0\n\tchain web { }\n\tset hosts { type ipv4_addr; }\n}\n', '@hosts'],
    ['table inet fw {\n\tset s { type ipv4_addr;\n\tchain c { ip saddr @$0 }\n}\n', '@s'],
    ['table inet fw {\n\tchain c { tcp dprt 22 accept\n\t\tcounter name $0\n\t}\n\tcounter hits { }\n}\n', 'hits'],
    ['table inet fw {\n\tchain c {\n\t\ttcp dport { 22,\n\t\tct $0\n', 'state'],
    ['table inet fw {\n\tchain c {\n\t\ttcp dport { 22, $0\n', 'http'],
    ['chain c {\n\ttcp $0\n', 'dport'],
  ])('%j', (text, wanted) => {
    expect(labels(text)).toContain(wanted);
  });

  test('with a sign that was typed only languages that asked for it answer', () => {
    const { files, cursor } = fixture(rule('ip saddr @$0'));
    const workspace = workspaceOf({ files });
    expect(completions(workspace, cursor!.file, cursor!.offset, '@').length).toBeGreaterThan(0);
    expect(completions(workspace, cursor!.file, cursor!.offset, ':')).toEqual([]);
  });
});

describe('files that others include inside a block', () => {
  const host = (table: string, rules: string) => `
    //- etc/nftables.conf
    table ip6 fw {
      set hosts { type ipv6_addr; }
      chain web { accept; }
      include "chains.nft"
      chain front {
        type filter hook input priority 0
        include "rules.nft"
      }
    }
    //- etc/chains.nft
    ${table}
    //- etc/rules.nft
    ${rules}
  `;

  test.each([
    [host('', '$0'), ['tcp', 'ip6', 'jump'], ['masquerade', 'ip', 'chain']],
    [host('', 'ip6 saddr @$0'), ['@hosts'], []],
    [host('', 'jump $0'), ['web'], ['front']],
    [host('$0', ''), ['chain', 'set'], ['table', 'accept']],
    [host('chain a { jump $0', ''), ['web'], ['a']],
    [host('chain a { $0', ''), ['type', 'ip6'], ['ip']],
  ])('%j', (text, wanted, unwanted) => {
    const found = labels(text);
    expect(found).toEqual(expect.arrayContaining(wanted));
    for (const word of unwanted) expect(found).not.toContain(word);
  });
});
