import type { KernelRule } from '../../../server/src/nft/iptables/kernel.ts';
import { kernelOf } from '../../../server/src/nft/iptables/loaded.ts';
import { classOf, type RuleClass } from '../../../server/src/nft/iptables/rule-class.ts';
import { programOf } from '../../support/nft.ts';
import { rulesetsOf } from './declarations.ts';
import { type CompatFile, type RuleFacts, type RuleRecord, VERSIONS } from './records.ts';

/** How the classes are called in records. */
const RECORDED: Readonly<Record<RuleClass, string>> = {
  exact: 'exact or harmless',
  misread: 'misread silently',
  incompatible: 'incompatible',
  unreadable: 'parse failure',
  crash: 'crash (signal 11)',
};

export interface RuleDifference {
  readonly rule: string;
  readonly family: string;
  readonly version: string;
  readonly what: 'class' | 'shown_as' | 'message';
  readonly recorded: string | undefined;
  readonly ours: string | undefined;
}

/** Compares the class of every rule, and how it is shown, with what is recorded. */
export function judgeRules(file: CompatFile): {
  readonly rules: number;
  readonly equal: number;
  readonly differences: RuleDifference[];
} {
  const differences: RuleDifference[] = [];
  let equal = 0;
  for (const record of file.rules ?? []) {
    const found = VERSIONS.flatMap((version) => {
      const facts = factsOf(record, version);
      const ours = ourFacts(record, file, version);
      return differencesOf(record, version, facts, ours);
    });
    if (found.every(({ what }) => what !== 'class')) equal++;
    differences.push(...found);
  }
  return { rules: file.rules?.length ?? 0, equal, differences };
}

/** What is recorded of one version; what the other one shows means nothing when the class differs. */
function factsOf(record: RuleRecord, version: string): RuleFacts {
  const own = version === '1.8.9' ? record['1.8.9'] : undefined;
  const { shown_as, message, ...rest } = record;
  return own?.class === undefined ? { ...record, ...own } : { ...rest, ...own, class: own.class };
}

interface OurFacts {
  readonly class: string;
  readonly shown: string | undefined;
  readonly message: string | undefined;
}

function ourFacts(record: RuleRecord, file: CompatFile, version: string): OurFacts {
  const programs = rulesetsOf(record, file).map((text) => programOf(text));
  const program = programs.find(({ problems }) => problems.length === 0) ?? programs[0]!;
  const kernel = kernelOf(program.tables.values(), undefined);
  const rule: KernelRule | undefined = kernel.get(record.family, record.table)?.chains.get('INPUT')?.rules[0];
  const view = rule?.view({ family: record.family, version });
  if (!view?.reading)
    return { class: `unknown ${program.problems.map(({ message }) => message).join(' ')}`, shown: undefined, message: undefined };
  const ours = classOf(view.reading);
  return {
    class: RECORDED[ours],
    shown: ours === 'exact' || ours === 'misread' ? `-A INPUT ${view.text}`.trim() : undefined,
    message: ours === 'unreadable' ? view.errors.join('\n') : undefined,
  };
}

function differencesOf(record: RuleRecord, version: string, facts: RuleFacts, ours: OurFacts): RuleDifference[] {
  const { rule, family } = record;
  const out: RuleDifference[] = [];
  const compare = (what: RuleDifference['what'], recorded: string | undefined, own: string | undefined) => {
    if (recorded !== own) out.push({ rule, family, version, what, recorded, ours: own });
  };
  compare('class', facts.class, ours.class);
  if (out.length > 0) return out;
  if (facts.shown_as !== undefined) compare('shown_as', facts.shown_as, ours.shown);
  if (ours.message !== undefined) compare('message', facts.message, ours.message);
  return out;
}
