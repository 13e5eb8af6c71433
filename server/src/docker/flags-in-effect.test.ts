import { describe, expect, test } from 'vitest';
import { readDaemonSource } from './daemon-source.ts';
import { flagsInEffect } from './flags-in-effect.ts';

const unit = (file: string, text: string) => readDaemonSource('systemd-unit', file, text);
const defaults = (file: string, text: string) => readDaemonSource('docker-defaults', file, text);
const MAIN = 'usr/lib/systemd/system/docker.service';
const DROP_IN = 'etc/systemd/system/docker.service.d/10-own.conf';

function shown(...sources: Parameters<typeof flagsInEffect>[0]) {
  const { settings, ...rest } = flagsInEffect(sources, undefined);
  const flags = settings.map(
    ({ option, name, value }) => `${name} ${option.key} ${value?.kind === 'scalar' ? value.value : (value?.kind ?? '?')}`,
  );
  return { flags, ...rest };
}

test('flags of a command over several lines, in every spelling', () => {
  const { flags, commandKnown, complete } = shown(
    unit(
      MAIN,
      '[Service]\nExecStart=/usr/bin/dockerd -H fd:// --bip=10.9.0.1/24 \\\n  # why\n  --iptables=false -Dl debug \\\n  --mtu 1400 --label "a=b c" --config-file /x\n',
    ),
  );
  expect(flags).toEqual([
    '-H hosts list',
    '--bip bip 10.9.0.1/24',
    '--iptables iptables false',
    '-D debug true',
    '-l log-level debug',
    '--mtu mtu 1400',
    '--label labels list',
  ]);
  expect({ commandKnown, complete }).toEqual({ commandKnown: true, complete: true });
});

test('a flag and its value know their places', () => {
  const text = '[Service]\nExecStart=dockerd --bip=10.9.0.1/24 -Hfd://';
  const { settings } = flagsInEffect([unit(MAIN, text)], undefined);
  const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  expect(settings.map(({ place, value }) => [at(place.range), at(value!.range)])).toEqual([
    ['--bip', '10.9.0.1/24'],
    ['-H', 'fd://'],
  ]);
});

test('a drop-in replaces the command when it empties it first', () => {
  const main = unit(MAIN, '[Service]\nExecStart=/usr/bin/dockerd -H fd://\n');
  const good = unit(DROP_IN, '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd --debug\n');
  expect(shown(good, main)).toMatchObject({ flags: ['-D', '--debug debug true'].slice(1), notReset: [] });
  const bad = unit(DROP_IN, '[Service]\nExecStart=/usr/bin/dockerd --debug\n');
  expect(shown(main, bad).notReset).toHaveLength(1);
  expect(shown(bad).notReset).toHaveLength(1);
  expect(shown(unit('etc/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/dockerd\n')).notReset).toEqual([]);
});

test('drop-ins count in the order of their names, the unit in /etc before the packaged one', () => {
  const first = unit('etc/systemd/system/docker.service.d/10.conf', '[Service]\nExecStart=\nExecStart=dockerd --mtu 1\n');
  const second = unit('etc/systemd/system/docker.service.d/20.conf', '[Service]\nExecStart=\nExecStart=dockerd --mtu 2\n');
  expect(shown(second, first).flags).toEqual(['--mtu mtu 2']);
  const packaged = unit(MAIN, '[Service]\nExecStart=dockerd --mtu 3\n');
  const own = unit('etc/systemd/system/docker.service', '[Service]\nExecStart=dockerd --mtu 4\n');
  expect(shown(own, packaged)).toMatchObject({ flags: ['--mtu mtu 4'], notReset: [] });
});

describe('variables', () => {
  const command = '[Service]\nEnvironmentFile=-/etc/default/docker\nExecStart=/usr/bin/dockerd $DOCKER_OPTS\n';

  test('come from environment files', () => {
    const { flags, complete, unused } = shown(
      unit(MAIN, command),
      defaults('etc/default/docker', 'DOCKER_OPTS="--dns 192.0.2.53 \\\n  --mtu=1400"\n'),
    );
    expect({ flags, complete, unused }).toEqual({ flags: ['--dns dns list', '--mtu mtu 1400'], complete: true, unused: [] });
  });

  test('come from Environment=', () => {
    expect(shown(unit(MAIN, '[Service]\nEnvironment="A=--debug" B=x\nExecStart=dockerd $A $A\n')).flags).toEqual([
      '--debug debug true',
    ]);
  });

  test('that nobody sets leave the flags incomplete', () => {
    expect(shown(unit(MAIN, command))).toMatchObject({ flags: [], complete: false, commandKnown: true });
  });

  test('that the command does not use are named', () => {
    const { flags, unused } = shown(
      unit(MAIN, '[Service]\nExecStart=dockerd\n'),
      defaults('etc/default/docker', "OPTIONS='--debug'\nEMPTY=\n"),
    );
    expect(flags).toEqual([]);
    expect(unused.map(({ name }) => name)).toEqual(['OPTIONS']);
  });

  test('are taken to be used when no command is known', () => {
    expect(shown(defaults('etc/sysconfig/docker', 'export other_args="--icc=false"'))).toMatchObject({
      flags: ['--icc icc false'],
      commandKnown: false,
    });
  });
});

test('other programs and comments are no command of dockerd', () => {
  expect(shown(unit(MAIN, '[Service]\n#ExecStart=dockerd --debug\nExecStart=/usr/local/bin/start-docker\n'))).toMatchObject({
    flags: [],
    commandKnown: false,
    complete: false,
  });
  expect(shown(unit(MAIN, '[Unit]\nExecStart=dockerd --debug\n')).flags).toEqual([]);
});

test('odd texts end', () => {
  for (const text of [
    '[Service]\nExecStart=\\',
    '[Service]\nExecStart=dockerd "',
    'ExecStart',
    '[Service\nX=\\\n',
    '\\\n'.repeat(50_000),
  ])
    expect(shown(unit(DROP_IN, text))).toBeDefined();
  for (const text of ['A="', "A='x", 'A=\\', '=', 'A="\\']) expect(shown(defaults('etc/default/docker', text))).toBeDefined();
});
