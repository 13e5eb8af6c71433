import { formatPrefix, overlaps, width } from '../../../base/ip.ts';
import { scalarText } from '../../../docker/daemon/value.ts';
import { bridgeIsOff, defaultBridge, userBridge } from '../../../docker/default-bridge.ts';
import type { DockerEngine } from '../../../docker/engine.ts';
import { goParsePrefix } from '../../../docker/go/net.ts';
import { inventoryPrefixes } from '../../../docker/inventory.ts';
import {
  type AddressPool,
  enginePools,
  nextPiece,
  type PoolProblem,
  usedPools,
  type WrittenPool,
  writtenPools,
} from '../../../docker/pools.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'docker/invalid-pool',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'default-address-pools that dockerd refuses, or drops without a word',
  check(host, report) {
    for (const engine of host.engines) {
      const pools = writtenPools(engine);
      for (const pool of pools) checkPool(pool, pools, report);
      checkOverlaps(pools, report);
      checkSupply(engine, pools, report);
    }
  },
});

type Reporter = (found: Report) => void;

function checkPool(pool: WrittenPool, all: readonly WrittenPool[], report: Reporter): void {
  const { problem, base, size, value } = pool;
  if (problem) {
    const place = problem.kind.startsWith('size-') ? size! : problem.kind === 'mapped' ? base! : value;
    // a later pool with a length that no subnet can have fails only when its turn comes
    const first = usedPools(all.flatMap((other) => other.pool ?? []))[0];
    const late =
      problem.kind === 'size-too-long' && first && goParsePrefix(scalarText(base) ?? '')!.prefix.network > first.prefix.network;
    report({
      file: place.file,
      range: place.range,
      severity: late ? 'warning' : 'error',
      message: `${words(problem)}. ${late ? 'Networks fail once the pools before it are used up' : 'dockerd does not start with it'}; ${advice(problem)}.`,
      fixes: sizeFix(pool),
    });
    return;
  }
  const written = goParsePrefix(scalarText(base) ?? '');
  if (!written?.hostBits || !base) return;
  const masked = formatPrefix(written.prefix);
  const edits = [{ file: base.file, range: base.range, newText: JSON.stringify(masked) }];
  report({
    file: base.file,
    range: base.range,
    severity: 'info',
    message: `The base ${scalarText(base)} has host bits. dockerd cuts them off and takes ${masked}; write that.`,
    fixes: [{ title: `Write ${masked}`, safety: 'safe', preferred: true, edits }],
  });
}

function words(problem: PoolProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'This pool is null';
    case 'no-base':
      return 'This pool has no base';
    case 'no-size':
      return 'This pool has no size';
    case 'mapped':
      return 'The base is an IPv4 address in IPv6 clothes';
    case 'size-below-base':
      return `The size is below the length /${problem.bits} of the base: no such subnet fits in`;
    case 'size-too-long':
      return `The size is a prefix length and cannot be above ${problem.width}`;
  }
}

function advice(problem: PoolProblem): string {
  switch (problem.kind) {
    case 'size-below-base':
      return `write ${problem.bits} or more`;
    case 'size-too-long':
      return 'write a smaller one';
    case 'mapped':
      return 'write it as IPv4';
    default:
      return 'write {"base": "10.200.0.0/16", "size": 24} with your own values, or remove it';
  }
}

function sizeFix({ problem, size, base, map }: WrittenPool): Fix[] {
  const bits = usualSize(scalarText(base));
  if (bits === undefined || !map || !base) return [];
  const title = `Set "size": ${bits}`;
  if (problem?.kind === 'size-below-base' || problem?.kind === 'size-too-long')
    return [{ title, safety: 'safe', preferred: true, edits: [{ file: size!.file, range: size!.range, newText: String(bits) }] }];
  if (problem?.kind !== 'no-size') return [];
  const at = { start: base.range.end, end: base.range.end };
  const edit = size ? { range: size.range, newText: String(bits) } : { range: at, newText: `, "size": ${bits}` };
  return [{ title, safety: 'safe', preferred: true, edits: [{ file: map.file, ...edit }] }];
}

/** The length that people want for subnets of a base: /24 in IPv4, /64 in IPv6, or the base itself. */
function usualSize(base: string | undefined): number | undefined {
  const prefix = goParsePrefix(base ?? '')?.prefix;
  return prefix && Math.min(width(prefix.family), Math.max(prefix.bits, prefix.family === 4 ? 24 : 64));
}

function checkOverlaps(pools: readonly WrittenPool[], report: Reporter): void {
  const good = pools.filter((entry): entry is WrittenPool & { pool: AddressPool } => entry.pool !== undefined);
  const used = new Set(usedPools(good.map(({ pool }) => pool)));
  for (const { pool, value } of good) {
    if (used.has(pool)) continue;
    const other = [...used].find((candidate) => overlaps(candidate.prefix, pool.prefix));
    report({
      file: value.file,
      range: value.range,
      severity: 'warning',
      message: `This pool overlaps ${other ? formatPrefix(other.prefix) : 'another one'}. dockerd drops it without a word; write pools that do not overlap.`,
      related: other?.place ? [{ message: 'This pool is used.', location: other.place }] : [],
    });
  }
}

/** docker0 needs an IPv4 subnet: from bip, from fixed-cidr, or from the pools. */
function checkSupply(engine: DockerEngine, pools: readonly WrittenPool[], report: Reporter): void {
  const setting = engine.setting('default-address-pools');
  if (!setting || pools.length === 0 || pools.some(({ pool }) => !pool) || engine.isUnknown('default-address-pools')) return;
  const bridge = defaultBridge(engine, 4);
  if (bridgeIsOff(engine) || userBridge(engine) || bridge.address || bridge.range) return;
  const supply = enginePools(engine, 4);
  if (supply.length > 0 && nextPiece(supply, inventoryPrefixes(engine.hostSettings.inventory))) return;
  const why = supply.length === 0 ? 'There is no IPv4 pool' : 'All IPv4 pools lie in subnets that the host itself uses';
  report({
    ...setting.place,
    message: `${why}, so docker0 gets no subnet. dockerd does not start; add a pool that is free, or set "bip".`,
  });
}
