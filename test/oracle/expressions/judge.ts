import { DEFAULT_HOST_SETTINGS } from '../../../server/src/base/settings.ts';
import { parseNftFile } from '../../../server/src/nft/file.ts';
import type { NetlinkExpr } from '../../../server/src/nft/linearize/netlink.ts';
import { linearizeEvaluated } from '../../../server/src/nft/linearize/rule.ts';
import { buildPrograms } from '../../../server/src/nft/program.ts';
import { type Generation, inNamespace } from '../../support/oracle.ts';
import { difference } from './compare.ts';
import { rulesIn } from './debug-output.ts';

export interface Difference {
  readonly text: string;
  readonly printed: readonly string[];
  /** Undefined when we say that we do not know. */
  readonly ours: readonly string[] | undefined;
}
export interface Verdict {
  readonly rules: number;
  readonly equal: number;
  readonly unknown: number;
  readonly differences: readonly Difference[];
}

const BATCH = 200;

/** Compares the expressions of every rule in texts that this nft accepts. */
export async function judge(generation: Generation, texts: readonly string[]): Promise<Verdict> {
  const version = generation.name === 'newer' ? undefined : '1.0.6';
  const style = version === undefined ? 'bytes' : 'words';
  const differences: Difference[] = [];
  let rules = 0;
  let equal = 0;
  let unknown = 0;
  for (let start = 0; start < texts.length; start += BATCH) {
    const batch = texts.slice(start, start + BATCH);
    const outputs = printed(generation, batch);
    for (const [i, text] of batch.entries()) {
      const output = outputs[i];
      if (output === undefined) continue;
      const ours = rulesOf(text, version);
      const seen = new Map<string, number>();
      for (const { chain, expressions } of rulesIn(output)) {
        const ofChain = ours.get(chain);
        // An anonymous chain has no name to find its rules by.
        if (!ofChain) continue;
        const n = seen.get(chain) ?? 0;
        seen.set(chain, n + 1);
        const rule = ofChain[n];
        rules++;
        const shown = rule?.expressions?.map((expression, k) => difference(expression, expressions[k] ?? '', style));
        if (shown && shown.length === expressions.length && shown.every((part) => part === undefined)) {
          equal++;
          continue;
        }
        if (!shown) unknown++;
        differences.push({
          text: rule?.text ?? text,
          printed: expressions,
          ours: shown?.map((part, k) => part ?? expressions[k] ?? ''),
        });
      }
    }
  }
  return { rules, equal, unknown, differences };
}

/** What nft prints for each text; undefined where it refuses it. */
function printed(generation: Generation, texts: readonly string[]): (string | undefined)[] {
  const files = Object.fromEntries(texts.map((text, i) => [`${i}.nft`, text]));
  const script = `for ((i = 0; i < ${texts.length}; i++)); do echo "#### $i"; nft --debug=netlink -c -f $i.nft 2>/dev/null; echo "#### $i rc $?"; done`;
  const { output } = inNamespace(generation, ['nft'], script, files);
  return texts.map((_, i) => {
    const match = new RegExp(`^#### ${i}\\n([\\s\\S]*?)#### ${i} rc 0$`, 'm').exec(output);
    return match?.[1];
  });
}

interface OurRule {
  readonly text: string;
  readonly expressions: readonly NetlinkExpr[] | undefined;
}

/** Rules of a text by chain, in their order. */
function rulesOf(text: string, version: string | undefined): Map<string, OurRule[]> {
  const file = parseNftFile('t.nft', text);
  const [program] = buildPrograms(
    [file],
    { file: (name) => (name === 't.nft' ? file : undefined), list: () => [] },
    '',
    DEFAULT_HOST_SETTINGS,
    [],
  );
  const rules = new Map<string, OurRule[]>();
  for (const { state, chains } of program?.tables.values() ?? [])
    for (const chain of chains.values())
      rules.set(
        `${state.family} ${state.name} ${chain.info.name}`,
        chain.rules.map((rule) => ({
          text: text.slice(rule.at, rule.at + rule.unit.length),
          expressions: linearizeEvaluated(rule, state.family, version)?.expressions,
        })),
      );
  file.dispose();
  return rules;
}
