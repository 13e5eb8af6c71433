import { DOCKER_TABLES } from '../../facts/docker-firewall.ts';
import type { Host } from '../../host/host.ts';
import { type UserChainRule, userChainRules } from '../../host/user-chain-rules.ts';
import { beforeDockerHook, migrateUserChain, USER_CHAIN_TABLE } from '../../nft/move/user-chain.ts';
import type { View } from '../provider.ts';

const { userChain: USER_CHAIN } = DOCKER_TABLES.iptables;

/** What a host's DOCKER-USER says, as base chains for the nftables backend. */
const dockerUserView: View = {
  id: 'docker-user-nftables',
  title: `${USER_CHAIN} for the nftables backend`,
  extension: 'nft',
  text(host) {
    const tables = [...fromNft(host), ...fromIptables(host)];
    if (tables.length === 0) return undefined;
    return `# With the nftables backend Docker makes no ${USER_CHAIN}. These base chains are asked before Docker's own: what they drop stays
# dropped. What they accept is not accepted on Docker's behalf; Docker's rules still decide about it.
# Load them beside your other rules, and take ${USER_CHAIN} out of where it stands now.

${tables.join('\n')}`;
  },
};

export default dockerUserView;

/** The tables that the chains of nftables files become. */
function fromNft(host: Host): string[] {
  return host.nft.flatMap((program) =>
    [...program.tables.values()].flatMap((table) => {
      const { family, name } = table.state;
      if ((family !== 'ip' && family !== 'ip6') || name !== 'filter' || table.chains.get(USER_CHAIN)?.info.base) return [];
      const migrated = migrateUserChain(program, table);
      const block = migrated?.edits.find(({ newText }) => newText.includes(`table ${family} ${migrated.table} {`));
      return block ? [`# ${program.root}\n${block.newText.trim()}\n`] : [];
    }),
  );
}

function fromIptables(host: Host): string[] {
  const rules = userChainRules(host);
  return ([4, 6] as const).flatMap((family) => {
    const own = rules.filter((rule) => rule.family === family);
    return own.length === 0 ? [] : [tableText(host, family === 4 ? 'ip' : 'ip6', own)];
  });
}

function tableText(host: Host, family: string, rules: readonly UserChainRule[]): string {
  const taken = host.nft.some((program) => program.tables.has(`${family} ${USER_CHAIN_TABLE}`));
  const lines = rules.flatMap(({ nft, place }, i) => {
    const source = rules[i - 1]?.place.file === place.file ? [] : [`# ${place.file}`];
    return [...source, nft ?? '# A rule that has to be written by hand: nft has other means for it.'];
  });
  const body = [beforeDockerHook(family), ...lines].map((line) => `\t\t${line}\n`).join('');
  return `table ${family} ${USER_CHAIN_TABLE}${taken ? '_iptables' : ''} {\n\tchain forward {\n${body}\t}\n}\n`;
}
