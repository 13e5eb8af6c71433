import { formatIp } from '../../base/ip.ts';
import type { IptablesReading } from '../../docker/firewall/state.ts';
import type { EvaluatedRule } from '../../nft/evaluation.ts';
import type { Step } from '../../nft/meaning/rule-meaning.ts';
import { textOfNumber } from '../../nft/meaning/text-number.ts';

/**
 * What iptables-nft takes a rule for, as far as dockerd depends on it: whether it can read the rule at all, whether it lists the chain,
 * and which text it compares with its own rules.
 */
export function readRule(rule: EvaluatedRule): IptablesReading {
  const steps = rule.result.meaning?.steps ?? [];
  let listed = true;
  let parses = true;
  const at: Record<string, string> = {};
  let target = '';
  for (const step of steps) {
    const bad = fieldsIn(step).some((key) => /^(ct|fib|rt|socket|ipsec|tcp flags|osf)/.test(key));
    if (bad) {
      listed = false;
      parses = false;
    }
    if (step.kind === 'nat' || step.kind === 'notrack' || step.kind === 'rewrite') listed = false;
    if (step.kind === 'side-effect' && step.effect !== 'counter') listed = false;
    if (step.kind === 'opaque' && step.about !== 'limit' && !step.about.startsWith('@')) listed = false;
    if (step.kind === 'opaque' && step.about === 'limit') at.limit = 'limit';
    if (step.kind === 'verdict') {
      const { verdict } = step;
      if (verdict.kind === 'reject') listed = false;
      else if (verdict.kind === 'jump' || verdict.kind === 'goto') target = `-j ${verdict.chain}`;
      else if (!steps.some(({ kind }) => kind === 'nat')) target = `-j ${verdict.kind.toUpperCase()}`;
    }
    if (step.kind === 'values') {
      const { field, values } = step;
      const shown = values.intervals.length === 1 ? values : field.domain.subtract(values);
      const not = values.intervals.length === 1 ? '' : '! ';
      const [only] = shown.intervals;
      if (!only || shown.intervals.length !== 1) continue;
      const name = (option: string) => `${not}${option} ${textOfNumber(only.low)}${only.low === only.high ? '' : '+'}`;
      if (field.key === 'meta iifname') at.in = name('-i');
      else if (field.key === 'meta oifname') at.out = name('-o');
      else if (field.key === 'meta l4proto')
        at.protocol = `-p ${{ 6: 'tcp', 17: 'udp', 132: 'sctp', 1: 'icmp' }[Number(only.low)] ?? only.low}`;
      else if (field.key === 'th dport') at.port = `-m dport ${only.low}`;
      else if (/^ip6? [sd]addr$/.test(field.key)) {
        const length = (only.high - only.low + 1n).toString(2).length - 1;
        const text = formatIp({ family: field.bits === 32 ? 4 : 6, value: only.low });
        at[field.key.endsWith('saddr') ? 'source' : 'destination'] =
          `${not}${field.key.endsWith('saddr') ? '-s' : '-d'} ${text}/${field.bits - length}`;
      } else at[field.key] = field.key;
    }
  }
  const spec = [
    at.source,
    at.destination,
    at.in,
    at.out,
    at.protocol,
    at.port,
    ...Object.entries(at).flatMap(([key, text]) =>
      ['source', 'destination', 'in', 'out', 'protocol', 'port'].includes(key) ? [] : [text],
    ),
    target,
  ]
    .filter((word) => word)
    .join(' ');
  return { spec: parses ? spec : undefined, listed };
}

function fieldsIn(step: Step): string[] {
  switch (step.kind) {
    case 'values':
    case 'masked':
      return [step.field.key];
    case 'tuple':
    case 'lookup':
      return step.fields.map(({ key }) => key);
    case 'verdict-map':
      return step.verdict.fields.map(({ key }) => key);
    default:
      return [];
  }
}
