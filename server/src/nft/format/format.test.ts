import { describe, expect, test } from 'vitest';
import { BlockMap } from '../blocks.ts';
import { parseNftFile } from '../file.ts';
import { applied, damageOf, formatEdits, formatFile } from './format.ts';

const TABS = { indent: undefined };

function formatted(text: string, style: { indent: number | undefined } = TABS): string {
  const out = formatFile(parseNftFile('x', text), style);
  expect(formatFile(parseNftFile('x', out), style)).toBe(out);
  return out;
}

/** Formats the lines between two marks. */
function formattedPart(text: string): string {
  const start = text.indexOf('«');
  const plain = text.replace('«', '');
  const end = plain.indexOf('»');
  const whole = plain.replace('»', '');
  const file = parseNftFile('x', whole);
  return applied(whole, formatEdits(new BlockMap(file.plain), damageOf(file), TABS, { start, end }));
}

describe('indentation and blanks', () => {
  test.each([
    [
      'table inet t{\nchain c{\ntype filter hook input priority 0;policy drop;\n}\n}',
      'table inet t {\n\tchain c {\n\t\ttype filter hook input priority 0; policy drop;\n\t}\n}\n',
    ],
    [
      'table ip t {\n    chain c {\n        tcp   dport\t22  accept   \n    }\n}\n\n\n',
      'table ip t {\n\tchain c {\n\t\ttcp dport 22 accept\n\t}\n}\n',
    ],
    ['\n\n  table ip t { }\n', 'table ip t { }\n'],
    ['table ip t {}', 'table ip t { }\n'],
    ['table ip t { chain c {\naccept\n} }', 'table ip t {\n\tchain c {\n\t\taccept\n\t}\n}\n'],
    ['table ip t { chain c {accept;} }', 'table ip t { chain c { accept; } }\n'],
    ['define   A={1,2 ,3}\n', 'define A = { 1, 2, 3 }\n'],
    [
      'table ip t {\n\n\n\tset s {\n\n\t\ttype ipv4_addr\n\n\n\t\tflags interval ,  timeout\n\n\t}\n\n\n\n\tset r { type mark ; }\n}\n',
      'table ip t {\n\tset s {\n\t\ttype ipv4_addr\n\n\t\tflags interval,timeout\n\t}\n\n\tset r { type mark; }\n}\n',
    ],
    [
      'table ip t {\nchain c {\nct state established , related accept\ntcp dport {22,80}accept\n@th,16 ,16 22 drop\n}\n}\n',
      'table ip t {\n\tchain c {\n\t\tct state established,related accept\n\t\ttcp dport { 22, 80 } accept\n\t\t@th,16,16 22 drop\n\t}\n}\n',
    ],
    [
      'table ip t {\nchain c {\ntcp dport 22 \\\n counter \\\n accept\nudp dport 53 accept\n}\n}\n',
      'table ip t {\n\tchain c {\n\t\ttcp dport 22 \\\n\t\t\tcounter \\\n\t\t\taccept\n\t\tudp dport 53 accept\n\t}\n}\n',
    ],
    [
      'table ip t {\nchain c {\ntcp dport 22 jump {\nip saddr 10.0.0.1 accept\n}\n}\n}\n',
      'table ip t {\n\tchain c {\n\t\ttcp dport 22 jump {\n\t\t\tip saddr 10.0.0.1 accept\n\t\t}\n\t}\n}\n',
    ],
    [
      'table ip t {\nchain c {\ncounter \\\n\n\naccept\n}\n}\n',
      'table ip t {\n\tchain c {\n\t\tcounter \\\n\n\t\taccept\n\t}\n}\n',
    ],
    ['#!/usr/sbin/nft -f\nflush   ruleset', '#!/usr/sbin/nft -f\nflush ruleset\n'],
    ['', ''],
    ['\n \n', '\n \n'],
  ])('%j', (text, wanted) => {
    expect(formatted(text)).toBe(wanted);
  });

  test('with blanks', () => {
    expect(formatted('table ip t {\n\tchain c {\n\t\taccept\n\t}\n}\n', { indent: 2 })).toBe(
      'table ip t {\n  chain c {\n    accept\n  }\n}\n',
    );
  });

  test('lines that end with a carriage return keep it', () => {
    expect(formatted('table ip t {\r\n  chain c {\r\n\taccept  \r\n }\r\n}')).toBe(
      'table ip t {\r\n\tchain c {\r\n\t\taccept\r\n\t}\r\n}\r\n',
    );
  });
});

describe('lists', () => {
  test.each([
    [
      'table ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = { 10.0.0.1, 10.0.0.2,\n\t\t\t     10.0.0.3 }\n\t}\n}\n',
      'table ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = {\n\t\t\t10.0.0.1, 10.0.0.2,\n\t\t\t10.0.0.3\n\t\t}\n\t}\n}\n',
    ],
    [
      'table ip t {\nchain c {\ntcp dport vmap { 22 : jump a,\n# web\n80 : accept # all\n} counter\n}\n}\n',
      'table ip t {\n\tchain c {\n\t\ttcp dport vmap {\n\t\t\t22 : jump a,\n\t\t\t# web\n\t\t\t80 : accept # all\n\t\t} counter\n\t}\n}\n',
    ],
    [
      'table ip t {\nflowtable f {\nhook ingress priority 0\ndevices = { lo,\n}\n}\n}\n',
      'table ip t {\n\tflowtable f {\n\t\thook ingress priority 0\n\t\tdevices = { lo,\n\t\t}\n\t}\n}\n',
    ],
    ['define A = {\n1,\n2,\n}\n', 'define A = {\n\t1,\n\t2,\n}\n'],
    ['define A = { { 1,\n2 }, 3 }\n', 'define A = {\n\t{\n\t\t1,\n\t\t2\n\t}, 3\n}\n'],
  ])('%j', (text, wanted) => {
    expect(formatted(text)).toBe(wanted);
  });
});

describe('comments', () => {
  test.each([
    [
      'table ip t {   # one\n   # two   \n\tchain c {\n# three\naccept# four\n\t}\n}\n',
      'table ip t { # one\n\t# two\n\tchain c {\n\t\t# three\n\t\taccept # four\n\t}\n}\n',
    ],
    [
      'define A = 1     # one\ndefine BCD = 2   # two\ndefine E  = 3 # three\n',
      'define A = 1   # one\ndefine BCD = 2 # two\ndefine E = 3 # three\n',
    ],
    ['accept "a  #  b"\n', 'accept "a  #  b"\n'],
    ['define A = "x  y"   #   kept   as is\n', 'define A = "x  y" #   kept   as is\n'],
  ])('%j', (text, wanted) => {
    expect(formatted(text)).toBe(wanted);
  });
});

test('quotes from a word processor stay, and count as quotes', () => {
  expect(formatted('table ip t {\nchain c {\naccept comment “a  b”\n}\n}\n')).toBe(
    'table ip t {\n\tchain c {\n\t\taccept comment “a  b”\n\t}\n}\n',
  );
});

describe('what is broken stays', () => {
  test.each([
    [
      'table ip t {\nchain c {\n   tcp  dprt  22\naccept\n}\n}\n',
      'table ip t {\n\tchain c {\n   tcp  dprt  22\n\t\taccept\n\t}\n}\n',
    ],
    ['table ip t {\n  chain c {\n accept\n', 'table ip t {\n  chain c {\n accept\n'],
    ['table ip t {\n}\n  }\n', 'table ip t {\n}\n  }\n'],
    ['table ip a {\n  }\ntable ip t {\n  chain c {\n accept\n', 'table ip a {\n}\ntable ip t {\n  chain c {\n accept\n'],
    ['define A = "x\n   y"   \n  define  B = 1\n', 'define A = "x\n   y"   \n  define  B = 1\n'],
    [
      'table  ip a {\n}\n table ip b {\n chain c {\n  }  accept\n }\n   }\n}\n',
      'table ip a {\n}\n table ip b {\n chain c {\n  }  accept\n }\n   }\n}\n',
    ],
  ])('%j', (text, wanted) => {
    expect(formatted(text)).toBe(wanted);
  });
});

describe('a part', () => {
  const text =
    'table ip t {\n  chain c {\n  tcp  dport 22   accept  \n  udp  dport 53 accept\n  }\n  chain d {\n   drop\n }\n}\n';
  test.each([
    ['tcp', '\t\ttcp dport 22 accept\n  udp  dport 53 accept\n'],
    ['udp', '  tcp  dport 22   accept  \n\t\tudp dport 53 accept\n  }\n'],
    ['chain c', 'table ip t {\n\tchain c {\n  tcp  dport'],
    ['drop', '  chain d {\n\t\tdrop\n }\n}\n'],
  ])('the line of %s', (word, wanted) => {
    const out = formattedPart(text.replace(word, `«${word}»`));
    expect(out).toContain(wanted);
    expect(out.split('\n')).toHaveLength(text.split('\n').length);
  });

  test('all lines one by one are the whole', () => {
    let out = text;
    for (let line = 0; line < out.split('\n').length; line++) {
      const lines = out.split('\n');
      lines[line] = `«${lines[line]}»`;
      out = formattedPart(lines.join('\n'));
    }
    expect(out).toBe(formatted(text));
  });
});
