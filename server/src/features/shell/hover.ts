import { formatPrefix, parsePrefix, prefixSize } from '../../base/ip.ts';
import type { Location } from '../../base/range.ts';
import { touches } from '../../base/range.ts';
import { DEFAULT_DRIVER, driverFact, driversWithOption } from '../../docker/drivers.ts';
import { dockerCommands, type NetworkCreate } from '../../host/script/docker-commands.ts';
import { describePort } from '../compose/hover.ts';
import { optionMarkdown } from '../driver-option-text.ts';
import type { Cursor, Hover } from '../provider.ts';
import { describePlanned } from './network-text.ts';
import { nftHover } from './nft.ts';

/** What a driver option, a network, a subnet or a published port of a docker command means, or a word of nftables text. */
export function hover(cursor: Cursor): Hover | undefined {
  return nftHover(cursor) ?? commandHover(cursor);
}

function commandHover(cursor: Cursor): Hover | undefined {
  const { offset, file, host } = cursor;
  const at = (place: Location) => touches(place.range, offset);
  for (const command of dockerCommands(file.script)) {
    if (!at(command.place)) continue;
    if (command.kind === 'run') {
      const port = command.ports.find((candidate) => at(candidate.at));
      const markdown = port && describePort(port);
      if (port && markdown !== undefined) return { markdown, range: port.at.range };
    }
    if (command.kind === 'network-create') {
      const found = inCreate(command, at);
      if (found) return found;
    }
    const names =
      command.kind === 'network-create'
        ? [command.name]
        : command.kind === 'run'
          ? command.networks.map(({ network }) => network)
          : [command.connection.network];
    const name = names.find((candidate) => candidate && at(candidate.place));
    const network = name && host?.plan.networks.find((candidate) => candidate.name !== undefined && candidate.name === name.text);
    if (name && network) return { markdown: describePlanned(network), range: name.place.range };
  }
  return undefined;
}

function inCreate(command: NetworkCreate, at: (place: Location) => boolean): Hover | undefined {
  const driver = driverFact(command.driver ? (command.driver.text ?? '') : DEFAULT_DRIVER);
  const option = command.options.find(({ keyPlace, value }) => at(keyPlace) || at(value.place));
  if (option) {
    const drivers = driver?.options.some(({ name }) => name === option.key) ? [driver] : driversWithOption(option.key);
    const fact = drivers[0]?.options.find(({ name }) => name === option.key);
    return fact && { markdown: optionMarkdown(fact, drivers), range: option.keyPlace.range };
  }
  if (command.driver && driver && at(command.driver.place))
    return { markdown: `**Driver \`${driver.name}\`**\n\n${driver.summary}`, range: command.driver.place.range };
  const subnet = [...command.subnets, ...command.ranges].find(({ place }) => at(place));
  const prefix = parsePrefix(subnet?.text ?? '')?.prefix;
  return (
    subnet &&
    prefix && { markdown: `**\`${formatPrefix(prefix)}\`**: ${prefixSize(prefix)} addresses`, range: subnet.place.range }
  );
}
