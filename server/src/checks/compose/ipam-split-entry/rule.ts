import { contains, containsPrefix, parseIp, parsePrefix } from '../../../base/ip.ts';
import { addressingOf, type SubnetEntry } from '../../../compose/addressing.ts';
import type { ComposeNetwork, IpamEntry } from '../../../compose/model.ts';
import { dockerHas } from '../../../docker/version.ts';
import type { LocatedMap } from '../../../syntax/located.ts';
import { entryOf, valueAt } from '../../../syntax/located.ts';
import { addEntry, removeItem } from '../../../syntax/yaml/edit.ts';
import { inFile, listed, ownNetworks, whenCreated } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

/** Keys that say something about the subnet of their own entry. */
const BELONGING = ['gateway', 'ip_range', 'aux_addresses'] as const;

export default defineRule<'compose'>({
  id: 'compose/ipam-split-entry',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A gateway or ip_range in another entry of ipam.config than its subnet',
  check(project, report, context) {
    for (const network of ownNetworks(project))
      for (const entry of network.ipam) {
        if (entry.value.kind !== 'map' || (entry.subnet && entry.subnet.text !== '')) continue;
        const map = entry.value;
        const keys = BELONGING.filter((key) => entryOf(map, key));
        // Engine 29 passes over an entry that says nothing at all.
        if (keys.length === 0 && dockerHas(context.settings.versions.docker, '29')) continue;
        const home = homeOf(entry, network);
        const what =
          keys.length > 0
            ? `${listed(keys)} stand${keys.length === 1 ? 's' : ''} in an entry without subnet`
            : 'This entry has no subnet';
        const advice = home
          ? `Move ${keys.length === 1 ? 'it' : 'them'} into the entry of ${home.text.text}.`
          : 'Add the subnet.';
        const at = keys[0] ? entryOf(map, keys[0])! : undefined;
        report({
          file: at?.keyFile ?? map.file,
          range: at?.keyRange ?? map.range,
          severity: whenCreated(network, project),
          message: `${what}, so the Engine refuses network "${network.key}". ${advice}`,
          related: home
            ? [{ message: `the subnet that holds ${keys.length === 1 ? 'it' : 'them'}`, location: home.text.at }]
            : [],
          fixes: home ? joinFix(entry, map, keys, home, network, context) : [],
        });
      }
  },
});

/** The entry whose subnet holds everything that this one says. */
function homeOf(entry: IpamEntry, network: ComposeNetwork): SubnetEntry | undefined {
  const addresses = [entry.gateway, ...entry.auxAddresses].flatMap((text) =>
    text?.text === undefined ? [] : [parseIp(text.text)],
  );
  const range = entry.ipRange?.text === undefined ? undefined : parsePrefix(entry.ipRange.text)?.prefix;
  if (addresses.length === 0 && !range) return undefined;
  return addressingOf(network).subnets.find(
    ({ prefix }) =>
      addresses.every((address) => address !== undefined && contains(prefix, address)) &&
      (!range || containsPrefix(prefix, range)),
  );
}

/** Moves the keys into the entry of their subnet and takes this entry out. */
function joinFix(
  entry: IpamEntry,
  map: LocatedMap,
  keys: readonly string[],
  home: SubnetEntry,
  network: ComposeNetwork,
  context: RuleContext,
): readonly Fix[] {
  const target = home.entry.value;
  const list = valueAt(valueAt(network.value, 'ipam'), 'config');
  const text = context.textOf(map.file);
  if (target.kind !== 'map' || target.file !== map.file || list?.kind !== 'list' || list.file !== map.file || text === undefined)
    return [];
  if (keys.some((key) => entryOf(target, key)) || map.entries.length !== keys.length) return [];
  const pieces = keys.map((key) => {
    const { value } = entryOf(map, key)!;
    return { key, written: text.slice(value.range.start, value.range.end) };
  });
  if (pieces.some(({ written }) => written.includes('\n'))) return [];
  const [first, ...rest] = pieces;
  const added = first && addEntry(text, target, first.key, first.written);
  const removed = removeItem(text, list, entry.value);
  if (!added || !removed) return [];
  const indent = /^\n( *)/.exec(added.newText)?.[1];
  const more = rest
    .map(({ key, written }) => (indent === undefined ? `, ${key}: ${written}` : `\n${indent}${key}: ${written}`))
    .join('');
  const edits = [...inFile(map.file, { ...added, newText: added.newText + more }), ...inFile(map.file, removed)];
  return [{ title: `Move into the entry of ${home.text.text}`, safety: 'safe', preferred: true, edits }];
}
