import { formatPrefix, parsePrefix } from '../../base/ip.ts';
import { allDrivers, DEFAULT_DRIVER, driverFact } from '../../docker/drivers.ts';
import { nextFreeSubnet } from '../../host/plan/free.ts';
import { optionMarkdown, valuesText } from '../driver-option-text.ts';
import type { Completion, Cursor } from '../provider.ts';
import { nftCompletions } from './nft.ts';

/** Where new subnets are looked for first. */
const USUAL = parsePrefix('10.19.255.0/24')!.prefix;

/** Proposals behind options of docker commands (drivers and their options, free subnets, networks of the host), and in nftables text. */
export function completions(cursor: Cursor): Completion[] {
  return nftCompletions(cursor) ?? commandCompletions(cursor);
}

function commandCompletions(cursor: Cursor): Completion[] {
  const { offset, file, host } = cursor;
  const line = logicalLine(file.text, offset);
  if (!/\bdocker\b/.test(line)) return [];
  const match = /(?:^|\s)(-o|--opt|-d|--driver|--subnet|--network|--net)(?:=|\s+)["']?([^\s"']*)$/.exec(line);
  if (!match) return [];
  const [, option, typed = ''] = match;
  const range = { start: offset - typed.length, end: offset };
  if (option === '-d' || option === '--driver') {
    // -d of `docker run` is --detach
    if (!/\bnetwork\s+create\b/.test(line)) return [];
    return allDrivers()
      .filter(({ cannotBeCreated, platform }) => cannotBeCreated === undefined && platform !== 'windows')
      .map(({ name, summary }) => ({ label: name, kind: 'value', range, detail: summary }));
  }
  if (option === '-o' || option === '--opt') return driverOptions(line, typed, range);
  if (option === '--subnet') {
    const free = host && nextFreeSubnet(host.plan, USUAL);
    return free ? [{ label: formatPrefix(free), kind: 'address', range, detail: 'nothing on the host uses it' }] : [];
  }
  const names = new Map(
    (host?.plan.networks ?? []).flatMap((network) => (network.name === undefined ? [] : [[network.name, network] as const])),
  );
  return [...names].map(([label, network]) => ({
    label,
    kind: 'network',
    range,
    detail: network.subnets.map(({ prefix }) => formatPrefix(prefix)).join(', '),
  }));
}

function driverOptions(line: string, typed: string, range: { start: number; end: number }): Completion[] {
  const driver = driverFact(/(?:\s-d|--driver)(?:=|\s+)["']?([\w-]+)/.exec(line)?.[1] ?? DEFAULT_DRIVER);
  const [key, value] = typed.includes('=')
    ? [typed.slice(0, typed.indexOf('=')), typed.slice(typed.indexOf('=') + 1)]
    : [typed, undefined];
  const options = driver?.options.filter(({ endpoint, internal }) => !endpoint && !internal) ?? [];
  if (value === undefined)
    return options.map((option) => ({
      label: option.name,
      kind: 'option',
      insertText: `${option.name}=`,
      filterText: option.name,
      range,
      detail: valuesText(option.value).replaceAll('`', ''),
      documentation: optionMarkdown(option, driver ? [driver] : []),
    }));
  const fact = options.find(({ name }) => name === key);
  const words = fact?.value.kind === 'enum' ? fact.value.values : fact?.value.kind === 'boolean' ? ['true', 'false'] : [];
  const at = { start: range.end - value.length, end: range.end };
  return words.map((label) => ({ label, kind: 'value', range: at }));
}

/** The text from the beginning of the command's first line to the cursor, with continuations joined. */
function logicalLine(text: string, offset: number): string {
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  for (let lines = 0; start > 0 && text[start - 2] === '\\' && lines < 50; lines++) start = text.lastIndexOf('\n', start - 2) + 1;
  return text.slice(start, offset).replace(/\\\n/g, ' ');
}
