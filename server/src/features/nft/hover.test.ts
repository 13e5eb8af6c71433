import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import { workspaceOf } from '../../library/files.ts';
import { hover } from '../hover.ts';

function shown(text: string) {
  const { files, cursor } = fixture(text);
  const found = hover(workspaceOf({ files }), cursor!.file, cursor!.offset);
  return found && { markdown: found.markdown, word: files[cursor!.file]!.slice(found.range.start, found.range.end) };
}

const inChain = (rule: string) =>
  `table inet t {\n\tchain c {\n\t\ttype filter hook forward priority filter - 1; policy drop;\n\t\t${rule}\n\t}\n}\n`;

describe('keywords, by where they stand', () => {
  test.each([
    ['table inet t {\n chain c {\n ty$0pe filter hook input priority 0\n }\n}', 'type', 'What kind of base chain'],
    ['table inet t {\n chain c {\n type na$0t hook input priority 0\n }\n}', 'nat', 'first packet of each connection'],
    ['table inet t {\n chain c {\n type filter ho$0ok input priority 0\n }\n}', 'hook', 'path of packets'],
    ['table inet t {\n chain c {\n type filter hook in$0put priority 0\n }\n}', 'input', 'Packets for this host itself'],
    [
      'table inet t {\n chain c {\n type filter hook input priority 0; pol$0icy drop\n }\n}',
      'policy',
      'no rule of the base chain',
    ],
    ['table in$0et t {\n}', 'inet', 'IPv4 and IPv6 packets in one table'],
    ['table inet t {\n set s {\n ty$0pe ipv4_addr\n }\n}', 'type', 'type of the elements'],
    ['table inet t {\n set s {\n type ipv4_$0addr\n }\n}', 'ipv4_addr', 'IPv4 address, 32 bits'],
    ['table inet t {\n set s {\n flags inter$0val\n }\n}', 'interval', 'prefixes and ranges'],
    ['table inet t {\n set s {\n auto-m$0erge\n }\n}', 'auto-merge', 'overlap or touch'],
    ['table inet t {\n flags dor$0mant\n}', 'dormant', 'nothing in it is asked'],
    ['flu$0sh ruleset\n', 'flush', 'Empties what follows'],
    ['flush rule$0set\n', 'ruleset', "Docker's own tables too"],
    ['dest$0roy table ip t\n', 'destroy', 'Since nftables 1.0.7'],
    ['incl$0ude "x"\n', 'include', 'Reads another file'],
    [inChain('cou$0nter accept'), 'counter', 'Counts the packets'],
    [inChain('log pre$0fix "x" drop'), 'prefix', 'What the line begins with'],
    [inChain('log level wa$0rn'), 'warn', 'the usual level'],
    [inChain('limit rate ov$0er 10/second drop'), 'over', 'above the rate'],
    [inChain('limit rate 10/sec$0ond drop'), 'second', 'Per second'],
    [inChain('limit rate 10 mby$0tes/second drop'), 'mbytes', 'Megabytes'],
    [inChain('ju$0mp x'), 'jump', 'comes back behind this rule'],
    [inChain('masq$0uerade'), 'masquerade', 'the interface they leave by'],
    [inChain('dnat i$0p to 10.0.0.1'), 'ip', 'IPv4 address'],
    [inChain('reject with tcp re$0set'), 'reset', 'TCP reset'],
    [inChain('tcp dport vm$0ap { 22 : accept }'), 'vmap', 'Looks the value up'],
    [inChain('not$0rack'), 'notrack', 'connection tracking away'],
    [inChain('acc$0ept'), 'accept', 'Chains with a later priority'],
    [inChain('meta mark s$0et 1'), 'set', 'Changes what stands before'],
  ])('%s', (text, word, words) => {
    const found = shown(text);
    expect(found?.word).toBe(word);
    expect(found?.markdown).toContain(words);
    expect(found?.markdown).toContain('nft(8)');
  });
});

describe('selectors', () => {
  test.each([
    ['tcp dp$0ort 22', 'tcp dport', 'inet_service'],
    ['tc$0p dport 22', 'tcp dport', 'destination port'],
    ['ip  sad$0dr 10.0.0.1', 'ip  saddr', 'IPv4 address, 32 bits'],
    ['ct original proto-$0dst 22', 'ct original proto-dst', 'before dnat'],
    ['ct st$0ate new', 'ct state', '`established`'],
    ['iif$0name "eth0"', 'iifname', 'name of the incoming interface'],
    ['meta l4pr$0oto tcp', 'meta l4proto', 'transport protocol'],
    ['fib saddr . i$0if oif missing', 'fib saddr . iif oif', 'routing table about the source address'],
    ['tcp option maxseg si$0ze set rt mtu', 'tcp option maxseg size', 'segment size'],
    ['udp dport 4789 vxlan ip sad$0dr 10.0.0.1', 'vxlan ip saddr', 'Inside the vxlan tunnel'],
    ['@th,1$06,16 22', '@th,16,16', 'Bits of the packet'],
    ['icmpv6 ta$0ddr ::1', 'icmpv6 taddr', 'Since nftables 1.0.9'],
  ])('%s', (rule, word, words) => {
    const found = shown(inChain(rule));
    expect(found?.word).toBe(word);
    expect(found?.markdown).toContain(words);
  });
});

describe('values', () => {
  test.each([
    ['tcp dport ht$0tps accept', 'Port 443'],
    ['tcp dport 44$03 accept', '`https`'],
    ['tcp dport { 22, 80$080 } accept', 'Port 8080'],
    ['ip saddr . tcp dport { 10.0.0.1 . ss$0h }', 'Port 22'],
    ['meta l4proto { tcp, ipv6-i$0cmp }', '(58)'],
    ['ip protocol 4$07', '`gre`'],
    ['ip protocol ud$0p', '(17)'],
    ['icmp type echo-re$0quest', '(8)'],
    ['icmpv6 type nd-neighbor-$0solicit', 'nobody is reached'],
    ['ct state established,rel$0ated', '0x4'],
    ['ct status d$0nat', 'published port of Docker'],
    ['tcp flags & (fin|sy$0n) == syn', 'Begins a connection'],
    ['ip dscp e$0f', 'voice'],
    ['reject with icmpx admin-prohi$0bited', 'Forbidden'],
    ['meta mark 0x1$00', '16'],
    ['fib daddr type lo$0cal', 'this host'],
    ['ip saddr 10.0.0.0/2$04', '256 addresses, `10.0.0.0` to `10.0.0.255`'],
    ['ip saddr 10.1.2.3/$016', 'it means `10.1.0.0/16`'],
    ['ip6 saddr fd00::/6$04', '2^64 addresses'],
    ['ip saddr 10.0.0.1-10.0.0.$09', '9 addresses'],
    ['ip saddr 192.168.0.$01', 'RFC 1918'],
    ['iifname "l$0o"', 'Loopback'],
    ['update @s { ip saddr timeout 1h3$00m }', '1 hour and 30 minutes'],
    ['meta pkttype broad$0cast', 'everybody on the link'],
  ])('%s', (rule, words) => {
    expect(shown(inChain(rule))?.markdown).toContain(words);
  });

  test.each([
    ['prerouting', 'dst$0nat', '= -100'],
    ['prerouting', 'dst$0nat + 5', '= -95'],
    ['prerouting', '-15$00', '= mangle'],
    ['forward', 'fil$0ter - 1', '= -1'],
    ['forward', 'src$0nat', 'Not on hook forward'],
  ])('priority on %s: %s', (hook, priority, words) => {
    expect(shown(`table ip t {\n chain c {\n type filter hook ${hook} priority ${priority}; }\n}`)?.markdown).toContain(words);
  });
});

describe('names', () => {
  const file = (call: string) => `
    define LAN = 10.0.0.0/8
    define NETS = { $LAN, 192.168.0.0/16 }
    table inet fw {
      comment "the wall"
      counter hits { comment "those that come" }
      set allowed {
        type ipv4_addr . inet_service
        flags interval, timeout
        comment "friends"
        elements = { 10.0.0.1 . 22, 10.0.0.2 . 80-90 }
      }
      chain web {
        accept
      }
      chain front {
        type filter hook forward priority filter - 1; policy drop;
        tcp dport 80 jump web
        tcp dport 443 jump web
        ${call}
      }
    }
    table ip other {
      chain FORWARD { type filter hook forward priority 0; }
    }
    add element inet fw allowed { 10.0.0.3 . 53 }
  `;
  test.each([
    ['ip saddr $NE$0TS accept', '{ 10.0.0.0/8, 192.168.0.0/16 }'],
    ['ip saddr $$0LAN accept', 'define LAN = 10.0.0.0/8'],
    ['goto we$0b', 'Reached from `front` (3 times)'],
    ['ip saddr . tcp dport @allo$0wed accept', '3 elements in the files'],
    ['ip saddr . tcp dport @$0allowed accept', 'Type `ipv4_addr . inet_service`; flags `interval`, `timeout`'],
    ['ip saddr . tcp dport @$0allowed accept', '“friends”'],
    ['counter name hi$0ts', 'those that come'],
    ['jump nowh$0ere', 'No file here declares it'],
  ])('%s', (call, words) => {
    expect(shown(file(call))?.markdown).toContain(words);
  });

  test('a base chain tells its place among the others of the hook', () => {
    const markdown = shown(file('accept').replace('chain front', 'chain f$0ront'))!.markdown;
    expect(markdown).toContain('priority -1 (filter - 1), policy drop');
    expect(markdown).toContain('In order'.toLowerCase());
    expect(markdown.indexOf('inet fw front')).toBeLessThan(markdown.indexOf('ip other FORWARD'));
  });

  test('a table tells what it holds', () => {
    expect(shown(file('accept').replace('table inet fw', 'table inet f$0w'))?.markdown).toContain('2 chains: `web` and `front`');
  });

  test('a variable from the configuration', () => {
    const { files, cursor } = fixture('table ip t {\n chain c {\n iifname $WA$0N\n }\n}');
    const found = hover(workspaceOf({ files, config: { defines: { WAN: 'eth7' } } }), cursor!.file, cursor!.offset);
    expect(found?.markdown).toContain('eth7');
    expect(found?.markdown).toContain('configuration');
  });
});

describe('the host behind addresses, ports and interfaces', () => {
  const host = (rule: string) => `
    //- etc/nftables.conf
    table inet t {
      chain c {
        ${rule}
      }
    }
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
  test.each([
    ['iifname "br-f$0ront"', 'bridge of Docker network "front" (`172.30.0.0/24`)'],
    ['iifname "br-$0*"', '`br-front`: the bridge'],
    ['ip saddr 172.30.0.0/2$04', 'The subnet of Docker network "front"'],
    ['ip saddr 172.30.0.1$00', 'fixed address of `web`'],
    ['ip saddr 172.30.0.7$07', 'In `172.30.0.0/24`'],
    ['ip saddr 172.16.0.0/1$02', 'Holds `172.30.0.0/24`'],
    ['tcp dport 80$080', 'the packet carries port 80'],
    ['tcp dport 8$00', "container's side of port 8080"],
  ])('%s', (rule, words) => {
    expect(shown(host(rule))?.markdown).toContain(words);
  });
});

describe('unfinished text', () => {
  test.each([
    ['table inet t {\n chain c {\n tcp dprt 22 ip sad$0dr 10.0.0.1', 'source address'],
    ['table inet t {\n chain c {\n tcp dport { 22, ht$0tp', 'Port 80'],
    ['table inet t {\n chain a {\n accept\n chain b {\n ct sta$0te new\n', 'state of the connection'],
    ['table inet t {\n chain c {\n log pre$0fix', 'begins with'],
    ['tcp dp$0ort 22 accept', undefined],
  ])('%s', (text, words) => {
    if (words === undefined) expect(() => shown(text)).not.toThrow();
    else expect(shown(text)?.markdown).toContain(words);
  });

  test('nothing in comments and blanks', () => {
    expect(shown('table inet t { # acc$0ept\n}')).toBeUndefined();
    expect(shown('table inet t {\n $0\n}')).toBeUndefined();
    expect(shown('$0')).toBeUndefined();
  });
});
