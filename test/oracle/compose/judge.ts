import type { CheckResult, ResultFinding } from '../../../server/src/checks/result.ts';
import { check } from '../../../server/src/library/index.ts';
import { outsideReason } from './outside.ts';
import { type Piece, placesOf } from './place.ts';
import type { ComposeRecord, EngineVerdict } from './record.ts';

/** How one record compares. */
export interface Judgement {
  readonly id: string;
  readonly kind: 'agrees' | 'disagrees' | 'outside';
  /** One line per verdict that differs, or the reason why the files cannot tell. */
  readonly details: readonly string[];
}

/** The engines that the records were made with, by the names they have there. */
const ENGINES: Readonly<Record<string, string>> = { 28: '28.5.2', 29: '29.7.2' };

/** The folder in which the records were made. */
const PROJECT = 'p/';

/**
 * Compares what we say with what was recorded: a refusal needs a finding at error level on the thing that the message names, a file
 * that was accepted must have none.
 */
export async function judge(record: ComposeRecord): Promise<Judgement> {
  const details: string[] = [];
  let outside: string | undefined;
  const versions = Object.entries(record.up);
  if (!record.config.ok || versions.length === 0) {
    outside = record.config.ok ? undefined : outsideReason(record.config.message);
    const found = await errorsOf(record, undefined);
    // Without an engine's verdict an accepted file may still be refused at `up`.
    if (outside === undefined && !record.config.ok) details.push(...compare('config', record.config, found, record));
  } else
    for (const [version, verdict] of versions) {
      const reason = verdict.ok ? undefined : outsideReason(verdict.message);
      if (reason === undefined)
        details.push(...compare(`up ${version}`, verdict, await errorsOf(record, ENGINES[version] ?? version), record));
      else outside = reason;
    }
  if (details.length > 0) return { id: record.id, kind: 'disagrees', details };
  return outside === undefined
    ? { id: record.id, kind: 'agrees', details }
    : { id: record.id, kind: 'outside', details: [outside] };
}

async function errorsOf(record: ComposeRecord, docker: string | undefined): Promise<ResultFinding[]> {
  const files: Record<string, string> = {};
  for (const [name, text] of Object.entries(record.files)) files[PROJECT + name] = text;
  if (record.env) {
    const lines = Object.entries(record.env).map(([key, value]) => `${key}='${value.replaceAll("'", "\\'")}'\n`);
    files[`${PROJECT}.env`] = (files[`${PROJECT}.env`] ?? '') + lines.join('');
  }
  const config = docker === undefined ? {} : { config: { versions: { docker } } };
  const result: CheckResult = await check({ files, ...config });
  return result.findings.filter(({ severity }) => severity === 'error');
}

function compare(name: string, verdict: EngineVerdict, errors: readonly ResultFinding[], record: ComposeRecord): string[] {
  const shown = errors.map(({ rule, message }) => `${rule}: ${message}`).join(' | ');
  if (verdict.ok) return errors.length === 0 ? [] : [`${name}: accepted, but we say: ${shown}`];
  if (errors.length === 0) return [`${name}: refused (${oneLine(verdict.message)}), and we say nothing`];
  const places = placesOf(verdict.message, record.files);
  if (places.length === 0 || errors.some((error) => places.some((place) => meets(error, place)))) return [];
  return [`${name}: refused (${oneLine(verdict.message)}), and we point somewhere else: ${shown}`];
}

function meets({ file, range }: ResultFinding, place: Piece): boolean {
  return file === PROJECT + place.file && range.start.offset <= place.end && place.start <= range.end.offset;
}

function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, ' ').trim();
}
