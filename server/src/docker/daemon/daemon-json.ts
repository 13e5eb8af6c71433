import type { FileId } from '../../base/paths.ts';
import { parseJson } from '../../syntax/json/parse.ts';
import type { JsonProblem } from '../../syntax/json/problem.ts';
import type { LocatedValue } from '../../syntax/located.ts';
import type { DaemonSource, JudgedSource } from '../daemon-source.ts';
import { judgeJson } from './json.ts';
import { oncePerVersion } from './once.ts';

const NOTHING: JudgedSource = { settings: [], problems: [] };

/** Reads a daemon.json. dockerd takes blank files and `null` for `{}`; any other value that is no object is refused. */
export function readDaemonJson(file: FileId, text: string): DaemonSource {
  const { value, problems } = parseJson(file, text);
  const root = value?.kind === 'map' ? value : undefined;
  return {
    kind: 'daemon-json',
    file,
    syntax: value && !root && !isNull(value) ? [...problems, notAnObject(value)] : problems,
    value,
    variables: [],
    judged: oncePerVersion((version) => (root ? judgeJson(root, version) : NOTHING)),
  };
}

function isNull(value: LocatedValue): boolean {
  return value.kind === 'scalar' && value.value === null && !value.quoted;
}

function notAnObject(value: LocatedValue): JsonProblem {
  return { kind: 'not-object', range: value.range, message: 'the file has to hold one object: { … }' };
}
