import { DOCKER_TABLES } from '../../../facts/docker-firewall.ts';
import { iptablesOf, kernelOfProgram, misfitsOf } from '../../../host/iptables-reading.ts';
import { sharedTables } from '../../../host/iptables-sharing.ts';
import { run } from '../../../nft/iptables/program/run.ts';
import { excerpt, isUserChain, programName } from '../../iptables-support.ts';
import { defineRule } from '../../rule.ts';

const { userChain: USER_CHAIN } = DOCKER_TABLES.iptables;

export default defineRule({
  id: 'iptables/docker-user-ignored',
  scope: 'host',
  severity: 'error',
  fix: 'none',
  summary: 'a DOCKER-USER chain that Docker cannot read, so that it never has an effect',
  check(host, report) {
    for (const shared of sharedTables(host)) {
      const chain = shared.table.chains.get(USER_CHAIN);
      if (!shared.use.docker || !chain || !isUserChain(shared, chain)) continue;
      const program = iptablesOf(host, shared);
      // What Docker asks for first; when that fails it takes the chain for missing and cannot make it.
      const listed = run(kernelOfProgram(shared.program), {
        program,
        table: shared.name,
        operation: { kind: 'list', chain: USER_CHAIN },
      });
      if (!listed || listed.status === 0) continue;
      const misfits = misfitsOf(host, shared).find((found) => found.chain === chain)?.misfits ?? [];
      const bad = misfits.flatMap((read) => {
        const at = read.reading.incompatible ?? read.reading.errors[0]?.expression;
        const statement = at === undefined ? undefined : read.statementOf(at);
        return statement ? [{ read, statement }] : [];
      });
      const [first] = bad;
      const why = first ? `"${excerpt(first.read.rule, first.statement)}"` : 'one of its rules';
      report({
        ...chain.info.at,
        message: `Docker cannot read chain ${USER_CHAIN} of table ${shared.family} ${shared.name}, because ${programName(shared.family)} refuses ${why}: it logs a warning, puts no jump to the chain into FORWARD, and none of these rules is ever asked. Use matches that ${programName(shared.family)} reads, or put the rules into a base chain of a table of your own.`,
        related: bad.map(({ read, statement }) => ({
          message: `${programName(shared.family)} does not read this.`,
          location: {
            file: read.rule.file,
            range: { start: read.rule.at + statement.start, end: read.rule.at + statement.end },
          },
        })),
      });
    }
  },
});
