import { type Misfit, misfitsOf } from '../../../host/iptables-reading.ts';
import { type SharedTable, sharedTables } from '../../../host/iptables-sharing.ts';
import type { EvaluatedChain } from '../../../nft/evaluation.ts';
import type { RelatedPlace } from '../../finding.ts';
import { commandText, excerpt, isDockerChain, isUserChain, moveAwayFix } from '../../iptables-support.ts';
import { defineRule } from '../../rule.ts';

/** More places than these help nobody. */
const MAX_RELATED = 8;

export default defineRule({
  id: 'iptables/incompatible-expression',
  scope: 'host',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'rules in a table of iptables that its commands cannot read, so that they fail',
  check(host, report) {
    for (const shared of sharedTables(host)) {
      if (!shared.use.known) continue;
      for (const { chain, misfits } of misfitsOf(host, shared)) {
        if (isDockerChain(host.engine, shared.name, chain.info.name) || (shared.use.docker && isUserChain(shared, chain)))
          continue;
        const bad = misfits.filter((rule) => rule.kind !== 'misread');
        const [first, ...others] = bad;
        if (!first) continue;
        const more =
          others.length === 0
            ? ''
            : others.length === 1
              ? ' One more rule of the chain is like that.'
              : ` ${others.length} more rules of the chain are like that.`;
        report({
          ...placeOf(first),
          message: `${effectOf(first, bad, shared, chain)} Put rules with such matches and actions into a table of your own.${more}`,
          related: others
            .slice(0, MAX_RELATED)
            .map((other): RelatedPlace => ({ message: 'This rule is like that too.', location: placeOf(other) })),
          fixes: moveAwayFix(shared, chain),
        });
      }
    }
  },
});

/** The expression that stops iptables. */
function culprit(misfit: Misfit) {
  const at = misfit.reading.incompatible ?? misfit.reading.errors[0]?.expression;
  return at === undefined ? undefined : misfit.statementOf(at);
}

function placeOf(read: Misfit) {
  const { file, at, unit } = read.rule;
  const statement = culprit(read);
  return { file, range: { start: at + (statement?.start ?? 0), end: at + (statement?.end ?? unit.length) } };
}

/** What no longer works, command by command. */
function effectOf(first: Misfit, all: readonly Misfit[], shared: SharedTable, chain: EvaluatedChain): string {
  const { name } = chain.info;
  const statement = culprit(first);
  const what = statement ? `"${excerpt(first.rule, statement)}"` : 'this rule';
  const list = `"${commandText(shared, '-S')}" and "-L"`;
  const stops = all.some(({ reading }) => reading.errors.length > 0 || reading.crashes === 'read');
  const passing = stops ? `; "-C ${name}" and "-D ${name}" stop where they come to it` : '';
  const save = `${shared.family === 'ip' ? 'iptables' : 'ip6tables'}-save`;
  switch (first.kind) {
    case 'incompatible':
      return `iptables does not know ${what}: ${list} refuse the table, and ${save} leaves all of it out without an error${passing}.`;
    case 'unreadable':
      return `iptables cannot read ${what}: ${list} and ${save} stop there with an error${passing}.`;
    default:
      return first.reading.crashes === 'read'
        ? `iptables crashes when it reads ${what}: ${list}, ${save}, "-C ${name}" and "-D ${name}" end there.`
        : `iptables crashes when it writes ${what}: "${commandText(shared, '-S')}" and ${save} end there, and what is saved is incomplete.`;
  }
}
