import type { NatStatement } from '../ast.ts';
import { IPV4, IPV6, SERVICE } from '../evaluate/types.ts';
import { argumentOf, type Parameter } from './arguments.ts';
import { resolved } from './constants.ts';
import type { LinearizeContext } from './context.ts';
import { load } from './emit.ts';
import { mapOperand } from './maps.ts';
import type { OtherName } from './netlink.ts';
import type { Operand, Range } from './operand.ts';
import { readOperand } from './operands.ts';
import { effect } from './statements.ts';

const NAMES: Readonly<Record<NatStatement['type'], OtherName>> = {
  snat: 'nat',
  dnat: 'nat',
  masquerade: 'masq',
  redirect: 'redir',
  tproxy: 'tproxy',
};

/** Address translation: registers for the address or the ends of a range of addresses, then for the ports. */
export function addNat(context: LinearizeContext, statement: NatStatement): boolean {
  const values: Operand[] = [];
  const put = (value: Operand | Range | undefined): boolean => {
    if (value?.kind === 'range') values.push(value.low, value.high);
    else if (value) values.push(value);
    return value !== undefined;
  };
  const { address, port } = statement;
  if (address && !put(addressOf(context, statement))) return false;
  if (port && !put(argumentOf(context, port, { type: SERVICE, bits: 16, order: 'big' }))) return false;
  return effect(context, (registers) => {
    // All ends of a range have their registers before the first of them is filled; that does not change which they are.
    for (const value of values) load(registers, value, registers.take());
    for (let i = 0; i < values.length; i++) registers.release();
    registers.add({ name: NAMES[statement.type] });
  });
}

function addressOf(context: LinearizeContext, statement: NatStatement): Operand | Range | undefined {
  const network = statement.family ?? context.headers.known('network');
  const parameter: Parameter =
    network === 'ip6' ? { type: IPV6, bits: 128, order: 'big' } : { type: IPV4, bits: 32, order: 'big' };
  return resolved(context, statement.address!, (address) => {
    if (address.kind === 'map') return mapOperand(context, address, parameter);
    if (address.kind === 'concat') return readOperand(context, address)?.operand;
    return argumentOf(context, address, parameter);
  });
}
