import { describe, expect, test } from 'vitest';
import { showExpression } from '../../../../test/support/netlink-text.ts';
import { DEFAULT_HOST_SETTINGS } from '../../base/settings.ts';
import { parseNftFile } from '../file.ts';
import { buildPrograms } from '../program.ts';
import { linearizeEvaluated } from './rule.ts';

/** The expressions of the first rule of chain c in a table; undefined when they are not known. */
function expressions(rule: string, { family = 'ip', declared = '', defines = {}, version }: Options = {}): string[] | undefined {
  const text = `table ${family} t {\n${declared}\nchain c {\n${rule}\n}\nchain other {\n}\n}\n`;
  const file = parseNftFile('t.nft', text);
  const lookup = { file: (name: string) => (name === 't.nft' ? file : undefined), list: () => [] };
  const [program] = buildPrograms([file], lookup, '', { ...DEFAULT_HOST_SETTINGS, defines }, []);
  const table = program!.tables.get(`${family} t`)!;
  const [first] = table.chains.get('c')!.rules;
  return linearizeEvaluated(first!, table.state.family, version)?.expressions.map(showExpression);
}
interface Options {
  readonly family?: string;
  readonly declared?: string;
  readonly defines?: Record<string, string>;
  readonly version?: string;
}

const TCP = ['meta load l4proto => reg 1', 'cmp eq reg 1 0x06'];

describe('what a field needs comes before it', () => {
  test('a port asks for the protocol, once', () =>
    expect(expressions('tcp sport 1 counter tcp dport 22 accept')).toEqual([
      ...TCP,
      'payload load 2b @ transport header + 0 => reg 1',
      'cmp eq reg 1 0x0001',
      'counter pkts 0 bytes 0',
      'payload load 2b @ transport header + 2 => reg 1',
      'cmp eq reg 1 0x0016',
      'immediate reg 0 accept',
    ]));
  test('an address asks for the family where the table does not say it', () => {
    expect(expressions('ip saddr 192.0.2.1', { family: 'inet' })?.slice(0, 2)).toEqual([
      'meta load nfproto => reg 1',
      'cmp eq reg 1 0x02',
    ]);
    expect(expressions('ip saddr 192.0.2.1')?.[0]).toBe('payload load 4b @ network header + 12 => reg 1');
  });
  test('a reset asks for TCP before everything else', () =>
    expect(expressions('log reject with tcp reset')).toEqual([...TCP, 'log', 'reject']));
});

describe('values', () => {
  test('a prefix of whole bytes reads less, any other one is masked', () => {
    expect(expressions('ip saddr 10.0.0.0/8')).toEqual(['payload load 1b @ network header + 12 => reg 1', 'cmp eq reg 1 0x0a']);
    expect(expressions('ip saddr 10.0.0.0/9')).toEqual([
      'payload load 4b @ network header + 12 => reg 1',
      'bitwise reg 1 = ( reg 1 & 0xff800000 ) ^ 0x00000000',
      'cmp eq reg 1 0x0a000000',
    ]);
  });
  test('numbers of the host are turned round for ranges', () =>
    expect(expressions('meta mark 1-5')).toEqual([
      'meta load mark => reg 1',
      'byteorder reg 1 = hton(reg 1, 4, 4)',
      'range eq reg 1 0x00000001 0x00000005',
    ]));
  test('older versions compare with both ends', () =>
    expect(expressions('ip ttl 1-5', { version: '1.0.6' })?.slice(1)).toEqual(['cmp gte reg 1 0x01', 'cmp lte reg 1 0x05']));
  test('a set of one element is the element', () => {
    expect(expressions('ip ttl { 5 }')).toEqual(expressions('ip ttl 5'));
    expect(expressions('ip ttl { 5, 6 }')?.[1]).toBe('lookup reg 1 set (unnamed)');
  });
  test('a variable that holds a set of one is too', () =>
    expect(expressions('define x = { 5 }\nip ttl $x')).toEqual(expressions('ip ttl 5')));
  test('parts of bytes are masked, and the value is shifted', () =>
    expect(expressions('ip dscp cs1')).toEqual([
      'payload load 1b @ network header + 1 => reg 1',
      'bitwise reg 1 = ( reg 1 & 0xfc ) ^ 0x00',
      'cmp eq reg 1 0x20',
    ]));
  test('an interface that only the host knows has no number', () =>
    expect(expressions('iif lo')).toEqual(['meta load iif => reg 1', 'cmp eq reg 1 (4 bytes)']));
});

describe('order and registers', () => {
  test('adjacent fields are one', () =>
    expect(expressions('icmp type 8 icmp code 0')?.slice(2)).toEqual([
      'payload load 2b @ transport header + 0 => reg 1',
      'cmp eq reg 1 0x0800',
    ]));
  test('what the family says anyway is left out', () =>
    expect(expressions('meta protocol ip accept')).toEqual(['immediate reg 0 accept']));
  test('joined values stand beside each other', () =>
    expect(expressions('ip saddr . tcp dport @s', { declared: 'set s { type ipv4_addr . inet_service; }' })).toEqual([
      ...TCP,
      'payload load 4b @ network header + 12 => reg 1',
      'payload load 2b @ transport header + 2 => reg 9',
      'lookup reg 1 set s',
    ]));
});

describe('what is not known', () => {
  test('a variable from outside could be anything', () => {
    expect(expressions('ip saddr $net accept', { defines: {} })).toBeUndefined();
    expect(expressions('tcp dport $port accept', { defines: { port: '22' } })).toEqual(expressions('tcp dport 22 accept'));
  });
  test('a rule that nft refuses has no expressions', () => expect(expressions('tcp dport 70000')).toBeUndefined());
  test('a map that is declared elsewhere still is looked up in', () =>
    expect(expressions('tcp dport vmap @m')?.at(-1)).toBe('lookup reg 1 set m dreg 0'));
});
