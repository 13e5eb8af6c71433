import { IPTABLES_EXPRESSIONS } from '../../facts/iptables.ts';
import type { NetlinkExpr } from '../linearize/netlink.ts';
import { type IptablesProgramVersion, iptablesHas } from './version.ts';

/** True when lists (-L, -S, iptables-save) take a rule with this expression. */
export function isCompatible(expression: NetlinkExpr, program: IptablesProgramVersion): boolean {
  switch (expression.name) {
    case 'limit':
      return expression.type === 'packets' && !expression.over;
    case 'log':
      return expression.group !== undefined;
    case 'bitwise':
      return expression.operation === 'mask-xor' || !iptablesHas(program, 'shifts are incompatible');
    default:
      return IPTABLES_EXPRESSIONS.has(expression.name);
  }
}
