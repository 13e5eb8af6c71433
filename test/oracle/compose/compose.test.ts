import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { type Shape, shape, shapeAt } from '../../../server/src/compose/shape.ts';
import { check } from '../../../server/src/library/index.ts';
import { GENERATIONS } from '../../support/oracle.ts';
import { judge } from './judge.ts';
import { readRecords } from './record.ts';

const RECORDS = ['compose-config.jsonl', 'compose-up.jsonl'].map((name) =>
  fileURLToPath(new URL(`../../../../shared/facts/${name}`, import.meta.url)),
);

describe.skipIf(!RECORDS.every((path) => existsSync(path)))('recorded verdicts (the folder shared/facts is there)', () => {
  test('at least 99 of 100 agree', async () => {
    const judgements = await Promise.all(readRecords(RECORDS).map(judge));
    const judged = judgements.filter(({ kind }) => kind !== 'outside');
    const disagreeing = judged.filter(({ kind }) => kind === 'disagrees');
    expect(judged.length).toBeGreaterThan(100);
    expect(
      disagreeing.length / judged.length,
      disagreeing.map(({ id, details }) => `${id}: ${details.join(' ')}`).join('\n'),
    ).toBeLessThanOrEqual(0.01);
  });
});

const program = GENERATIONS.map(({ program: find }) => find('docker-compose')).find((path) => path !== undefined);
const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-compose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

/** What `docker compose config` says to files: '' when it takes them. */
async function refusal(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = join(folder, String(count++), 'p');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  try {
    await promisify(execFile)(program!, ['config'], { cwd, env: { PATH: process.env.PATH ?? '', HOME: folder } });
    return '';
  } catch (error) {
    return String((error as { stderr?: string }).stderr ?? error);
  } finally {
    rmSync(dirname(cwd), { recursive: true, force: true });
  }
}

/** Errors that we say docker compose makes of files. */
async function ourRefusals(files: Readonly<Record<string, string>>): Promise<string[]> {
  const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`p/${name}`, text]));
  const { findings } = await check({ files: placed });
  return findings
    .filter(({ severity, message }) => severity === 'error' && message.includes('docker compose refuses the project'))
    .map(({ rule, message }) => `${rule}: ${message}`);
}

/** Values of every kind, to be put where others belong. */
const VALUES = [
  '',
  '""',
  'x',
  '"true"',
  'true',
  'maybe',
  '5',
  '5.5',
  '080',
  '-1',
  '[]',
  '[x]',
  '[x, x]',
  '[1]',
  '{}',
  '{a: b}',
  '{a: 1}',
  '{a: true}',
  '{1: x}',
  '[{a: b}]',
  '10.1.0.0/24',
  '2001-01-01',
];

/** Lines of a file in which a value stands at a path below a network or service; items of lists are written as one item. */
function fileWith(path: readonly string[], value: string): string {
  const [part, , ...rest] = path;
  const lines = ['services:', '  a:', '    image: i', ...(part === 'services' ? nested(rest, value) : ['    networks: [n]'])];
  return [...lines, 'networks:', '  n:', ...(part === 'networks' ? nested(rest, value) : ['    driver: bridge']), ''].join('\n');
}

function nested(path: readonly string[], value: string): string[] {
  let indent = '    ';
  return path
    .map((key, index) => {
      const isItem = path[index - 1] !== undefined && /^\d+$/.test(path[index - 1]!);
      const line = /^\d+$/.test(key)
        ? ''
        : `${isItem ? `${indent.slice(0, -2)}- ` : indent}${key}:${index === path.length - 1 ? ` ${value}` : ''}`;
      indent += '  ';
      return line;
    })
    .filter((line) => line !== '');
}

/** Every place of the facts below a path. */
function* places(of: Shape, path: readonly string[]): Generator<readonly string[]> {
  for (const key of Object.keys(of.keys ?? {})) {
    const inner = [...path, key];
    yield inner;
    const found = shapeAt(inner);
    if (found) yield* places(found, inner);
  }
  if (of.items && shapeAt([...path, '0'])?.keys) yield* places(shapeAt([...path, '0'])!, [...path, '0']);
}

describe.skipIf(program === undefined)('docker compose config', () => {
  const networkPlaces = [...places(shape('network'), ['networks', 'n'])];
  const servicePlaces = [
    ...places(shape('service'), ['services', 'a']),
    ...[...places(shape('serviceNetwork'), [])].map((path) => ['services', 'a', 'networks', 'n', ...path]),
  ].filter((path) => !path.includes('extends') && !path.includes('scale'));

  test.each([...networkPlaces, ...servicePlaces].map((path) => [path.join('.'), path] as const))('%s', async (_name, path) => {
    const different: string[] = [];
    await Promise.all(
      VALUES.map(async (value) => {
        const files = { 'compose.yaml': fileWith(path, value) };
        const [theirs, ours] = await Promise.all([refusal(files), ourRefusals(files)]);
        if ((theirs === '') !== (ours.length === 0))
          different.push(`${value}: ${theirs === '' ? `accepted, and we say ${ours.join(' | ')}` : `refused: ${theirs.trim()}`}`);
      }),
    );
    expect(different).toEqual([]);
  });
});
