import type { Location } from '../base/range.ts';
import { DOCKER_TABLES } from '../facts/docker-firewall.ts';
import type { Host } from './host.ts';
import { type IptablesRule, iptablesCommands } from './iptables-save.ts';
import { toNftRule } from './iptables-to-nft.ts';

const { userChain: USER_CHAIN } = DOCKER_TABLES.iptables;

/** A rule that a host's files put into DOCKER-USER with iptables. */
export interface UserChainRule {
  readonly family: 4 | 6;
  readonly place: Location;
  /** As nft writes it; undefined when that has to be done by hand. */
  readonly nft: string | undefined;
}

/** The rules of DOCKER-USER in saved iptables rules and scripts, each file's in the order in which the chain gets them. */
export function userChainRules(host: Host): UserChainRule[] {
  const saved = host.iptables.flatMap(({ file, family, tables }) =>
    [tables.flatMap(({ rules }) => rules)].map((rules) => ordered(rules).map((rule) => ({ rule, file, family }))),
  );
  const scripts = host.scripts.map((script) => {
    const commands = iptablesCommands(script);
    return ([4, 6] as const).flatMap((family) =>
      ordered(commands.filter((command) => command.family === family)).map((rule) => ({ rule, file: script.file, family })),
    );
  });
  return [...saved, ...scripts].flat().map(({ rule, file, family }) => ({
    family,
    place: { file, range: rule.range },
    nft: toNftRule(behindPosition(rule), family),
  }));
}

/** Rules in the order in which the chain has them in the end; what is deleted again is not known well enough to be left out. */
function ordered<R extends IptablesRule>(rules: readonly R[]): R[] {
  const out: R[] = [];
  for (const rule of rules) {
    if (rule.table !== 'filter' || rule.chain !== USER_CHAIN) continue;
    if (rule.action === 'append') out.push(rule);
    else if (rule.action === 'insert') out.splice(Math.max(0, position(rule) - 1), 0, rule);
    else if (rule.action === 'flush') out.length = 0;
  }
  return out;
}

/** `-I CHAIN 3 …`. */
function position({ words }: IptablesRule): number {
  return /^\d+$/.test(words[0]?.text ?? '') ? Number(words[0]!.text) : 1;
}

function behindPosition(rule: IptablesRule): (string | undefined)[] {
  const words = rule.words.map(({ text }) => text);
  return rule.action === 'insert' && /^\d+$/.test(words[0] ?? '') ? words.slice(1) : words;
}
