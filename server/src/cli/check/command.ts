import { dirname, type FileId } from '../../base/paths.ts';
import type { RuleLevel } from '../../base/severity.ts';
import { LineIndex } from '../../base/text.ts';
import { applyBaseline, type Baseline, makeBaseline, parseBaseline } from '../../checks/baseline.ts';
import { compareFindings, type Finding } from '../../checks/finding.ts';
import { type CheckResult, toCheckResult } from '../../checks/result.ts';
import { type Environment, UsageError } from '../environment.ts';
import { relativeName } from '../names.ts';
import { type Format, REPORTERS, type ReportInput } from '../reporters/reporter.ts';
import { type Judged, type JudgeOptions, judge } from './judge.ts';
import { fileUnit, findUnits, givenConfig, type Unit } from './unit.ts';

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly outputs: readonly { readonly format: Format; readonly file: string }[];
  readonly fix: 'none' | 'safe' | 'unsafe';
  /** Shows what fixes would change instead of changing it. */
  readonly diff: boolean;
  readonly maxWarnings: number | undefined;
  readonly exitZero: boolean;
  readonly levels: Readonly<Record<string, RuleLevel>>;
  readonly config: string | undefined;
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
  /** The name that standard input is judged under; undefined when paths are judged. */
  readonly stdin: string | undefined;
  readonly jobs: number | undefined;
}

const DEFAULT_BASELINE = '.bridgekeeper-baseline.json';

/** `bridgekeeper check`. Answers with the exit status. */
export async function check(env: Environment, options: CheckOptions): Promise<number> {
  const started = performance.now();
  const units = await unitsOf(env, options);
  const fix = options.diff && options.fix === 'none' ? 'safe' : options.fix;
  const judged = await judgeAll(env, units, { levels: options.levels, fix }, options.jobs);
  for (const name of judged.flatMap(({ unread }) => unread))
    env.error(`${relativeName(env.cwd, name)}: skipped, it cannot be read or is too long\n`);
  const errors = judged.flatMap((part) => part.errors);
  for (const { rule, message } of errors) env.error(`internal error in rule ${rule}: ${message}\n`);

  const fixesInput = options.stdin !== undefined && options.fix !== 'none';
  if (options.diff) env.out(await diffOf(env, judged));
  else if (fixesInput) env.out(fixedInput(units, judged));
  else await writeChanged(env, judged);

  const merged = merge(judged);
  const baseline = await readBaseline(env, options, judged);
  const textOf = (file: FileId) => merged.texts[file] ?? '';
  if (options.updateBaseline) {
    const nameOf = (file: FileId) => relativeName(dirname(baseline.file), file);
    await env.write(baseline.file, `${JSON.stringify(makeBaseline(merged.findings, nameOf, textOf), undefined, 2)}\n`);
    env.error(`${relativeName(env.cwd, baseline.file)}: accepts ${merged.findings.length} findings\n`);
    return errors.length > 0 ? 3 : 0;
  }
  const { fresh, accepted } = baseline.content
    ? applyBaseline(merged.findings, baseline.content, (file) => relativeName(dirname(baseline.file), file), textOf)
    : { fresh: merged.findings, accepted: [] };

  const lines = new Map<FileId, LineIndex>();
  const linesOf = (file: FileId) => {
    if (!lines.has(file)) lines.set(file, new LineIndex(textOf(file)));
    return lines.get(file);
  };
  const nameOf = (file: FileId) => relativeName(env.cwd, file);
  const result = toCheckResult(fresh, linesOf, merged.files, performance.now() - started, nameOf);
  const texts = new Map(Object.entries(merged.texts).map(([file, text]) => [nameOf(file), text]));
  const input: ReportInput = {
    result,
    textOf: (file) => texts.get(file),
    colour: false,
    accepted: accepted.length,
    fixedFiles: options.diff ? 0 : merged.changedFiles,
    version: env.version,
    successful: errors.length === 0,
  };
  for (const { format, file } of options.outputs) await env.write(env.resolve(file), (await REPORTERS[format]())(input));
  const report = (await REPORTERS[options.format]())({ ...input, colour: env.colour && !fixesInput });
  if (fixesInput) env.error(report);
  else if (!options.diff) env.out(report);
  return exitStatus(result, errors.length, options);
}

async function unitsOf(env: Environment, options: CheckOptions): Promise<Unit[]> {
  const config = await givenConfig(env, options.config);
  if (options.stdin !== undefined) return fileUnit(env, env.resolve(options.stdin), await env.input(), config);
  return findUnits(
    env,
    options.paths.map((path) => env.resolve(path)),
    config,
  );
}

/** More units than this for each thread make another thread worth its start. */
const UNITS_PER_THREAD = 16;

async function judgeAll(
  env: Environment,
  units: readonly Unit[],
  options: JudgeOptions,
  jobs: number | undefined,
): Promise<Judged[]> {
  const worthwhile = Math.ceil(units.length / UNITS_PER_THREAD);
  const threads = Math.min(units.length, jobs ?? (worthwhile > 1 ? Math.min(await env.parallelism(), worthwhile) : 1));
  const { apart } = env;
  if (threads <= 1 || !apart) {
    const out: Judged[] = [];
    for (const unit of units) out.push(await judge(env.fs, unit, options));
    return out;
  }
  const shares = Array.from({ length: threads }, (_, thread) => units.filter((_, index) => index % threads === thread));
  return (await Promise.all(shares.map((share) => apart({ units: share, options })))).flat();
}

interface Merged {
  readonly findings: readonly Finding[];
  readonly texts: Readonly<Record<FileId, string>>;
  readonly files: number;
  readonly changedFiles: number;
}

/** Several units as one; what two units say alike is said once. */
function merge(judged: readonly Judged[]): Merged {
  const findings = new Map<string, Finding>();
  for (const finding of judged.flatMap((part) => part.findings)) {
    const { rule, file, range, message } = finding;
    const key = `${rule}\n${file}\n${range.start}\n${range.end}\n${message}`;
    if (!findings.has(key)) findings.set(key, finding);
  }
  return {
    findings: [...findings.values()].sort(compareFindings),
    texts: Object.assign({}, ...judged.map(({ texts }) => texts)),
    files: judged.reduce((sum, { files }) => sum + files, 0),
    changedFiles: new Set(judged.flatMap(({ changed }) => Object.keys(changed))).size,
  };
}

/** The text of standard input after fixes, which goes to standard output; the report goes to standard error then. */
function fixedInput(units: readonly Unit[], judged: readonly Judged[]): string {
  return units
    .flatMap(({ texts }) => Object.entries(texts).map(([file, text]) => judged[0]?.changed[file]?.after ?? text))
    .join('');
}

async function writeChanged(env: Environment, judged: readonly Judged[]): Promise<void> {
  const written = new Set<FileId>();
  for (const { changed } of judged)
    for (const [file, { before, after }] of Object.entries(changed)) {
      if (written.has(file)) continue;
      written.add(file);
      if ((await env.fs.read(file)) !== before) env.error(`${relativeName(env.cwd, file)}: not fixed, it changed meanwhile\n`);
      else await env.write(file, after);
    }
}

async function diffOf(env: Environment, judged: readonly Judged[]): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const changed = new Map(judged.flatMap((part) => Object.entries(part.changed)));
  return [...changed]
    .map(([file, { before, after }]) => {
      const name = relativeName(env.cwd, file);
      return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 }).replace(
        /^=+\n/,
        '',
      );
    })
    .join('');
}

async function readBaseline(
  env: Environment,
  options: CheckOptions,
  judged: readonly Judged[],
): Promise<{ readonly file: FileId; readonly content: Baseline | undefined }> {
  const configured = judged.find(({ baseline }) => baseline !== undefined)?.baseline;
  const file = options.baseline === undefined ? (configured ?? env.resolve(DEFAULT_BASELINE)) : env.resolve(options.baseline);
  if (options.updateBaseline || (options.baseline === undefined && configured === undefined)) return { file, content: undefined };
  const text = await env.fs.read(file);
  if (text === undefined)
    throw new UsageError(`${relativeName(env.cwd, file)}: the baseline cannot be read; write it with --update-baseline`);
  const content = parseBaseline(text);
  if (!content)
    throw new UsageError(`${relativeName(env.cwd, file)}: this is not a baseline; write it again with --update-baseline`);
  return { file, content };
}

function exitStatus(result: CheckResult, internalErrors: number, options: CheckOptions): number {
  if (internalErrors > 0) return 3;
  const count = (severity: string) => result.findings.filter((finding) => finding.severity === severity).length;
  if (result.findings.some(({ rule, severity }) => rule === 'meta/invalid-config' && severity === 'error')) return 2;
  if (options.exitZero) return 0;
  if (count('error') > 0) return 1;
  return options.maxWarnings !== undefined && count('warning') > options.maxWarnings ? 1 : 0;
}
