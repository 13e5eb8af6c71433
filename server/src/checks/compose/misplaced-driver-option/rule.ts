import type { TextEdit } from '../../../base/text.ts';
import { addressingOf } from '../../../compose/addressing.ts';
import type { ComposeNetwork, DriverOption } from '../../../compose/model.ts';
import { driverOptionFact, driversWithOption, endpointOptionFact } from '../../../docker/drivers.ts';
import { entryOf, type LocatedEntry, type LocatedMap, valueAt } from '../../../syntax/located.ts';
import { addTo, removeEntry, scalarText } from '../../../syntax/yaml/edit.ts';
import { inFile, listed, ownNetworks } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { placedOptions } from '../../option-support.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/misplaced-driver-option',
  scope: 'compose',
  severity: 'warning',
  fix: 'safe',
  summary: 'A driver option where nothing reads it: under ipam, under labels, on a connection, on another driver',
  check(project, report, context) {
    for (const network of ownNetworks(project)) {
      const driver = addressingOf(network).driverName;
      if (driver === undefined) continue;
      for (const option of network.ipamOptions)
        report({
          file: option.keyAt.file,
          range: option.keyAt.range,
          message: driverOptionFact(driver, option.key)
            ? `"${option.key}" is an option of the ${driver} driver, and under ipam nothing reads it. Move it to driver_opts.`
            : `docker compose does not send ipam options to the Engine, so "${option.key}" has no effect. Options of the network's driver stand under driver_opts.`,
          fixes: driverOptionFact(driver, option.key)
            ? moveFix(network, option.entry, valueAt(valueAt(network.value, 'ipam'), 'options'), context)
            : [],
        });
      const labels = valueAt(network.value, 'labels');
      for (const entry of labels?.kind === 'map' ? labels.entries : [])
        if (driverOptionFact(driver, entry.key))
          report({
            file: entry.keyFile,
            range: entry.keyRange,
            message: `"${entry.key}" is an option of the ${driver} driver, and as a label it has no effect. Move it to driver_opts.`,
            fixes: moveFix(network, entry, labels, context),
          });
    }
    for (const { option, fact, driver, service, network } of placedOptions(project)) {
      if (fact) continue;
      const owners = driversWithOption(option.key);
      const isEndpoint = endpointOptionFact(option.key) !== undefined;
      if (owners.length === 0 && !isEndpoint) continue;
      const place = { file: option.keyAt.file, range: option.keyAt.range };
      if (service && !isEndpoint && owners.some(({ name }) => name === driver?.name))
        report({
          ...place,
          message: `"${option.key}" configures the whole network, and on a connection nothing reads it. Move it to driver_opts of network "${network?.key}".`,
        });
      else if (
        !service &&
        (isEndpoint || owners.every(({ options }) => options.some(({ name, endpoint }) => name === option.key && endpoint)))
      )
        report({
          ...place,
          message: `"${option.key}" configures one connection, and on a network nothing reads it. Move it to driver_opts of the service's network.`,
        });
      else
        report({
          ...place,
          message: `"${option.key}" is an option of ${listed(owners.map(({ name }) => name))}, and ${service ? 'a connection' : `the ${driver?.name} driver`} passes over it without a message. Remove it, or choose that driver.`,
        });
    }
  },
});

/** Moves an entry to the network's `driver_opts`. */
function moveFix(
  network: ComposeNetwork,
  entry: LocatedEntry,
  from: LocatedMap | ReturnType<typeof valueAt>,
  context: RuleContext,
): Fix[] {
  const { keyAt, value } = network;
  const text = context.textOf(entry.keyFile);
  if (!keyAt || value?.kind !== 'map' || from?.kind !== 'map' || text === undefined || keyAt.file !== entry.keyFile) return [];
  if (entry.value.kind !== 'scalar' || entry.value.substituted !== undefined || entry.value.file !== entry.keyFile) return [];
  if (network.driverOptions.some(({ key }: DriverOption) => key === entry.key)) return [];
  const written = typeof entry.value.value === 'string' ? scalarText(entry.value.value) : `"${entry.value.source}"`;
  const options = entryOf(value, 'driver_opts');
  const whole = { key: network.key, keyRange: keyAt.range, keyFile: keyAt.file, value };
  const added = options
    ? addTo(text, options, entry.key, written)
    : (addTo(text, whole, 'driver_opts', `\n  ${entry.key}: ${written}`) ??
      addTo(text, whole, 'driver_opts', `{${entry.key}: ${written}}`));
  const removed = removal(text, value, from, entry);
  if (!added || !removed) return [];
  const edits = moved(added, removed).flatMap((edit) => inFile(entry.keyFile, edit));
  return edits.length > 0 ? [{ title: 'Move to driver_opts', safety: 'safe', preferred: true, edits }] : [];
}

/** Both edits, or one that does both when the new lines come right behind the old ones. */
function moved(added: TextEdit, removed: TextEdit): TextEdit[] {
  const at = added.range.start;
  if (at < removed.range.start || at > removed.range.end) return [added, removed];
  if (!added.newText.startsWith('\n') || removed.newText !== '') return [];
  return [{ range: removed.range, newText: `${added.newText.slice(1)}\n` }];
}

/** Takes the entry out; when it was the only one, the map that held it too. */
function removal(text: string, network: LocatedMap, from: LocatedMap, entry: LocatedEntry) {
  if (from.entries.length > 1) return removeEntry(text, from, entry);
  const ipam = valueAt(network, 'ipam');
  for (const holder of [ipam, network]) {
    const outer = holder?.kind === 'map' ? holder.entries.find(({ value }) => value === from) : undefined;
    if (outer && holder?.kind === 'map' && holder.entries.length > 1) return removeEntry(text, holder, outer);
    if (outer && holder === ipam) return removeEntry(text, network, entryOf(network, 'ipam')!);
  }
  return undefined;
}
