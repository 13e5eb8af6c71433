import { IntervalSet } from '../../base/interval-set.ts';
import { SELECTORS } from '../../facts/nft.ts';
import { ALWAYS_THERE, NETWORKS, NO_INTERFACE } from '../../facts/nft-packets.ts';
import type { Family } from '../ast.ts';
import { type Field, fieldOf, IIFNAME, NFPROTO, OIFNAME } from '../meaning/field.ts';
import type { Facts } from './demand.ts';

const NOTHING = IntervalSet.point(0n);
const IIF = fieldOf('meta iif', 32);
const OIF = fieldOf('meta oif', 32);
const known = new Map<string, Facts>();

/**
 * What is known of every packet that comes to a chain of that family. The same object for the same facts.
 * @param hooks those that packets come from; none when that is not known
 */
export function factsOf(family: Family, hooks: readonly string[]): Facts {
  const key = `${family} ${[...hooks].sort().join(' ')}`;
  let facts = known.get(key);
  if (!facts) {
    facts = makeFacts(family, hooks);
    known.set(key, facts);
  }
  return facts;
}

function makeFacts(family: Family, hooks: readonly string[]): Facts {
  const facts = new Map<Field, IntervalSet>();
  for (const name of ALWAYS_THERE) {
    const field = fieldOf(name, SELECTORS[name]!.bits!);
    facts.set(field, field.domain);
  }
  const networks = family === 'inet' ? ['ip', 'ip6'] : family === 'ip' || family === 'ip6' ? [family] : [];
  if (networks.length > 0) {
    const numbers = networks.map((network) => BigInt(NETWORKS[network]!.nfproto!));
    facts.set(NFPROTO, IntervalSet.of(numbers.map((value) => ({ low: value, high: value }))));
  }
  const isWithout = (places: readonly string[]) =>
    hooks.length > 0 && hooks.every((hook) => places.includes(`${family}/${hook}`));
  if (isWithout(NO_INTERFACE.incoming)) for (const field of [IIFNAME, IIF]) facts.set(field, NOTHING);
  if (isWithout(NO_INTERFACE.outgoing)) for (const field of [OIFNAME, OIF]) facts.set(field, NOTHING);
  return facts;
}
