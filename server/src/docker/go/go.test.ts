import { describe, expect, test } from 'vitest';
import { goParseAddr, goParseCidr, goParseIp, isMapped } from './net.ts';
import { isDuration, isSize, parseBool, parseInt64, parseIntAnyBase, parseUintAnyBase } from './strconv.ts';
import { parseGoUrl } from './url.ts';

test('booleans', () => {
  expect(['1', 't', 'TRUE', 'True', '0', 'F', 'no', 'yes', '', 'tRUE'].map(parseBool)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('whole numbers', () => {
  expect(parseInt64('-9223372036854775808')).toBe(-(1n << 63n));
  for (const text of ['9223372036854775808', '1.0', '1e3', '', ' 1', '0x10']) expect(parseInt64(text), text).toBeUndefined();
  expect(['0x1F', '0b11', '0o17', '017', '1_000', '0'].map((text) => parseUintAnyBase(text, 32))).toEqual([
    31n,
    3n,
    15n,
    15n,
    1000n,
    0n,
  ]);
  for (const text of ['0x1ffffffff', '4294967296', '-1', '0x', '1__0', '_1', '08', ''])
    expect(parseUintAnyBase(text, 32), text).toBeUndefined();
  expect(parseIntAnyBase('-0x10')).toBe(-16n);
});

test('sizes and durations', () => {
  for (const text of ['64', '64m', '64M', '1.5g', '64 MB', '64MiB', '10b', '0']) expect(isSize(text), text).toBe(true);
  for (const text of ['big', '', '64mm', '64x', '-1m', '64  m', 'm', '64bi']) expect(isSize(text), text).toBe(false);
  for (const text of ['2h', '1h30m', '1.5s', '0', '-2ms', '5µs']) expect(isDuration(text), text).toBe(true);
  for (const text of ['2', 'x', '', '2 h', 'h']) expect(isDuration(text), text).toBe(false);
});

test('addresses', () => {
  expect(goParseIp('::ffff:10.0.0.1')).toEqual({ family: 4, value: 0x0a000001n });
  expect(isMapped(goParseAddr('::ffff:10.0.0.1')!)).toBe(true);
  expect(goParseAddr('fe80::1%eth0')?.family).toBe(6);
  for (const text of ['10.0.0.1%eth0', 'fe80::1%', '010.0.0.1', '10.1', '']) expect(goParseAddr(text), text).toBeUndefined();
  expect(goParseCidr('10.0.0.1/024')?.prefix.bits).toBe(24);
  for (const text of ['10.0.0.1', '10.0.0.1/33', '10.0.0.1/-1', '/24', '10.0.0.1/24/8'])
    expect(goParseCidr(text), text).toBeUndefined();
});

describe('URLs', () => {
  test('parts', () => {
    expect(parseGoUrl('HTTPS://u:p@m.example.com:8443/p/q?x=1#f')).toEqual({
      scheme: 'https',
      user: true,
      hostname: 'm.example.com',
      port: '8443',
      path: '/p/q',
      query: 'x=1',
      fragment: 'f',
    });
    expect(parseGoUrl('tcp://[::1]:2375')).toMatchObject({ hostname: '::1', port: '2375' });
    expect(parseGoUrl('tcp://[fe80::1%25eth0]:5')).toMatchObject({ hostname: 'fe80::1%eth0', port: '5' });
    expect(parseGoUrl('tcp://a%e4b]:5')).toMatchObject({ hostname: 'a\u00ffb]', port: '5' });
  });
  test.each([
    'http://a b/',
    'http://a:x/',
    'http://[::1',
    '://x',
    'http://a/%zz',
    'http://a\u0001/',
    'http://[x]:5',
    'http://[1.2.3.4]',
    'http://a[::1]',
    'http://[::1%25]',
  ])('%j is none', (text) => {
    expect(typeof parseGoUrl(text)).toBe('string');
  });
});
