import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkOptionValue } from './driver-options.ts';
import { allDrivers, driverFact, driverOptionFact, driversWithOption, ENDPOINT_OPTIONS, mayBePlugin } from './drivers.ts';
import { dockerHas } from './version.ts';

const RECORD = new URL('../../../../shared/facts/drivers.json', import.meta.url);

interface RecordedOption {
  readonly name: string;
  readonly values?: readonly string[];
  readonly range?: readonly [number, number];
  readonly max_length?: number;
  readonly error?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly type: string;
}
interface Recorded {
  readonly drivers: Readonly<Record<string, { readonly options: readonly RecordedOption[] }>>;
  readonly endpoint_options: readonly RecordedOption[];
}

describe.skipIf(!existsSync(RECORD))('the recorded drivers (the folder shared/facts is there)', () => {
  const recorded: Recorded = existsSync(RECORD)
    ? JSON.parse(readFileSync(RECORD, 'utf8'))
    : { drivers: {}, endpoint_options: [] };

  test('every driver and option is known, with a meaning', () => {
    for (const [driver, { options }] of Object.entries(recorded.drivers)) {
      expect(
        driverFact(driver)?.options.map(({ name }) => name),
        driver,
      ).toEqual(options.map(({ name }) => name));
      for (const option of driverFact(driver)!.options) expect(option.meaning, option.name).not.toBe('');
    }
    expect(ENDPOINT_OPTIONS.map(({ name }) => name)).toEqual(recorded.endpoint_options.map(({ name }) => name));
  });

  test('every value that is allowed passes, every other is reported with what is allowed', () => {
    for (const [driver, { options }] of Object.entries(recorded.drivers))
      for (const option of options) {
        const fact = driverOptionFact(driver, option.name)!;
        for (const value of option.values ?? [])
          expect(checkOptionValue(fact, value, undefined), `${option.name}=${value}`).toBeUndefined();
        if (option.values) {
          const problem = checkOptionValue(fact, 'nope', undefined);
          expect(problem?.kind, option.name).toBe('refused');
          expect(
            problem?.allowed?.every((value) => option.values!.includes(value)),
            option.name,
          ).toBe(true);
          for (const value of problem?.allowed ?? []) expect(problem?.message).toContain(value);
        }
        if (option.range) {
          const [low, high] = option.range;
          expect([low, high].map((value) => checkOptionValue(fact, String(value), undefined))).toEqual([undefined, undefined]);
          for (const value of [low - 1, high + 1, 'x'])
            expect(checkOptionValue(fact, String(value), undefined)?.message).toContain(`${low} to ${high}`);
        }
        if (option.max_length) {
          expect(checkOptionValue(fact, 'x'.repeat(option.max_length), undefined)).toBeUndefined();
          expect(checkOptionValue(fact, 'x'.repeat(option.max_length + 1), undefined)?.kind).toBe('too-long');
        }
        if (option.error && !option.values && !option.range && !/vxlanid/.test(option.name))
          expect(checkOptionValue(fact, 'no such value', undefined), option.name).toBeDefined();
      }
  });
});

describe('values', () => {
  const check = (driver: string, option: string, value: string, docker?: string) =>
    checkOptionValue(driverOptionFact(driver, option)!, value, docker);

  test.each([
    ['bridge', 'com.docker.network.driver.mtu', '-1', 'refused'],
    ['bridge', 'com.docker.network.driver.mtu', '67', 'refused'],
    ['bridge', 'com.docker.network.driver.mtu', '0', undefined],
    ['bridge', 'com.docker.network.host_ipv4', 'fd00::1', 'odd'],
    ['bridge', 'com.docker.network.host_ipv4', 'x', 'refused'],
    ['bridge', 'com.docker.network.bridge.name', 'a/b', 'refused'],
    ['bridge', 'com.docker.network.bridge.trusted_host_interfaces', 'eth0:a-very-long-interface', 'odd'],
    ['macvlan', 'parent', 'eth0.10', undefined],
    ['macvlan', 'parent', 'eth0.0', 'refused'],
    ['macvlan', 'parent', '', undefined],
    ['macvlan', 'macvlan_mode', '', undefined],
    ['overlay', 'encrypted', '', undefined],
    ['overlay', 'encrypted', 'false', 'odd'],
    ['overlay', 'com.docker.network.driver.overlay.vxlanid_list', '4097,4098', undefined],
    ['overlay', 'com.docker.network.driver.overlay.vxlanid_list', '4097,x', 'refused'],
    ['nat', 'com.docker.network.windowsshim.macpool', '1,2,3', 'refused'],
  ])('%s %s=%s', (driver, option, value, kind) => {
    expect(check(driver, option, value)?.kind).toBe(kind);
  });

  test('values come with versions', () => {
    const mode = 'com.docker.network.bridge.gateway_mode_ipv4';
    expect(check('bridge', mode, 'nat-unprotected', '28')).toBeUndefined();
    expect(check('bridge', mode, 'nat-unprotected', '27.3')).toMatchObject({ kind: 'refused', allowed: ['nat', 'routed'] });
  });

  test('sysctls of an endpoint', () => {
    const fact = ENDPOINT_OPTIONS[0]!;
    expect(
      checkOptionValue(fact, 'net.ipv4.conf.IFNAME.log_martians=1,net.ipv6.conf.IFNAME.accept_ra=0', undefined),
    ).toBeUndefined();
    expect(checkOptionValue(fact, 'net.ipv4.conf.eth0.log_martians=1', undefined)?.instead).toBe(
      'net.ipv4.conf.IFNAME.log_martians=1',
    );
    expect(checkOptionValue(fact, 'net.core.somaxconn=1', undefined)?.kind).toBe('refused');
  });
});

test('names', () => {
  expect(allDrivers().length).toBeGreaterThan(8);
  expect([driverFact('null')?.name, driverFact('none')?.name, driverFact('x')]).toEqual(['none', 'none', undefined]);
  expect(driversWithOption('parent').map(({ name }) => name)).toEqual(['macvlan', 'ipvlan']);
  expect([mayBePlugin('a/b:c'), mayBePlugin('Weave'), mayBePlugin('foo')]).toEqual([true, true, false]);
});

test('versions of which only a part is written are the newest of that part', () => {
  expect([undefined, '29', '28', '28.0', '28.1.3', 'v27.5'].map((version) => dockerHas(version, '28.1'))).toEqual([
    true,
    true,
    true,
    false,
    true,
    false,
  ]);
});
