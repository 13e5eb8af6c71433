import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import { workspaceOf } from '../../library/files.ts';
import { definition } from '../definition.ts';
import { highlights, references } from '../references.ts';
import { prepareRename, rename } from '../rename.ts';

function open(text: string) {
  const { files, cursor } = fixture(text);
  return { files, workspace: workspaceOf({ files }), file: cursor!.file, offset: cursor!.offset };
}

/** The lines that name the thing under the cursor, with a mark in front of the name. */
function uses(text: string): string[] {
  const { files, workspace, file, offset } = open(text);
  return references(workspace, file, offset).map(({ location, role }) => {
    const of = files[location.file]!;
    const start = of.lastIndexOf('\n', location.range.start - 1) + 1;
    const end = of.indexOf('\n', location.range.start);
    const name = of.slice(location.range.start, location.range.end);
    return `${role === 'definition' ? '=' : ' '} ${of.slice(start, location.range.start).trimStart()}<${name}>${of.slice(location.range.end, end)}`;
  });
}

function renamed(text: string, name: string): Record<string, string> | string {
  const { files, workspace, file, offset } = open(text);
  const result = rename(workspace, file, offset, name);
  if (!result || 'refused' in result) return result?.refused ?? 'nothing';
  const out = { ...files };
  for (const edit of [...result.edits].sort((a, b) => b.range.start - a.range.start))
    out[edit.file] = out[edit.file]!.slice(0, edit.range.start) + edit.newText + out[edit.file]!.slice(edit.range.end);
  return out;
}

const BLOCKS = `
  define LAN = 10.0.0.0/8
  define ALL = { $LAN, 192.168.0.0/16 }
  table inet fw {
    set hosts { type ipv4_addr; flags interval; elements = { $LAN }; }
    map go { type inet_service : verdict; elements = { 22 : jump admin }; }
    counter hits { }
    flowtable fast { hook ingress priority 0; devices = { lo }; }
    ct helper ftp-std { type "ftp" protocol tcp; }
    chain admin { counter name hits; }
    chain c {
      tcp dport vmap { 80 : goto admin, 81 : accept }
      ip saddr @hosts ip daddr $LAN jump admin
      tcp dport vmap @go
      flow add @fast
      tcp dport 21 ct helper set "ftp-std"
    }
  }
  table ip fw {
    chain admin { drop; }
    chain c { jump admin; }
  }
  add rule inet fw c jump admin
  add element inet fw hosts { 10.0.0.1 }
  flush chain inet fw admin
`;

describe('uses', () => {
  test('of a chain: jumps, maps, commands, not those of another table', () => {
    const wanted = [
      ' map go { type inet_service : verdict; elements = { 22 : jump <admin> }; }',
      '= chain <admin> { counter name hits; }',
      ' tcp dport vmap { 80 : goto <admin>, 81 : accept }',
      ' ip saddr @hosts ip daddr $LAN jump <admin>',
      ' add rule inet fw c jump <admin>',
      ' flush chain inet fw <admin>',
    ].map((line) => (line.startsWith('=') ? line : ` ${line}`));
    for (const from of ['chain ad$0min { counter', 'goto adm$0in', 'fw admin$0\n'])
      expect(uses(BLOCKS.replace(from.replace('$0', ''), from))).toEqual(wanted);
  });

  test('of a chain of the same name in another table', () => {
    expect(uses(BLOCKS.replace('chain admin { drop', 'chain ad$0min { drop'))).toEqual([
      '= chain <admin> { drop; }',
      '  chain c { jump <admin>; }',
    ]);
  });

  test.each([
    ['@ho$0sts', ['= set <hosts>', '  ip saddr @<hosts>', '  add element inet fw <hosts>']],
    ['$L$0AN jump', ['= define <LAN>', '  define ALL = { $<LAN>', '  set hosts', '  ip saddr @hosts ip daddr $<LAN>']],
    ['name hi$0ts', ['= counter <hits>', '  chain admin { counter name <hits>']],
    ['flow add @fa$0st', ['= flowtable <fast>', '  flow add @<fast>']],
    ['set "ftp-$0std"', ['= ct helper <ftp-std>', '  tcp dport 21 ct helper set "<ftp-std>"']],
    ['@g$0o', ['= map <go>', '  tcp dport vmap @<go>']],
    ['add rule inet f$0w', ['= table inet <fw>', '  add rule inet <fw>', '  add element inet <fw>', '  flush chain inet <fw>']],
  ])('of %s', (from, wanted) => {
    const found = uses(BLOCKS.replace(from.replace('$0', ''), from));
    expect(found).toHaveLength(wanted.length);
    for (const [index, words] of wanted.entries()) expect(found[index]).toContain(words);
  });

  test('over includes, in the order of files', () => {
    const found = uses(`
      //- etc/nftables.conf
      include "defs.nft"
      table ip t {
        chain c { ip saddr $L$0AN accept; }
      }
      //- etc/defs.nft
      define LAN = 10.0.0.0/8
    `);
    expect(found).toEqual(['= define <LAN> = 10.0.0.0/8', '  chain c { ip saddr $<LAN> accept; }']);
  });

  test('a variable of a block is not that of the file', () => {
    const text = `
      define X = 1
      table ip t {
        define X = 2
        chain c { tcp dport $X accept; }
      }
      table ip u {
        chain c { tcp dport $X accept; }
      }
    `;
    expect(uses(text.replace('define X = 2', 'define $0X = 2'))).toEqual([
      '= define <X> = 2',
      '  chain c { tcp dport $<X> accept; }',
    ]);
    expect(uses(text.replace('define X = 1', 'define $0X = 1'))).toEqual([
      '= define <X> = 1',
      '  chain c { tcp dport $<X> accept; }',
    ]);
  });

  test('a redefinition is the same variable', () => {
    expect(uses('define A$0 = 1\nredefine A = 2\nundefine A\n')).toEqual([
      '= define <A> = 1',
      '= redefine <A> = 2',
      '  undefine <A>',
    ]);
  });

  test('in a rule that is not finished', () => {
    const { workspace, files, file, offset } = open(
      'table ip t {\n chain web { accept; }\n chain c {\n tcp dprt 80 jump we$0b\n }\n}',
    );
    const found = definition(workspace, file, offset);
    expect(found?.targets.map(({ location }) => files[file]!.slice(location.range.start, location.range.end))).toEqual(['web']);
  });

  test('highlights stay in the file', () => {
    const { workspace, file, offset } = open(
      '//- etc/nftables.conf\ninclude "b.nft"\ntable ip t {\n chain c { ip saddr $L$0AN ip daddr $LAN accept; }\n}\n//- etc/b.nft\ndefine LAN = 10.0.0.1\n',
    );
    expect(highlights(workspace, file, offset)).toHaveLength(2);
  });

  test('a chain of a table that another file declares', () => {
    const { workspace, file, offset } = open(
      '//- etc/nftables.conf\ntable ip t {\n chain web { accept; }\n}\n//- etc/more.nft\nadd rule ip t we$0b accept\n',
    );
    expect(definition(workspace, file, offset)?.targets.map(({ location }) => location.file)).toEqual(['etc/nftables.conf']);
  });
});

describe('renaming', () => {
  test('changes every form of a name', () => {
    const out = renamed(BLOCKS.replace('jump admin }', 'jump ad$0min }'), 'staff') as Record<string, string>;
    const text = out['etc/nftables.conf']!;
    expect(text.match(/\bstaff\b/g)).toHaveLength(6);
    expect(text).toContain('table ip fw {\n  chain admin { drop; }\n  chain c { jump admin; }');
  });

  test.each([
    [
      'table ip t {\n set ho$0sts { type ipv4_addr; }\n chain c { ip saddr @hosts drop; }\n}',
      'nets',
      'set nets { type ipv4_addr; }\n chain c { ip saddr @nets drop; }',
    ],
    [
      'define W$0AN = eth0\ntable ip t {\n chain c { iifname $WAN drop; }\n}',
      'UP',
      'define UP = eth0\ntable ip t {\n chain c { iifname $UP drop; }',
    ],
    [
      'table ip t {\n counter hi$0ts { }\n chain c { counter name "hits"; }\n}',
      'n',
      'counter n { }\n chain c { counter name "n"; }',
    ],
    ['table ip o$0ld {\n}\ndelete table ip old\n', 'new-one', 'table ip new-one {\n}\ndelete table ip new-one\n'],
  ])('%s', (text, name, words) => {
    expect((renamed(text, name) as Record<string, string>)['etc/nftables.conf']).toContain(words);
  });

  test.each([
    ['table ip t {\n chain c$0 { }\n}', 'accept'],
    ['table ip t {\n chain c$0 { }\n}', 'two words'],
    ['table ip t {\n chain c$0 { }\n}', '1a'],
    ['table ip t {\n counter c$0 { }\n}', 'packets'],
    ['table ip t {\n set s$0 { type mark; }\n}', 'll'],
    ['define a$0 = 1\n', 'ip'],
  ])('%s to %s is refused', (text, name) => {
    expect(renamed(text, name)).toContain('cannot stand');
  });

  test('what names nothing cannot be renamed', () => {
    const { workspace, file, offset } = open('table ip t {\n chain c {\n tcp dp$0ort 22\n }\n}');
    expect(prepareRename(workspace, file, offset)).toBeUndefined();
  });
});

describe('names of the host', () => {
  const host = (rule: string) => `
    //- etc/nftables.conf
    define BR = br-front
    table inet t {
      chain c {
        ${rule}
      }
    }
    //- shop/compose.yaml
    services:
      web: {image: i, networks: [front]}
    networks:
      front:
        driver_opts: {com.docker.network.bridge.name: br-front}
        ipam: {config: [{subnet: 172.30.0.0/24}]}
  `;

  test('an interface is defined where compose names the bridge', () => {
    const { workspace, file, offset, files } = open(host('iifname "br-fr$0ont" oifname { "lo", br-front } accept'));
    expect(definition(workspace, file, offset)?.targets.map(({ location }) => location.file)).toEqual(['shop/compose.yaml']);
    const found = references(workspace, file, offset);
    expect(found.map(({ location }) => files[location.file]!.slice(location.range.start, location.range.end))).toEqual([
      'br-front',
      'br-front',
      'br-front',
      'br-front',
    ]);
  });

  test('renaming a bridge changes the rules too', () => {
    const out = renamed(host('iifname "br-fr$0ont" accept'), 'br-shop') as Record<string, string>;
    expect(out['shop/compose.yaml']).toContain('bridge.name: br-shop');
    expect(out['etc/nftables.conf']).toContain('define BR = br-shop');
    expect(out['etc/nftables.conf']).toContain('iifname "br-shop"');
    expect(renamed(host('iifname "br-fr$0ont" accept'), 'a-name-that-is-too-long')).toContain('cannot stand');
  });

  test('a subnet leads to its network', () => {
    const { workspace, file, offset } = open(host('ip saddr 172.30.0.0/2$04 accept'));
    expect(references(workspace, file, offset).map(({ location }) => location.file)).toEqual([
      'etc/nftables.conf',
      'shop/compose.yaml',
    ]);
  });
});

describe('a file that is included inside a block', () => {
  const host = (table: string, rules: string) => `
    //- etc/nftables.conf
    table inet fw {
      set hosts { type ipv4_addr; }
      include "chains.nft"
      chain front {
        include "rules.nft"
      }
    }
    //- etc/chains.nft
    chain web {
      ip saddr @hosts drop
    }
    ${table}
    //- etc/rules.nft
    ${rules}
  `;

  test('names what the table around has', () => {
    expect(uses(host('chain other { ip saddr @ho$0sts drop; }', 'ip saddr @hosts jump web'))).toEqual([
      '  ip saddr @<hosts> drop',
      '  chain other { ip saddr @<hosts> drop; }',
      '= set <hosts> { type ipv4_addr; }',
      '  ip saddr @<hosts> jump web',
    ]);
    expect(uses(host('', 'jump we$0b'))).toEqual(['= chain <web> {', '  jump <web>']);
  });

  test('is renamed with it', () => {
    const out = renamed(host('', 'jump we$0b'), 'www') as Record<string, string>;
    expect(out['etc/chains.nft']).toContain('chain www {');
    expect(out['etc/rules.nft']).toContain('jump www');
  });
});

test('names in statements that are broken are found and renamed too', () => {
  const text =
    'table ip t {\n chain w$0eb { accept; }\n chain c {\n tcp dprt 80 jump web\n jump web\n }\n}\nadd rule ip t web tcp dprt 1\n';
  expect(uses(text)).toHaveLength(4);
  expect((renamed(text, 'www') as Record<string, string>)['etc/nftables.conf']).not.toContain('web');
});
