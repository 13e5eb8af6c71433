import { expect, test } from 'vitest';
import { lastPer, oncePer } from './remember.ts';

test('oncePer computes once per object, also when the answer is undefined', () => {
  let count = 0;
  const answer = oncePer((_: object) => (count++ === 0 ? undefined : 'again'));
  const key = {};
  expect([answer(key), answer(key), answer({})]).toEqual([undefined, undefined, 'again']);
});

test('lastPer computes again when another argument changes', () => {
  let count = 0;
  const answer = lastPer((_: object, ...others: number[]) => `${++count}: ${others.join()}`);
  const key = {};
  expect([answer(key, 1), answer(key, 1), answer(key, 2), answer(key, 2, 3), answer(key, 2)]).toEqual([
    '1: 1',
    '1: 1',
    '2: 2',
    '3: 2,3',
    '4: 2',
  ]);
});
