import { REJECT_ANSWERS } from '../../facts/packet-path.ts';
import type { EvaluatedRule } from '../../nft/evaluation.ts';
import type { Refusal } from './exchange.ts';
import { textOf } from './world.ts';

/** What a program sees whose connection a rule rejects: it depends on the message that the rule sends. */
export function rejection(rule: EvaluatedRule | undefined): Refusal {
  const text = rule ? textOf(rule) : '';
  const code = /\breject\s+with\s+(tcp\s+reset|(?:icmp|icmpv6|icmpx)\s+(?:type\s+)?([\w-]+))/.exec(text);
  const name = code?.[2] ?? (code ? 'tcp-reset' : 'port-unreachable');
  return (REJECT_ANSWERS[name] as Refusal | undefined) ?? 'unreachable';
}
