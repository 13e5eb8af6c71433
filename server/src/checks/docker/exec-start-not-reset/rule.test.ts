import { expect, test } from 'vitest';
import { expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/exec-start-not-reset';
const FILE = 'etc/systemd/system/docker.service.d/own.conf';

test('a second command is reported at its key', () => {
  const text = '[Service]\nEnvironment=A=b\nExecStart=/usr/bin/dockerd --debug\n';
  const found = findingsIn({ files: { [FILE]: text } }, RULE);
  expect(found.map(({ range }) => text.slice(range.start, range.end))).toEqual(['ExecStart']);
});

test('an emptied one is not, nor is the unit itself', () => {
  expect(findingsIn({ files: { [FILE]: '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd\n' } }, RULE)).toEqual([]);
  expect(findingsIn({ files: { 'etc/systemd/system/docker.service': '[Service]\nExecStart=/usr/bin/dockerd\n' } }, RULE)).toEqual(
    [],
  );
});

test('fix', () => {
  expectFix(
    RULE,
    `//- ${FILE}\n[Service]\nExecStart=/usr/bin/dockerd`,
    `//- ${FILE}\n[Service]\nExecStart=\nExecStart=/usr/bin/dockerd`,
  );
});
