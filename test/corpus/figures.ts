import { agreesWith106, type Judgement, judge } from './judge.ts';
import type { CorpusFile } from './record.ts';

/** A share of something, as counts. */
export interface Share {
  readonly of: number;
  readonly yes: number;
}

/** The measures over one file of the corpus, or over all of them. */
export interface Figures {
  readonly name: string;
  readonly records: number;
  readonly syntax: Share;
  readonly falseAlarms: number;
  readonly caught: Share;
  readonly kernelCaught: Share;
  readonly sameLine: Share;
  /** Milliseconds per record. */
  readonly average: number;
  readonly slowest: number;
  readonly crashes: number;
  /** Records under 100 KB that took more than a second. */
  readonly hangs: number;
  /** With `versions.nft` set to 1.0.6: the verdict of that version. */
  readonly version106: Share;
}

/** A record on which we differ from nft, by measure. */
export interface Difference {
  readonly file: string;
  readonly id: string;
  readonly measure: 'syntax' | 'false alarm' | 'missed' | 'kernel' | 'line' | 'crash' | 'hang';
  readonly ours: string;
  readonly theirs: string;
}

export interface Measured {
  readonly files: readonly Figures[];
  readonly total: Figures;
  readonly differences: readonly Difference[];
}

const HANG = 1000;
const LARGE = 100_000;

/** Judges every record of the files. */
export function measure(files: readonly CorpusFile[]): Measured {
  const differences: Difference[] = [];
  const figures: Figures[] = [];
  for (const { name, records } of files) {
    const judgements: Judgement[] = [];
    const versions: (boolean | undefined)[] = [];
    let hangs = 0;
    for (const record of records) {
      if (record.nft117 === 'timeout') continue;
      const judgement = judge(record);
      judgements.push(judgement);
      versions.push(agreesWith106(record));
      const slow = judgement.milliseconds > HANG && record.nft.length < LARGE;
      if (slow) hangs++;
      for (const found of measuresOf(judgement, slow))
        differences.push({ file: name, id: record.id, measure: found, ours: judgement.ours, theirs: judgement.theirs });
    }
    const times = judgements.map(({ milliseconds }) => milliseconds);
    figures.push({
      name,
      records: judgements.length,
      syntax: share(judgements.map(({ syntaxAgrees }) => syntaxAgrees)),
      falseAlarms: judgements.filter(({ falseAlarm }) => falseAlarm).length,
      caught: share(judgements.map(({ caught }) => caught)),
      kernelCaught: share(judgements.map(({ kernelCaught }) => kernelCaught)),
      sameLine: share(judgements.map(({ sameLine }) => sameLine)),
      average: times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length),
      slowest: Math.max(0, ...times),
      crashes: judgements.filter(({ crash }) => crash !== undefined).length,
      hangs,
      version106: share(versions),
    });
  }
  return { files: figures, total: sum(figures), differences };
}

function measuresOf(judgement: Judgement, slow: boolean): Difference['measure'][] {
  const out: Difference['measure'][] = [];
  if (judgement.crash !== undefined) out.push('crash');
  if (slow) out.push('hang');
  if (judgement.syntaxAgrees === false) out.push('syntax');
  if (judgement.falseAlarm) out.push('false alarm');
  if (judgement.caught === false) out.push('missed');
  if (judgement.kernelCaught === false) out.push('kernel');
  if (judgement.sameLine === false) out.push('line');
  return out;
}

function share(answers: readonly (boolean | undefined)[]): Share {
  const given = answers.filter((answer) => answer !== undefined);
  return { of: given.length, yes: given.filter(Boolean).length };
}

function sum(figures: readonly Figures[]): Figures {
  const add = (read: (of: Figures) => number) => figures.reduce((total, of) => total + read(of), 0);
  const shares = (read: (of: Figures) => Share): Share => ({ of: add((f) => read(f).of), yes: add((f) => read(f).yes) });
  const records = add((f) => f.records);
  return {
    name: 'all',
    records,
    syntax: shares((f) => f.syntax),
    falseAlarms: add((f) => f.falseAlarms),
    caught: shares((f) => f.caught),
    kernelCaught: shares((f) => f.kernelCaught),
    sameLine: shares((f) => f.sameLine),
    average: add((f) => f.average * f.records) / Math.max(1, records),
    slowest: Math.max(0, ...figures.map((f) => f.slowest)),
    crashes: add((f) => f.crashes),
    hangs: add((f) => f.hangs),
    version106: shares((f) => f.version106),
  };
}

export function ratio({ yes, of }: Share): number {
  return of === 0 ? 1 : yes / of;
}
