import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import { workspaceOf } from '../../library/files.ts';
import { callees, callers, callItems } from '../call-hierarchy.ts';
import { codeLenses } from '../code-lens.ts';
import { documentLinks } from '../document-links.ts';
import { folds } from '../folding.ts';
import { inlayHints } from '../inlay-hints.ts';
import { outline, searchSymbols } from '../outline.ts';
import type { OutlineNode } from '../provider.ts';
import { selections } from '../selection.ts';
import { semanticTokens } from '../semantic-tokens.ts';

const FILE = 'etc/nftables.conf';

function open(text: string, more: Record<string, string> = {}) {
  const { files, cursor } = fixture(text);
  return { workspace: workspaceOf({ files: { ...files, ...more } }), text: files[FILE]!, offset: cursor?.offset ?? 0 };
}

const WHOLE = `
  include "defs.nft"
  define WAN = eth0
  table inet fw {
    set allowed {
      type ipv4_addr
      elements = {
        10.0.0.1,
        10.0.0.0/24,
      }
    }
    map ports {
      type inet_service : verdict
      elements = { 22 : jump admin }
    }
    counter hits { }
    chain admin {
      ip saddr @allowed accept
    }
    # what is forwarded
    # and what is not
    chain front {
      type filter hook forward priority filter - 1; policy drop;
      iifname $WAN tcp dport vmap @ports
      ct state established accept
      jump web
    }
    chain web { drop; }
    chain unused { drop; }
  }
  add rule inet fw web counter
`;

describe('outline', () => {
  const shown = (nodes: readonly OutlineNode[], depth = 0): string[] =>
    nodes.flatMap(({ name, detail, kind, children }) => [
      `${'  '.repeat(depth)}${kind} ${name}${detail ? ` (${detail})` : ''}`,
      ...shown(children ?? [], depth + 1),
    ]);

  test('of a whole file', () => {
    const { workspace } = open(WHOLE);
    expect(shown(outline(workspace, FILE))).toEqual([
      'include defs.nft',
      'variable WAN (eth0)',
      'table fw (inet)',
      '  set allowed (ipv4_addr)',
      '  map ports (inet_service : verdict)',
      '  object hits (counter)',
      '  chain admin',
      '  chain front (forward filter - 1, drop)',
      '  chain web',
      '  chain unused',
      'rule inet fw web counter',
    ]);
  });

  test('of commands', () => {
    const { workspace } = open(`
      add table ip t
      add chain ip t c { type nat hook postrouting priority srcnat; }
      add set ip t s { type ipv4_addr; }
      add counter ip t hits
      chain ip t plain
    `);
    expect(shown(outline(workspace, FILE))).toEqual([
      'table t (ip)',
      'chain c (ip t postrouting srcnat)',
      'set s (ip t ipv4_addr)',
      'object hits (counter ip t)',
      'chain plain (ip t)',
    ]);
  });

  test('of a file with a brace too few', () => {
    const { workspace } = open('table ip t {\n chain a {\n tcp dport {\n chain b {\n accept\n }\n}\n');
    expect(shown(outline(workspace, FILE))).toEqual(['table t (ip)', '  chain a', '  chain b']);
  });

  test('ranges hold names and children', () => {
    const { workspace, text } = open(WHOLE);
    const check = (node: OutlineNode, within?: OutlineNode) => {
      expect(node.range.start <= node.selection.start && node.selection.end <= node.range.end).toBe(true);
      expect(text.slice(node.selection.start, node.selection.end)).toContain(node.kind === 'rule' ? 'rule' : node.name);
      if (within) expect(within.range.start <= node.range.start && node.range.end <= within.range.end).toBe(true);
      for (const child of node.children ?? []) check(child, node);
    };
    for (const node of outline(workspace, FILE)) check(node);
  });

  test('names are found in all files', () => {
    const { workspace } = open(WHOLE, { 'etc/defs.nft': 'define LAN = 10.0.0.0/8\n' });
    expect(searchSymbols(workspace, 'lan').map(({ file, node }) => [file, node.name])).toEqual([['etc/defs.nft', 'LAN']]);
    expect(searchSymbols(workspace, 'frt').map(({ node, container }) => [node.name, container])).toEqual([['front', 'fw']]);
  });
});

test('folds', () => {
  const { workspace, text } = open(
    'include "a"\ninclude "b"\n# region one\ntable ip t {\n  # a\n  # b\n  chain c {\n    accept\n  }\n  set s { type ipv4_addr; elements = { 1.1.1.1,\n    2.2.2.2 }\n  }\n}\n# endregion\n',
  );
  const line = (offset: number) => text.slice(0, offset).split('\n').length;
  expect(
    folds(workspace, FILE)
      .map(({ range, kind }) => `${line(range.start)}-${line(range.end)}${kind ? ` ${kind}` : ''}`)
      .sort(),
  ).toEqual(['1-2 imports', '10-11', '10-11', '3-14 region', '4-12', '5-6 comment', '7-8'].sort());
});

test('selections grow from the word to the file', () => {
  const { workspace, text, offset } = open('table ip t {\n\tchain c {\n\t\ttcp dport { 22, ht$0tp } accept\n\t}\n}\n');
  const grown = selections(workspace, FILE, offset).map(({ start, end }) => text.slice(start, end).trim());
  expect(grown.slice(0, 4)).toEqual(['http', '{ 22, http }', 'tcp dport { 22, http }', 'tcp dport { 22, http } accept']);
  expect(grown.at(-1)).toBe(text.trim());
  const quoted = open('table ip t {\n chain c {\n iifname "et$0h0"\n }\n}\n');
  expect(quoted.text.slice(...(Object.values(selections(quoted.workspace, FILE, quoted.offset)[0]!) as [number, number]))).toBe(
    'eth0',
  );
});

test('links of includes', () => {
  const { workspace, text } = open(
    'include "defs.nft"\ninclude "rules.d/*.nft"\ninclude "/etc/none.nft"\n# include "defs.nft"\n',
    {
      'etc/defs.nft': '',
      'etc/rules.d/a.nft': '',
      'etc/rules.d/b.nft': '',
    },
  );
  expect(
    documentLinks(workspace, FILE).map(({ range, target, tooltip }) => [text.slice(range.start, range.end), target, tooltip]),
  ).toEqual([
    ['defs.nft', 'etc/defs.nft', undefined],
    ['rules.d/*.nft', 'etc/rules.d', '2 files'],
  ]);
});

describe('who leads where', () => {
  test('by jumps, by maps, and from commands', () => {
    const { workspace, offset } = open(WHOLE.replace('chain web', 'chain w$0eb'));
    const [item] = callItems(workspace, FILE, offset);
    expect([item!.name, item!.detail]).toEqual(['web', 'inet fw']);
    expect(callers(workspace, item!).map((call) => [call.item.name, call.item.detail, call.places.length])).toEqual([
      ['front', 'forward -1 (filter - 1), inet fw', 1],
    ]);
    const front = callers(workspace, item!)[0]!.item;
    expect(callees(workspace, front).map((call) => call.item.name)).toEqual(['web', 'admin']);
  });

  test('a rule stands for its chain', () => {
    const { workspace, offset } = open(WHOLE.replace('ct state established', 'ct state esta$0blished'));
    expect(callItems(workspace, FILE, offset).map(({ name }) => name)).toEqual(['front']);
  });

  test('lenses count uses', () => {
    const { workspace, text } = open(WHOLE);
    expect(codeLenses(workspace, FILE).map(({ range, title }) => `${text.slice(range.start, range.end)}: ${title}`)).toEqual([
      'admin: 1 reference: from front',
      'web: 1 reference: from front',
      'unused: no rule leads here',
      'allowed: 1 reference',
      'ports: 1 reference',
    ]);
  });
});

test('hints', () => {
  const { workspace, text } = open(`
    define LAN = 10.0.0.0/8
    table inet t {
      chain c {
        type filter hook prerouting priority dstnat + 5; # priority filter
        ip saddr $LAN ip daddr 192.168.1.0/24 accept
        ip6 saddr fd00::/48 log prefix "10.0.0.0/8" accept
        ip saddr { 10.0.0.0/24, 10.0.1.0/24, 10.0.2.0/24, 10.0.3.0/24, 10.0.4.0/24 } drop
      }
    }
  `);
  const hints = inlayHints(workspace, FILE, { start: 0, end: text.length });
  expect(hints.map(({ offset, label }) => `${text.slice(0, offset).split(/\s/).at(-1)} ${label}`)).toEqual([
    '10.0.0.0/8 2^24 addresses',
    '5 = -95',
    '$LAN = 10.0.0.0/8',
    '192.168.1.0/24 256 addresses',
    'fd00::/48 2^80 addresses',
  ]);
});

describe('meanings of words', () => {
  const meanings = (text: string) => {
    const { workspace, text: plain } = open(text);
    return semanticTokens(workspace, FILE).map(
      ({ range, type, modifiers }) => `${plain.slice(range.start, range.end)} ${type}${modifiers ? ` ${modifiers.join()}` : ''}`,
    );
  };

  test('in blocks', () => {
    expect(
      meanings(
        'define WAN = eth0\ntable inet fw {\n set s { type ipv4_addr . inet_service; }\n chain c {\n type filter hook input priority filter + 1; policy drop;\n iifname { "lo", $WAN } ip saddr . tcp dport @s jump web\n ct state new counter name hits\n tcp dport ssh accept\n }\n}\n',
      ),
    ).toEqual([
      'WAN macro definition',
      'fw namespace definition',
      's struct definition',
      'ipv4_addr type',
      'inet_service type',
      'c function definition',
      'input enumMember',
      'filter enumMember',
      '"lo" interface',
      '$WAN macro',
      '@s struct',
      'web function',
      'new enumMember',
      'hits variable',
      'ssh enumMember',
    ]);
  });

  test('of values by what they are compared with', () => {
    const words = (rule: string) => meanings(`table inet t {\n chain c {\n ${rule}\n }\n}\n`).slice(2);
    expect(words('iifname . ip protocol . tcp dport vmap { "eth0" . tcp . ssh : jump web }')).toEqual([
      '"eth0" interface',
      'tcp enumMember',
      'ssh enumMember',
      'web function',
    ]);
    expect(words('iifname map { eth0 : 1 } 2')).toEqual(['eth0 interface']);
    expect(words('meta mark set tcp dport map @m')).toEqual(['@m struct']);
    expect(words('ct helper set "ftp" add @s { ip saddr timeout 1h counter }')).toEqual(['ftp variable', '@s struct']);
    expect(words('reject with icmp host-unreachable')).toEqual(['host-unreachable enumMember']);
    expect(words('jump { iifname lo accept; }')).toEqual(['lo interface']);
  });

  test('in declarations', () => {
    expect(
      meanings(
        'table netdev t {\n flags dormant\n flowtable f {\n hook ingress priority filter\n devices = { lo }\n }\n map m {\n type ifname : verdict\n elements = { "lo" : jump c }\n }\n chain c {\n type filter hook ingress device eth0 priority 0\n }\n}\n',
      ).slice(1),
    ).toEqual([
      'dormant enumMember',
      'f struct definition',
      'ingress enumMember',
      'filter enumMember',
      'lo interface',
      'm struct definition',
      'ifname type',
      'verdict type',
      'c function',
      'c function definition',
      'ingress enumMember',
      'eth0 interface',
    ]);
  });

  test('in commands', () => {
    expect(
      meanings('add rule ip t c jump d\ndelete set ip t s\nadd element t s { 1.1.1.1 }\nadd chain ip t c { }\nflush table t\n'),
    ).toEqual([
      't namespace',
      'c function',
      'd function',
      't namespace',
      's struct',
      't namespace',
      's struct',
      't namespace',
      'c function definition',
      't namespace',
    ]);
  });

  test('in a file that is included inside a block', () => {
    const { workspace, text } = open('table ip t {\n chain c {\n include "rules.nft"\n }\n}\n', {
      'etc/rules.nft': 'ip saddr @hosts jump web\n',
    });
    expect(text).toContain('include');
    const found = semanticTokens(workspace, 'etc/rules.nft');
    expect(found.map(({ range, type }) => [range.start, range.end, type])).toEqual([
      [9, 15, 'struct'],
      [21, 24, 'function'],
    ]);
  });

  test('only where they are asked for', () => {
    const { workspace, text } = open(WHOLE);
    const at = text.indexOf('chain front');
    const found = semanticTokens(workspace, FILE, { start: at, end: at + 11 });
    expect(found.map(({ range }) => text.slice(range.start, range.end))).toEqual(['front']);
  });
});
