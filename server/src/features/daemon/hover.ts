import { firstAddress, formatIp, formatPrefix, lastAddress, parsePrefix, prefixSize } from '../../base/ip.ts';
import { touches } from '../../base/range.ts';
import { allDrivers, driverFact, driverOptionFact } from '../../docker/drivers.ts';
import { countFree, describePool, poolCapacity, writtenPools } from '../../docker/pools.ts';
import { IGNORED_KEYS, REMOVED_KEYS } from '../../facts/daemon-options.ts';
import { optionMarkdown } from '../driver-option-text.ts';
import type { Cursor, Hover } from '../provider.ts';
import { type JsonPlace, locate } from './locate.ts';
import { fieldText, logOptionsOf, logOptionText, optionText } from './text.ts';

/** What a key or value of daemon.json, or a flag of dockerd, means and comes to. */
export function hover(cursor: Cursor): Hover | undefined {
  const { daemon, text } = cursor.file;
  if (daemon.kind !== 'daemon-json') return hoverFlag(cursor);
  const place = locate(daemon.value, cursor.offset, text);
  if (!place?.entry) return undefined;
  if (place.on === 'key') {
    const markdown = describeKey(place, cursor);
    return markdown === undefined ? undefined : { markdown, range: place.entry.keyRange };
  }
  const { scalar } = place;
  if (!scalar) return undefined;
  const parts = [describeValue(String(scalar.value), cursor), describeKey(place, cursor)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : { markdown: parts.join('\n\n---\n\n'), range: scalar.range };
}

function describeKey({ path, option, field, entry }: JsonPlace, { host }: Cursor): string | undefined {
  const driver = describeDriver(path);
  if (driver !== undefined) return driver;
  const log = path[0] === 'log-opts' && path.length === 2 && logOptionsOf(host)?.[path[1]!];
  if (log) return logOptionText(path[1]!, log);
  if (field) return fieldText(entry!.key, field, option);
  if (option) return optionText(option);
  const name = path[0] ?? '';
  const ignored = path.length === 1 ? IGNORED_KEYS.get(name) : undefined;
  if (ignored) return `**\`${name}\`**\n\ndockerd takes this key and does not use it. ${ignored.why}`;
  const removed = path.length === 1 ? REMOVED_KEYS.get(name) : undefined;
  return (
    removed &&
    `**\`${name}\`**\n\n${removed.was}. ${removed.removed ? `Removed in Docker ${removed.removed}.` : 'No option of daemon.json.'}`
  );
}

/** `default-network-opts`: drivers and their options. */
function describeDriver(path: readonly string[]): string | undefined {
  if (path[0] !== 'default-network-opts' || path.length < 2) return undefined;
  const fact = driverFact(path[1]!);
  if (path.length === 2) return fact && `**Driver \`${fact.name}\`**\n\n${fact.summary}`;
  const option = driverOptionFact(path[1]!, path[2]!);
  return (
    option &&
    optionMarkdown(
      option,
      allDrivers().filter(({ name }) => name === path[1]),
    )
  );
}

/** A prefix: its size, and for a pool what is left of it. */
function describeValue(text: string, cursor: Cursor): string | undefined {
  const written = parsePrefix(text);
  if (!written) return undefined;
  const { prefix } = written;
  const count = prefix.family === 6 ? `2^${128 - prefix.bits}` : String(prefixSize(prefix));
  const line = `**\`${formatPrefix(prefix)}\`**: ${count} addresses, \`${formatIp(firstAddress(prefix))}\` to \`${formatIp(lastAddress(prefix))}\``;
  const pool = writtenPools(cursor.host?.engine ?? NO_ENGINE).find(
    ({ base }) => base?.file === cursor.file.file && touches(base.range, cursor.offset),
  )?.pool;
  if (!pool || !cursor.host) return line;
  const taken = cursor.host.plan.subnets.filter(({ network }) => network.space === 'local').map((subnet) => subnet.prefix);
  return `${line}\n\nPool ${describePool(pool)}: ${countFree([pool], taken)} of ${poolCapacity(pool)} are not in use by the files here.`;
}

const NO_ENGINE = { items: () => [] };

/** The option that a flag of a unit or defaults file sets. */
function hoverFlag({ file, offset, host }: Cursor): Hover | undefined {
  const { settings } = file.daemon.judged(host?.settings.versions.docker);
  const setting = settings.find(({ place, value }) => touches(place.range, offset) || (value && touches(value.range, offset)));
  if (!setting) return undefined;
  const range = touches(setting.place.range, offset) ? setting.place.range : setting.value!.range;
  return { markdown: optionText(setting.option), range };
}
