import { formatIp, formatPrefix, type IpFamily } from '../../../base/ip.ts';
import { CHAINS, DATA_TYPES, NAT_PRIORITY_ABOVE, PRIORITIES, SERVICES } from '../../../facts/nft.ts';
import {
  COMMON_DURATIONS,
  COMMON_PROTOCOLS,
  COMMON_SERVICES,
  COMMON_TYPES,
  CT_HELPERS,
  TIMEOUT_STATES,
} from '../../../facts/nft-completion.ts';
import { hookDoc, priorityDoc, symbolDoc, TABLE_FLAGS, tableFlagDoc, typeDoc, type WordDoc } from '../../../facts/nft-docs.ts';
import { networkWords, ownerWords } from '../../../host/plan/words.ts';
import { type DataType, isKindOf } from '../../../nft/evaluate/types.ts';
import { hostInterfaces } from '../../interfaces.ts';
import type { Completion, Cursor } from '../../provider.ts';
import { code, markdown } from '../markdown.ts';
import type { Slot } from '../slot.ts';
import type { Surroundings } from '../surroundings.ts';
import { ORDER, proposal, quoted } from './proposals.ts';

/** What values are proposed for. */
export interface ValuePlace {
  readonly cursor: Cursor;
  readonly around: Surroundings;
  readonly inQuotes: boolean;
  /** Words that stand in the list already. */
  readonly taken: ReadonlySet<string>;
  /** Prefixes can stand here. */
  readonly allowsPrefix: boolean;
}

function documented(label: string, doc: WordDoc | undefined, detail: string | undefined): Partial<Completion> {
  return {
    ...(detail === undefined ? {} : { detail }),
    ...(doc ? { documentation: markdown(`**${code(label)}**`, [], doc) } : {}),
  };
}

/** Values for a slot. Names of things are not among them. */
export function valueProposals(slot: Slot, place: ValuePlace): Completion[] {
  switch (slot.kind) {
    case 'value':
      return typedValues(slot.type, place).filter(({ label }) => !place.taken.has(label));
    case 'hook':
      return slot.isFlowtable ? hooks(undefined, 'netdev').slice(0, 1) : hooks(slot.type, place.around.family);
    case 'priority':
      return priorities(slot.hook, slot.type, place.around.family);
    case 'device':
      return interfaces(place, false).filter(({ label }) => !place.taken.has(label));
    case 'define':
      return [...interfaces(place, false), ...addresses(4, place), ...addresses(6, place)].filter(
        ({ label }) => !place.taken.has(label),
      );
    case 'data-type':
      return dataTypes(false);
    case 'table-flag':
      return TABLE_FLAGS.filter((flag) => !place.taken.has(flag)).map((flag) =>
        proposal(flag, 'option', documented(flag, tableFlagDoc(flag), tableFlagDoc(flag)?.text)),
      );
    case 'timeout-state':
      return Object.entries(TIMEOUT_STATES)
        .filter(([protocol]) => slot.protocol === undefined || slot.protocol === protocol)
        .flatMap(([protocol, states]) =>
          states.map((state, rank) => proposal(state, 'value', { detail: protocol }, ORDER.first, rank)),
        )
        .filter(({ label }) => !place.taken.has(label));
    case 'duration':
      return COMMON_DURATIONS.map((text, rank) => proposal(text, 'value', {}, ORDER.first, rank));
    case 'text':
      return slot.what === 'helper'
        ? CT_HELPERS.map(([name, protocol], rank) =>
            proposal(name!, 'value', { detail: `over ${protocol}`, ...quoted(name!, place.inQuotes) }, ORDER.first, rank),
          )
        : [];
    default:
      return [];
  }
}

/** Types for the elements of a set; for the values of a map verdicts too. */
export function dataTypes(isData: boolean): Completion[] {
  return Object.entries(DATA_TYPES)
    .filter(([name, fact]) => fact.bits > 0 || (isData && name === 'verdict'))
    .map(([name, fact]) => {
      const rank = isData && name === 'verdict' ? 0 : COMMON_TYPES.indexOf(name) + 1;
      const group = rank > 0 || name === 'verdict' ? ORDER.first : ORDER.usual;
      return proposal(name, 'value', documented(name, typeDoc(name), fact.description), group, Math.max(rank, 0));
    });
}

function typedValues(type: DataType, place: ValuePlace): Completion[] {
  switch (type.name) {
    case 'ipv4_addr':
      return addresses(4, place);
    case 'ipv6_addr':
      return addresses(6, place);
    case 'inet_service':
      return services(place);
    case 'ifname':
      return interfaces(place, false);
    case 'iface_index':
      return interfaces(place, true);
    default:
      return symbols(type);
  }
}

function symbols(type: DataType): Completion[] {
  const entries = Object.entries(DATA_TYPES[type.name]?.symbols ?? {});
  const common = type.name === 'inet_proto' ? COMMON_PROTOCOLS : [];
  return entries.map(([symbol, value], index) => {
    const rank = common.indexOf(symbol);
    const group = common.length > 0 && rank < 0 ? ORDER.likely : ORDER.first;
    const number = isKindOf(type, BITMASK) ? `0x${value.toString(16)}` : String(value);
    const doc = symbolDoc(type.name, symbol);
    return proposal(
      symbol,
      'value',
      documented(symbol, doc, doc ? `${number}: ${doc.text}` : number),
      group,
      rank < 0 ? index : rank,
    );
  });
}

const BITMASK: DataType = { name: 'bitmask', description: '', bits: 0 };

function services({ cursor }: ValuePlace): Completion[] {
  const out: Completion[] = [];
  for (const port of cursor.host?.ports ?? []) {
    if (!port.hostPorts || port.hostPorts.first !== port.hostPorts.last) continue;
    const detail = `published for ${ownerWords(port)}`;
    out.push(proposal(String(port.hostPorts.first), 'port', { detail }, ORDER.likely, 50));
  }
  for (const [name, port] of Object.entries(SERVICES)) {
    const rank = COMMON_SERVICES.indexOf(name);
    out.push(proposal(name, 'value', { detail: String(port) }, rank < 0 ? ORDER.usual : ORDER.first, Math.max(rank, 0)));
  }
  return unique(out);
}

function addresses(family: IpFamily, { cursor, allowsPrefix }: ValuePlace): Completion[] {
  const { host } = cursor;
  const out: Completion[] = [];
  if (!host) return out;
  if (allowsPrefix) {
    for (const { network, prefix } of host.plan.subnets)
      if (prefix.family === family)
        out.push(proposal(formatPrefix(prefix), 'address', { detail: `Docker ${networkWords(network)}` }, ORDER.first, 1));
    for (const { prefix, name } of host.plan.reserved)
      if (prefix.family === family) out.push(proposal(formatPrefix(prefix), 'address', { detail: name }, ORDER.first, 2));
  }
  for (const network of host.plan.networks)
    for (const { address, owner } of network.addresses)
      if (address.family === family)
        out.push(proposal(formatIp(address), 'address', { detail: `${owner} in ${networkWords(network)}` }, ORDER.first, 3));
  for (const [name, held] of Object.entries(host.settings.inventory?.interfaces ?? {}))
    for (const text of held) {
      const address = text.replace(/\/.*$/, '');
      if (address.includes(':') === (family === 6)) out.push(proposal(address, 'address', { detail: name }, ORDER.first, 4));
    }
  return unique(out);
}

/** Names of interfaces. `byIndex`: only those that exist whenever the file is loaded. */
function interfaces({ cursor, inQuotes }: ValuePlace, byIndex: boolean): Completion[] {
  const { host } = cursor;
  const out = [proposal('lo', 'interface', { detail: 'loopback', ...quoted('lo', inQuotes) }, ORDER.first, 0)];
  for (const name of Object.keys(host?.settings.inventory?.interfaces ?? {}))
    out.push(proposal(name, 'interface', { detail: 'interface of the host', ...quoted(name, inQuotes) }, ORDER.first, 1));
  if (byIndex) return unique(out);
  for (const network of host?.plan.networks ?? []) {
    const name = network.bridgeName?.text;
    if (name)
      out.push(
        proposal(name, 'interface', { detail: `bridge of ${networkWords(network)}`, ...quoted(name, inQuotes) }, ORDER.first, 2),
      );
  }
  for (const { name, where } of hostInterfaces(host))
    out.push(proposal(name, 'interface', { detail: where, ...quoted(name, inQuotes) }, ORDER.first, 3));
  return unique(out);
}

function hooks(type: string | undefined, family: string): Completion[] {
  const names = new Set<string>();
  for (const key of Object.keys(CHAINS)) {
    const [of, hook, kind] = key.split('/');
    if (of === family && (type === undefined || kind === type)) names.add(hook!);
  }
  return [...names].map((hook, rank) =>
    proposal(hook, 'value', documented(hook, hookDoc(hook), hookDoc(hook)?.text), ORDER.first, rank),
  );
}

function priorities(hook: string | undefined, type: string | undefined, family: string): Completion[] {
  // Flowtables hang on ingress in families whose chains cannot.
  const names = hook === undefined ? {} : (PRIORITIES[`${family}/${hook}`] ?? PRIORITIES[`inet/${hook}`] ?? {});
  return Object.entries(names)
    .filter(([, number]) => type !== 'nat' || number > NAT_PRIORITY_ABOVE)
    .map(([name, number], rank) => {
      const doc = priorityDoc(name);
      return proposal(
        name,
        'value',
        documented(name, doc, `${number}: ${doc?.text ?? ''}`),
        ORDER.first,
        name === 'filter' ? 0 : rank + 1,
      );
    });
}

function unique(proposals: readonly Completion[]): Completion[] {
  const seen = new Set<string>();
  return proposals.filter(({ label }) => !seen.has(label) && seen.add(label));
}
