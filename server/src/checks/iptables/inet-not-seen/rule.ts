import { iptablesUse } from '../../../host/iptables-sharing.ts';
import { isIptablesTable } from '../../../nft/iptables/builtins.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'iptables/inet-not-seen',
  scope: 'host',
  severity: 'info',
  fix: 'none',
  summary: 'a table of family inet with the name of one of iptables’ tables, beside them',
  check(host, report) {
    const uses = [iptablesUse(host, 'ip'), iptablesUse(host, 'ip6')];
    if (!uses.some((use) => use?.known)) return;
    const who = uses.some((use) => use?.docker) ? 'Docker and iptables work' : 'iptables works';
    for (const program of host.nft)
      for (const { state, chains } of program.tables.values()) {
        const hooks = [...chains.values()].some(({ info }) => info.base);
        if (state.family !== 'inet' || !isIptablesTable(state.name) || !hooks) continue;
        report({
          ...state.at,
          message: `${who} with tables ip ${state.name} and ip6 ${state.name} and do not see this one, while the kernel runs all of them: what is dropped here stays dropped, and what is accepted here can still be dropped there. Look at it with nft, or give it another name.`,
        });
      }
  },
});
