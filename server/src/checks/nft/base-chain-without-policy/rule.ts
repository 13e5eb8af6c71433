import { baseChainLines } from '../../nft-chain-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/base-chain-without-policy',
  scope: 'nft',
  severity: 'hint',
  fix: 'safe',
  summary: 'a filter chain that does not say what becomes of packets that none of its rules decides on',
  check(program, report, context) {
    for (const { table, chain, line, hasPolicy } of baseChainLines(program)) {
      const { file, at, node } = line;
      // A policy can be written in another declaration of the chain.
      if (hasPolicy || node.type.text === 'nat' || hasPolicyElsewhere(program.tables.get(table), chain.node.name.text)) continue;
      const text = context.textOf(file);
      const range = { start: at + node.start, end: at + node.end };
      report({
        file,
        range,
        message: `Chain "${chain.node.name.text}" has no policy, so packets that no rule decides on are accepted. Write "policy accept;" when that is meant, or "policy drop;" to let nothing else through.`,
        fixes:
          text === undefined
            ? []
            : [
                {
                  title: 'Write the policy that is in effect (accept)',
                  safety: 'safe',
                  preferred: true,
                  edits: [insertion(file, text, range.end)],
                },
              ],
      });
    }
  },
});

function hasPolicyElsewhere(
  table:
    | { readonly chains: ReadonlyMap<string, { readonly info: { readonly base: { readonly policy: unknown } | undefined } }> }
    | undefined,
  chain: string,
): boolean {
  return table?.chains.get(chain)?.info.base?.policy !== undefined;
}

/** Behind the line and its separator. */
function insertion(file: string, text: string, end: number) {
  const separator = /^[ \t]*;/.exec(text.slice(end, end + 100));
  const start = end + (separator?.[0].length ?? 0);
  return { file, range: { start, end: start }, newText: `${separator ? '' : ';'} policy accept${separator ? ';' : ''}` };
}
