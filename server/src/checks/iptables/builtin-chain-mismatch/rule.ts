import { builtinNeed } from '../../../facts/docker-firewall.ts';
import type { Host } from '../../../host/host.ts';
import { type SharedTable, sharedTables } from '../../../host/iptables-sharing.ts';
import { hookText, priorityText } from '../../../nft/base-chain-text.ts';
import { type ChainBlock, chainBlocks, hookSpecs } from '../../../nft/declared.ts';
import type { BaseChain } from '../../../nft/environment.ts';
import type { EvaluatedChain } from '../../../nft/evaluation.ts';
import { type Builtin, builtinNamed } from '../../../nft/iptables/builtins.ts';
import { targetsOf } from '../../../nft/reach.ts';
import { renameChain } from '../../../nft/rename-chain.ts';
import type { FileEdit, Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'iptables/builtin-chain-mismatch',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'a chain with the name of one of iptables’ builtin chains, but another type, hook or priority',
  check(host, report) {
    for (const shared of sharedTables(host))
      for (const chain of shared.table.chains.values()) {
        const builtin = builtinNamed(shared.name, chain.info.name);
        if (!builtin) continue;
        const difference = differenceOf(chain.info.base, builtin, shared.family);
        if (difference === undefined) continue;
        const failure = failureOf(shared, builtin, host);
        const { name, at } = chain.info;
        report({
          file: at.file,
          range: placeOf(shared, chain) ?? at.range,
          severity: failure.fatal ? 'error' : 'warning',
          message: `Chain ${name} of table ${shared.family} ${shared.name} ${difference}, so iptables does not take it for its builtin chain and cannot make one of that name: ${failure.text} ("CHAIN_ADD failed … chain ${name}"). Write "${hookText(shared.family, builtin)}", or give the chain another name.`,
          // Where only commands fail, the other place among the chains may be meant.
          fixes: fixesOf(shared, chain, builtin, failure.fatal ? 'safe' : 'unsafe'),
        });
      }
  },
});

/** What keeps a chain from being the builtin one; undefined: nothing, or it cannot be known. */
function differenceOf(base: BaseChain | undefined, builtin: Builtin, family: string): string | undefined {
  const { type, hook, priority } = builtin;
  if (!base) return 'hangs on no hook';
  if (base.hook !== hook) return `hangs on hook ${base.hook} instead of ${hook}`;
  if (base.type !== type) return `has type ${base.type} instead of ${type}`;
  if (base.priority === undefined || base.priority === priority) return undefined;
  const name = priorityText(family, hook, priority);
  return `has priority ${base.priority} instead of ${priority}${name === `${priority}` ? '' : ` (${name})`}`;
}

/** What does not work because of it. */
function failureOf(shared: SharedTable, builtin: Builtin, host: Host): { readonly text: string; readonly fatal: boolean } {
  const { family, use } = shared;
  const command = `${family === 'ip' ? 'iptables' : 'ip6tables'} ${builtin.table === 'filter' ? '' : `-t ${builtin.table} `}-A ${builtin.name}`;
  const commands = { text: `"${command}" fails`, fatal: false };
  switch (use.docker ? builtinNeed(builtin.table, builtin.name) : undefined) {
    case 'daemon':
      return { text: 'dockerd does not start', fatal: true };
    case 'container':
      // Docker protects container addresses there, and has none of that family without such a network.
      return family === 'ip' || usesIpv6(host) ? { text: 'no container starts', fatal: true } : commands;
    default:
      return commands;
  }
}

function usesIpv6(host: Host): boolean {
  return host.engine.isOn('ipv6') || host.networks.some(({ ipv6 }) => ipv6 === true);
}

/** The line with the hook, or what of it is wrong. */
function placeOf({ program, table }: SharedTable, { info }: EvaluatedChain) {
  const [hook] = hookSpecs(chainBlocks(program, table.state, info.name));
  if (!hook || !info.base || hook.file !== info.at.file) return undefined;
  return { start: hook.at + hook.spec.start, end: hook.at + hook.spec.priority.end };
}

function fixesOf(shared: SharedTable, chain: EvaluatedChain, builtin: Builtin, safety: Fix['safety']): Fix[] {
  const { program, table, family } = shared;
  const { info } = chain;
  const blocks = chainBlocks(program, table.state, info.name);
  const title = `Write "${hookText(family, builtin)}"`;
  if (!info.base) {
    // A chain that others jump to can have no hook.
    const used = [...table.chains.values()].some(({ rules }) => rules.some((rule) => targetsOf(rule, table).includes(info.name)));
    const name = `${info.name.toLowerCase()}_rules`;
    const edits = used ? renameChain(program, table, info.name, name) : insertHook(blocks, family, builtin);
    return edits ? [{ title: used ? `Rename the chain to ${name}` : title, safety, preferred: true, edits }] : [];
  }
  const edits = hookSpecs(blocks).flatMap(({ file, at, spec }): FileEdit[] => {
    const replace = (span: { start: number; end: number }, newText: string): FileEdit => ({
      file,
      range: { start: at + span.start, end: at + span.end },
      newText,
    });
    const { type, hook, priority } = spec;
    return [
      ...(type.text === builtin.type ? [] : [replace(type, builtin.type)]),
      ...(hook.text === builtin.hook ? [] : [replace(hook, builtin.hook)]),
      ...(info.base?.priority === builtin.priority ? [] : [replace(priority, priorityLike(priority, family, builtin))]),
    ];
  });
  return edits.length > 0 ? [{ title, safety, preferred: true, edits }] : [];
}

/** The right priority in the way in which the wrong one is written: as a number or by its name. */
function priorityLike(written: { readonly name?: string | undefined }, family: string, { hook, priority }: Builtin): string {
  return written.name === undefined ? `${priority}` : priorityText(family, hook, priority);
}

/** Hangs a chain on its hook, with a line before the first of its body. */
function insertHook(blocks: readonly ChainBlock[], family: string, builtin: Builtin): FileEdit[] | undefined {
  const [block] = blocks;
  const first = block?.node.body?.items[0];
  if (!block || blocks.length > 1) return undefined;
  const { file, at, node } = block;
  const line = hookText(family, builtin);
  if (first) {
    const start = at + first.at;
    const indent = /[ \t]*$/.exec(file.text.slice(0, start))![0];
    return [{ file: file.file, range: { start, end: start }, newText: `${line}\n${indent}` }];
  }
  const open = file.text.indexOf('{', at + node.name.end);
  if (open < 0 || open >= at + node.length) return undefined;
  return [{ file: file.file, range: { start: open + 1, end: open + 1 }, newText: ` ${line}` }];
}
