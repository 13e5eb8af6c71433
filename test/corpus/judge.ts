import type { Finding } from '../../server/src/checks/finding.ts';
import { Checker } from '../../server/src/checks/run.ts';
import { workspaceOf } from '../../server/src/library/files.ts';
import { needsOutsideState } from './outside.ts';
import type { CorpusRecord } from './record.ts';

const FILE = 'etc/nftables.conf';
/** What nft's parser refuses, as against its evaluation. */
const PARSER_RULES: ReadonlySet<string> = new Set([
  'nft/syntax',
  'nft/typographic-quote',
  'nft/colon-needs-blanks',
  'nft/reserved-word-name',
]);

/** How our answer about one record compares with nft's. */
export interface Judgement {
  readonly id: string;
  /** Undefined when nft gave no answer about syntax. */
  readonly syntaxAgrees: boolean | undefined;
  /** nft takes the input, and we flag it. */
  readonly falseAlarm: boolean;
  /** Whether a refused input is flagged; undefined for accepted ones, and for those that need what is not in the input. */
  readonly caught: boolean | undefined;
  /** The same for what only the kernel refuses. */
  readonly kernelCaught: boolean | undefined;
  /** Whether our first error is on the line that nft names; undefined unless the input is refused and flagged. */
  readonly sameLine: boolean | undefined;
  readonly milliseconds: number;
  /** Set when the check threw. */
  readonly crash: string | undefined;
  /** Our first error and nft's, for lists. */
  readonly ours: string;
  readonly theirs: string;
}

/** Checks a record as a file of its own and compares the result with the verdict of nft 1.1.7. */
export function judge(record: CorpusRecord): Judgement {
  const { id, nft: text, nft117: verdict, syntax117: syntax, errors117: errors = [] } = record;
  const before = performance.now();
  let found: readonly Finding[] = [];
  let crash: string | undefined;
  try {
    found = errorsOf(text);
  } catch (error) {
    crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const milliseconds = performance.now() - before;
  const first = found[0];
  const refused = verdict === 'syntax' || verdict === 'semantic';
  const outside = needsOutsideState(record);
  const theirs = errors[0];
  const ourLine = first && text.slice(0, first.range.start).split('\n').length;
  return {
    id,
    syntaxAgrees:
      typeof syntax === 'boolean' && verdict !== 'timeout'
        ? syntax === !found.some(({ rule }) => PARSER_RULES.has(rule))
        : undefined,
    falseAlarm: verdict === 'ok' && first !== undefined,
    caught: refused && !outside ? first !== undefined : undefined,
    kernelCaught: verdict === 'kernel' && !outside ? first !== undefined : undefined,
    sameLine: refused && !outside && first && theirs ? ourLine === theirs.line : undefined,
    milliseconds,
    crash,
    ours: first ? `${ourLine}: ${first.rule}: ${first.message}` : 'nothing',
    theirs: theirs ? `${theirs.line}: ${theirs.message}` : verdict,
  };
}

/** True when what we say of the input with `versions.nft` 1.0.6 is what that version says: refused, or taken. */
export function agreesWith106(record: CorpusRecord): boolean | undefined {
  if (record.nft106 === undefined || record.nft106 === 'timeout' || record.nft106 === 'kernel') return undefined;
  if (record.nft106 !== 'ok' && needsOutsideState(record)) return undefined;
  const found = findingsOf(record.nft, '1.0.6');
  const refused = found.some(({ rule, severity }) => severity === 'error' || rule === 'nft/requires-newer-nft');
  return refused === (record.nft106 !== 'ok');
}

function findingsOf(text: string, version?: string): Finding[] {
  const config = version === undefined ? {} : { config: { versions: { nft: version } } };
  return new Checker().check(workspaceOf({ files: { [FILE]: text }, ...config })).filter(({ rule }) => rule.startsWith('nft/'));
}

/** Errors of the group nft/ in the order in which nft would come to them: it reads the whole input before it evaluates any of it. */
function errorsOf(text: string): Finding[] {
  // Variables are looked up while nft reads.
  const stage = ({ rule }: Finding) => (PARSER_RULES.has(rule) || rule === 'nft/undefined-variable' ? 0 : 1);
  return findingsOf(text)
    .filter(({ severity }) => severity === 'error')
    .sort((a, b) => stage(a) - stage(b));
}
