import { kernelOf } from '../../../server/src/nft/iptables/loaded.ts';
import { run } from '../../../server/src/nft/iptables/program/run.ts';
import type { IptablesProgramVersion } from '../../../server/src/nft/iptables/version.ts';
import { programOf } from '../../support/nft.ts';
import { type Generation, inNamespace } from '../../support/oracle.ts';
import { shownIn } from './causes.ts';
import type { CommandResult } from './records.ts';

/** A rule of which iptables does something else than our model says. */
export interface RealDifference {
  readonly rule: string;
  readonly command: string;
  readonly real: string;
  /** Undefined when we say that we do not know. */
  readonly ours: string | undefined;
}

/** Versions of the programs of a generation. */
export function versionsOf({ name }: Generation): { readonly nft: string | undefined; readonly iptables: string | undefined } {
  return name === 'newer' ? { nft: undefined, iptables: undefined } : { nft: '1.0.6', iptables: '1.8.9' };
}

const SEGMENTATION_FAULT = 139;

/** Runs commands one after the other in a namespace; FILES are beside them. Each gives what it printed and how it ended. */
export function runAll(
  generation: Generation,
  programs: readonly string[],
  prepare: string,
  commands: readonly string[],
  files: Readonly<Record<string, string>>,
): CommandResult[] {
  const lines = commands.map(
    (command) => `{ ${command}; } >out 2>err; rc=$?; echo "@@out"; cat out; echo "@@err"; cat err; echo "@@rc $rc"`,
  );
  const { output } = inNamespace(generation, programs, `${prepare}\n${lines.join('\n')}`, files);
  return [...output.matchAll(/^@@out\n([\s\S]*?)^@@err\n([\s\S]*?)^@@rc (\d+)$/gm)].map(([, stdout, stderr, rc]) => ({
    rc: Number(rc) === SEGMENTATION_FAULT ? -11 : Number(rc),
    stdout: stdout!,
    stderr: Number(rc) === SEGMENTATION_FAULT ? '' : stderr!,
  }));
}

/** Compares how iptables shows and finds single rules, each in a chain of its own. Rules that nft refuses are left out. */
export function judgeRandomRules(
  generation: Generation,
  family: 'ip' | 'ip6',
  declarations: string,
  rules: readonly string[],
): { readonly rules: number; readonly unknown: number; readonly differences: RealDifference[] } {
  const program = family === 'ip' ? 'iptables-nft' : 'ip6tables-nft';
  const name = program.replaceAll('-', '_');
  const { nft, iptables } = versionsOf(generation);
  const chains = rules.map((_, i) => `\tchain c${i} { }`);
  const files: Record<string, string> = { 'base.nft': `table ${family} filter {\n${declarations}${chains.join('\n')}\n}\n` };
  for (const [i, rule] of rules.entries()) files[`r${i}.nft`] = `add rule ${family} filter c${i} ${rule}\n`;
  const adding = rules.map((_, i) => `nft -f r${i}.nft`);
  const asking = rules.flatMap((_, i) => [`${name} -S c${i}`, `${name} -C c${i} -j ACCEPT`]);
  const results = runAll(generation, ['nft', program], 'nft -f base.nft', [...adding, ...asking], files);
  const accepted = rules.map((rule, i) => ({ rule, i })).filter(({ i }) => results[i]?.rc === 0);
  const text = `table ${family} filter {\n${declarations}${chains.join('\n')}\n}\n${accepted.map(({ i }) => files[`r${i}.nft`]).join('')}`;
  const kernel = kernelOf(programOf(text).tables.values(), nft);
  const version: IptablesProgramVersion = { family, version: iptables };
  const differences: RealDifference[] = [];
  let unknown = 0;
  for (const { rule, i } of accepted) {
    const [list, check] = [results[rules.length + 2 * i]!, results[rules.length + 2 * i + 1]!];
    const chain = `c${i}`;
    const listed = run(kernel, { program: version, table: 'filter', operation: { kind: 'list-rules', chain } });
    const view = kernel.get(family, 'filter')?.chains.get(chain)?.rules[0]?.view(version);
    if (!listed || !view) {
      unknown++;
      continue;
    }
    const lines = listed.status === 0 ? [`-N ${chain}`, `-A ${chain} ${view.text}`.trim()] : [];
    compare(`${program} -S`, list, { ...listed, lines });
    const checked = run(kernel, {
      program: version,
      table: 'filter',
      operation: { kind: 'check', chain, rule: { text: '-j ACCEPT' } },
    });
    if (checked) compare(`${program} -C`, check, { ...checked, lines: [] });

    function compare(
      command: string,
      real: CommandResult,
      ours: { status: number; errors: readonly string[]; lines: readonly string[] },
    ) {
      const shown = shownIn(real);
      const printed =
        real.rc === 0
          ? (real.stdout ?? '')
              .split('\n')
              .filter(Boolean)
              .map((line) => line.trimEnd())
          : [];
      const a = JSON.stringify([shown.status, shown.errors, printed]);
      const b = JSON.stringify([ours.status, ours.errors, ours.lines]);
      if (a !== b) differences.push({ rule, command, real: a, ours: b });
    }
  }
  return { rules: accepted.length, unknown, differences };
}
