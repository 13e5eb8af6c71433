import { type Constant, type Key, type Operand, ones, type Right } from './operand.ts';

/**
 * nft works on the fixed side of a comparison where it can, so that the kernel has less to do for each packet: a shift or an
 * exclusive or moves from what is read to what it is compared with.
 * `leavesIntervals`: this nft leaves sets with ranges as they are.
 */
export function moveToRight(
  left: Operand,
  right: Right,
  leavesIntervals: boolean,
): { readonly left: Operand; readonly right: Right } {
  const unchanged = { left, right };
  if (leavesIntervals && right.kind === 'elements' && right.keys.some((key) => key.interval)) return unchanged;
  if (left.kind === 'shifted' && left.operator === '>>') {
    const moved = mapConstants(right, (constant) => shiftUp(constant, left.by));
    if (!moved) return unchanged;
    const mask = ones(left.left.bits) << BigInt(left.by);
    return {
      left: {
        kind: 'combined',
        operator: '&',
        left: left.left,
        right: mask & ones(left.left.bits),
        bits: left.bits,
        order: left.order,
        text: false,
      },
      right: moved,
    };
  }
  if (left.kind === 'shifted') {
    const moved = mapConstants(right, (constant) => ({
      ...constant,
      value: constant.value === undefined ? undefined : constant.value >> BigInt(left.by),
    }));
    return moved ? { left: left.left, right: moved } : unchanged;
  }
  if (left.kind === 'combined' && left.operator === '^') {
    const mask = left.right;
    const moved = mapConstants(right, (constant) => ({
      ...constant,
      value: constant.value === undefined || mask === undefined ? undefined : constant.value ^ mask,
    }));
    return moved ? { left: left.left, right: moved } : unchanged;
  }
  return unchanged;
}

function shiftUp(constant: Constant, by: number): Constant {
  const bits = constant.bits + by;
  return {
    ...constant,
    bits,
    value: constant.value === undefined ? undefined : (constant.value << BigInt(by)) & ones(bits),
  };
}

/** The right side with every constant changed; undefined when it has something that cannot be: prefixes, named sets. */
function mapConstants(right: Right, change: (constant: Constant) => Constant): Right | undefined {
  switch (right.kind) {
    case 'constant':
      return change(right);
    case 'range':
      return { kind: 'range', low: change(right.low), high: change(right.high) };
    case 'elements': {
      const keys: Key[] = [];
      for (const key of right.keys) {
        if (key.value === 'other' || key.value.kind === 'prefix') return undefined;
        const value = mapConstants(key.value, change);
        if (!value || value.kind === 'elements' || value.kind === 'named-set') return undefined;
        keys.push({ ...key, value });
      }
      return { kind: 'elements', keys };
    }
    default:
      return undefined;
  }
}
