import { DEFAULT_HOST_SETTINGS } from '../../server/src/base/settings.ts';
import type { EvaluatedRule } from '../../server/src/nft/evaluation.ts';
import { parseNftFile } from '../../server/src/nft/file.ts';
import { buildPrograms, type NftProgram } from '../../server/src/nft/program.ts';

/** The program of one file in memory; `file` is the parsed file when there is one already. */
export function programOf(text: string, name = '/w/etc/nftables.conf', file = parseNftFile(name, text)): NftProgram {
  const [program] = buildPrograms(
    [file],
    { file: (asked) => (asked === name ? file : undefined), list: () => [] },
    '/w',
    DEFAULT_HOST_SETTINGS,
    [],
  );
  return program!;
}

/** The rules of all chains of a program. */
export function rulesOf(program: NftProgram): EvaluatedRule[] {
  return [...program.tables.values()].flatMap((table) => [...table.chains.values()].flatMap((chain) => chain.rules));
}
