import { expect, test } from 'vitest';
import { dockerHas } from './version.ts';

test.each([
  [undefined, '29.7', true],
  ['28', '28.2', true],
  ['28.1', '28.2', false],
  ['28.5.2', '29.0', false],
  ['29', '29.7', true],
  ['29.7.2', '29.7', true],
  ['v29.0.0-rc.1', '29.0', true],
  ['27', '28.0', false],
])('%s has what came with %s: %s', (version, since, answer) => expect(dockerHas(version, since)).toBe(answer));
