import { expect, test } from 'vitest';
import { effectiveSysctls, readSysctlFile } from './sysctl.ts';

test('lines', () => {
  const text = '# c\n; c\nnet.ipv4.ip_forward = 1 \n-net/ipv4/conf/eth0.1/forwarding=0\nbad line\n = 5\n';
  const { entries } = readSysctlFile('f', text);
  expect(
    entries.map(({ key, value, keyRange, valueRange }) => [
      key,
      value,
      text.slice(keyRange.start, keyRange.end),
      text.slice(valueRange.start, valueRange.end),
    ]),
  ).toEqual([
    ['net.ipv4.ip_forward', '1', 'net.ipv4.ip_forward', '1'],
    ['net.ipv4.conf.eth0/1.forwarding', '0', 'net/ipv4/conf/eth0.1/forwarding', '0'],
  ]);
});

test('the last name wins, a stronger folder hides a weaker one, sysctl.conf comes last', () => {
  const file = (name: string, value: number) => readSysctlFile(name, `net.ipv4.ip_forward=${value}`);
  const winner = (...files: ReturnType<typeof file>[]) => effectiveSysctls(files).get('net.ipv4.ip_forward')?.value;
  expect(winner(file('etc/sysctl.d/90.conf', 9), file('etc/sysctl.d/10.conf', 1))).toBe('9');
  expect(winner(file('etc/sysctl.d/10.conf', 1), file('usr/lib/sysctl.d/10.conf', 2))).toBe('1');
  expect(winner(file('usr/lib/sysctl.d/50.conf', 5), file('etc/sysctl.d/10.conf', 1))).toBe('5');
  expect(winner(file('etc/sysctl.conf', 3), file('etc/sysctl.d/99.conf', 9))).toBe('3');
});
