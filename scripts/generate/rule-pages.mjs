// docs/rules: the page of every rule with its severity and fix, and an index.
import { importTs } from '../lib/import-ts.mjs';

export const committed = true;
export const owns = 'docs/rules';

const NOTE = '<!-- Generated from the rule folders by scripts/generate/rule-pages.mjs. Do not edit. -->\n';
const GROUPS = {
  nft: 'nftables: what `nft` and the kernel would refuse, and what they accept although it was not meant',
  iptables: 'Tables that nftables shares with iptables-nft',
  docker: "Docker's daemon: daemon.json and the flags of dockerd",
  compose: 'Networks and ports of compose files',
  host: 'Several files of one host together',
  meta: 'Bridgekeeper itself',
};
const FIXES = { safe: 'safe', unsafe: 'changes behaviour', none: 'none' };

/** @param {string} root the repository, with a trailing slash; @returns {Promise<Record<string, string>>} text by path */
export default async function generate(root) {
  const { RULES } = await importTs(root, 'server/src/checks/registry.generated.ts');
  const { PAGES } = await importTs(root, 'server/src/checks/pages.generated.ts');
  const files = {};
  let index = `${NOTE}\n# Rules\n\n\`bridgekeeper explain RULE\` prints a page; \`bridgekeeper rules\` lists them.\n`;
  for (const [group, title] of Object.entries(GROUPS)) {
    const rules = RULES.filter(({ id }) => id.startsWith(`${group}/`));
    if (rules.length === 0) continue;
    index += `\n## ${group}/\n\n${title}.\n\n| rule | default | fix | |\n|---|---|---|---|\n`;
    for (const { id, severity, fix, summary } of rules) {
      index += `| [${id}](${id}.md) | ${severity} | ${FIXES[fix]} | ${summary} |\n`;
      files[`docs/rules/${id}.md`] =
        `${NOTE}\n${PAGES[id].replace('\n', `\n\nDefault: **${severity}**. Fix: **${FIXES[fix]}**.\n`)}`;
    }
  }
  return { ...files, 'docs/rules/README.md': index };
}
