import { lastPer, oncePer } from '../../base/remember.ts';
import type { HostSettings } from '../../base/settings.ts';
import { ProgramEvaluation, type RunInput } from '../../nft/evaluation.ts';
import { NftFile } from '../../nft/file.ts';
import type { NftProblem, NftRuleName, PlacedFix } from '../../nft/problems.ts';
import { NftProgram } from '../../nft/program.ts';
import type { ShellScript } from '../../syntax/shell/script.ts';
import { type NftRegion, nftRegions } from './nft-regions.ts';

/** The nftables text in a script; the same objects while the script is the same. */
export const regionsIn = oncePer((script: ShellScript): readonly NftRegion[] => nftRegions(script));

/** What a script gives to nft, judged for itself: its only content is what nft would refuse, at places of the script. */
export class NftInScript extends NftProgram {
  constructor(
    script: ShellScript,
    settings: HostSettings,
    private readonly found: readonly NftProblem[],
  ) {
    super(script.file, settings, new ProgramEvaluation(NOTHING, NftFile.parse('', '')), []);
  }

  override get problems(): readonly NftProblem[] {
    return this.found;
  }
}

const NOTHING: RunInput = { include: () => ({ files: [], glob: false, wanted: [] }), file: () => undefined, defines: {} };

/** What would have to be known whole: which tables, chains and files there are when the script is run. */
const ABOUT_OTHERS: ReadonlySet<NftRuleName> = new Set<NftRuleName>(['include-not-found']);
/** The same, where the shell puts something into the text. */
const ABOUT_ALL: ReadonlySet<NftRuleName> = new Set<NftRuleName>([
  'undefined-chain',
  'undefined-object',
  'undefined-variable',
  'duplicate-definition',
  'jump-loop',
]);

/** The nft side of a script; undefined for one that gives nothing to nft. */
export const nftInScript = lastPer((script: ShellScript, settings: HostSettings): NftInScript | undefined => {
  const regions = regionsIn(script);
  return regions.length === 0
    ? undefined
    : new NftInScript(
        script,
        settings,
        regions.flatMap((region) => problemsIn(region, script, settings)),
      );
});

function problemsIn(region: NftRegion, script: ShellScript, settings: HostSettings): NftProblem[] {
  const file = NftFile.parse(region.file, region.text);
  const { problems } = new ProgramEvaluation({ ...NOTHING, defines: settings.defines }, file);
  file.dispose();
  const isOpen = openLines(region);
  const lost = problems.some(({ rule, range }) => rule === 'syntax' && isOpen(range));
  const verbatim = region.kind === 'file' && script.text.startsWith(region.text, region.range.start);
  return problems
    .filter(({ rule, range }) => {
      if (ABOUT_OTHERS.has(rule) || isOpen(range)) return false;
      if (region.unknown.size > 0 && ABOUT_ALL.has(rule)) return false;
      return !(lost && rule === 'syntax');
    })
    .map((problem) => placed(problem, region.range.start, verbatim));
}

/** Tells whether the shell puts something into the lines of a range: then nobody knows what nft reads there. */
function openLines({ text, unknown }: NftRegion): (range: { readonly start: number; readonly end: number }) => boolean {
  if (unknown.size === 0) return () => false;
  return ({ start, end }) => {
    const from = text.lastIndexOf('\n', start - 1) + 1;
    const to = text.indexOf('\n', end);
    const lines = text.slice(from, to < 0 ? text.length : to);
    return [...lines.matchAll(/\$([\w-]+)/g)].some(([, name]) => unknown.has(name!));
  };
}

/** A problem of a region as one of its script. Edits are kept where the script says the same as what nft gets. */
function placed(problem: NftProblem, offset: number, withFixes: boolean): NftProblem {
  const moved = <T extends { readonly file: string; readonly range: { readonly start: number; readonly end: number } }>(
    at: T,
  ): T => (at.file === problem.file ? { ...at, range: { start: at.range.start + offset, end: at.range.end + offset } } : at);
  const fix = (one: PlacedFix): PlacedFix => ({ ...one, edits: one.edits.map(moved) });
  return { ...moved(problem), related: problem.related.map(moved), fixes: withFixes ? problem.fixes.map(fix) : [] };
}
